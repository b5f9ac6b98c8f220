"""No address of a stranger is one to a mail program, to the eye nothing changes, and code can be copied."""

import pytest
from linkify_it import LinkifyIt
from linkify_it.tlds import TLDS

from digest.defang import BREAK, defang, defang_code, refang
from digest.mixed_scripts import show_mixed_scripts

LINKIFIER = LinkifyIt(options={"fuzzy_ip": True}).tlds([*map(str.lower, TLDS), "example", "internal", "onion", "рф"])
ADDRESSES = [
    *("evil.zip", "paypa1-secure.com/login", "www.evil.com", "WWW.4chan.org", "evil.com.", "(evil.com)", "x.io/y"),
    *("a@evil.com", "a@evil.example", "user@1.2.3.4", "mailto:a@b.com", "git@github.com:x/y.git", "me+you@x.co.uk"),
    *("https://evil.com/x", "http://localhost", "//localhost:80/x", "//evil.com", "ftp://evil.com", "a//b.com"),
    *("http://[::1]/x", "http://[2001:db8::1]/", "http://3232235777/", "1.2.3.4", "1.2.3.4/x", "10.0.0.1:80/x"),
    *("раураl.com", "пример.рф", "xn--80ak6aa92e.com", "evil.xn--p1ai", "💩.la", "evil\u0301.com", "例子.中国"),
    *("evil.com。evil2.com", "evil．com", "config.py", "logger.info", "socket.io", "docs.rs", "main.rs", "README.md"),
    *("https:evil.example", "javascript:alert(1)", "evil.com:8080/x?a=b#c", "https://user:pw@evil.com"),
]
SEEN_BY_OTHERS = ["https:evil.example", "evil。com", "javascript:alert(1)", "mailto:a", "tel:+123", "\\\\server\\share"]


def linked(text):
    return [found.url for found in LINKIFIER.match(text) or ()]


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("sentence", ["{}", "see {} now", "`{}`", "Fix crash,{};", "访问{}获取补丁", "fix({}): x"])
def test_no_address_is_a_link_and_to_the_eye_it_is_the_same(address, sentence):
    text = sentence.format(address)

    shown = defang(text)

    assert linked(shown) == []
    assert linked(shown.replace("`", "")) == []
    assert refang(shown) == text


@pytest.mark.parametrize("address", SEEN_BY_OTHERS)
def test_what_only_some_programs_link_is_broken_too(address):
    assert BREAK in defang(f"see {address}")


@pytest.mark.parametrize(
    "text",
    [
        "Bump to 0.6.4, 1.8x faster at 12:30",
        "std::move of x",
        "fixes #12 in vllm-project/vllm",
        "`torch.compile` and `x.cuh`, `pyproject.toml`, `a::b`, `x // 2`, `self.assertEqual(x)`",
        "@octocat: see above.",
        "End. Next sentence",
    ],
)
def test_figures_and_code_are_copied_as_they_are(text):
    assert defang(text) == text


def test_names_of_repositories_and_paths_break_only_at_a_top_level_domain():
    assert defang_code("llama.cpp") == "llama.cpp"
    assert defang_code("socket.io") == f"socket.{BREAK}io"
    assert defang_code("csrc/kernel.cuh") == "csrc/kernel.cuh"
    assert defang_code("evil.com/login.py") == f"evil.{BREAK}com/login.{BREAK}py"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Fix vLLМ crash", "Fix vLLМ [М: Cyrillic] crash"),
        ("раураl.com", "раураl.com [рау: Cyrillic]"),
        ("Mοdel", "Mοdel [ο: Greek]"),
        ("аррӏе.com", "аррӏе.com [арӏе: Cyrillic]"),
    ],
)
def test_letters_that_only_look_latin_are_named_behind_their_word(text, shown):
    assert show_mixed_scripts(text) == shown


@pytest.mark.parametrize(
    "text", ["μs and Δt of αβ-CROWN", "Привет, world", "λ-calculus", "修复 vLLM 崩溃", "naïve Übung"]
)
def test_words_of_one_script_and_letters_of_formulas_stay_as_they_are(text):
    assert show_mixed_scripts(text) == text
