"""A denial in both languages needs something like it where the evidence speaks of the same."""

import pytest

from digest.writing.gate import Evidence
from digest.writing.gate.denials import check_denials
from digest.writing.gate.passages import passages

SOURCE = "The reader of archives takes a compile cache from `QX_CACHE`.\nUploads fail without a token."


def reasons(english, chinese, source=SOURCE):
    told = {"en": passages(english), "zh": passages(chinese)}
    return list(check_denials(told, Evidence((source,)).sentences))


def test_what_both_languages_deny_and_nothing_about_it_is_like_is_refused():
    found = reasons("The reader of archives is not for the compile cache", "读取器不是用编译缓存 `QX_CACHE` 的")

    assert found == ['nothing in the evidence about it denies what "not" denies here']


def test_what_the_evidence_denies_about_it_may_be_denied():
    assert reasons("Uploads are not done if a token is missing", "没有 token 时不会上传") == []


def test_a_denial_in_one_language_alone_is_a_matter_of_their_agreement():
    assert reasons("The reader of archives is not for the compile cache", "读取器使用编译缓存") == []


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("Before, the reader of archives was not for the compile cache", "读取器不是用编译缓存的"),
        ("The reader of archives has not got a compile cache yet", "读取器还没有编译缓存"),
        ("The reader of archives no longer takes a compile cache", "读取器不再使用编译缓存"),
        ("The compile cache of the reader goes without a lock", "读取器的编译缓存无需加锁"),
        ("Where `QX_CACHE` is not set, the reader of archives takes a folder", "未设置 `QX_CACHE` 时读取器用一个目录"),
    ],
)
def test_what_was_or_is_not_yet_or_is_done_without_is_no_such_denial(english, chinese):
    assert reasons(english, chinese) == []


def test_a_word_that_the_evidence_denies_elsewhere_may_be_denied():
    source = SOURCE + "\nNothing may not be compiled"

    assert reasons("The cache of the reader is not compiled", "读取器的缓存不编译 `QX_CACHE`", source) == []


def test_what_the_evidence_does_not_speak_of_is_not_judged():
    assert reasons("The lexer is not called", "词法分析器不被调用") == []
