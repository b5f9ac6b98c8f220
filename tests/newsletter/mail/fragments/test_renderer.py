"""FragmentRenderer: pieces compiled inside the whole document, each made once."""

import pytest
from django.utils import translation
from django.utils.safestring import mark_safe

from newsletter.editions.content import load_content
from newsletter.mail.fragments import renderer as module
from newsletter.mail.fragments.byte_template import SPLIT_MARK, LongLineError
from newsletter.mail.fragments.renderer import FragmentRenderer, cached
from tests.newsletter.a_day import make_a_day

pytestmark = pytest.mark.django_db


@pytest.fixture
def renderer():
    return FragmentRenderer(load_content([make_a_day()], "en"))


class Greetings:
    """Fragments with one cached piece; it notes how often that is made."""

    def __init__(self, renderer):
        self.renderer, self.made = renderer, []

    @cached
    def greeting(self, name, mark="!"):
        self.made.append((name, mark))
        return f"Hello {name}{mark}"

    @cached
    def farewell(self, name):
        return f"Bye {name}"


def test_what_a_method_gives_is_made_once_for_each_of_its_arguments(renderer):
    greetings = Greetings(renderer)

    assert [greetings.greeting(name) for name in ("Ada", "Ada", "Grace")] == [
        "Hello Ada!",
        "Hello Ada!",
        "Hello Grace!",
    ]
    assert greetings.made == [("Ada", "!"), ("Grace", "!")]


def test_an_argument_given_by_name_is_told_from_another(renderer):
    greetings = Greetings(renderer)

    assert greetings.greeting("Ada", mark="!") == "Hello Ada!"
    assert greetings.greeting("Ada", mark="?") == "Hello Ada?"


def test_two_methods_share_no_piece(renderer):
    greetings = Greetings(renderer)

    assert (greetings.greeting("Ada"), greetings.farewell("Ada")) == ("Hello Ada!", "Bye Ada")


def test_pieces_of_two_digests_are_not_mixed_up(renderer):
    other = Greetings(FragmentRenderer(renderer.content))
    Greetings(renderer).greeting("Ada")
    other.greeting("Ada")

    assert other.made == [("Ada", "!")]


def test_pieces_that_depend_on_choices_have_a_bound(renderer, monkeypatch):
    monkeypatch.setattr(module, "MAX_CACHED_PIECES", 2)
    made = []

    for key in (1, 2, 3, 1):
        renderer.cached_by_selection(lambda key=key: made.append(key) or key, "row", key)
    assert made == [1, 2, 3, 1]


def test_kinds_of_pieces_do_not_push_each_other_out(renderer, monkeypatch):
    monkeypatch.setattr(module, "MAX_CACHED_PIECES", 1)
    made = []

    for kind in ("row", "notes", "row"):
        renderer.cached_by_selection(lambda kind=kind: made.append(kind) or kind, kind, 1)
    assert made == ["row", "notes"]


def test_whatever_language_is_active_a_digest_speaks_its_own():
    chinese = FragmentRenderer(load_content([make_a_day()], "zh-hans"))

    with translation.override("en"):
        assert chinese.in_language(translation.get_language) == "zh-hans"
        assert translation.get_language() == "en"


def test_blocks_are_split_at_their_marks_and_have_no_document_around_them(renderer):
    blocks = f"<mj-text>{SPLIT_MARK}one{SPLIT_MARK}two{SPLIT_MARK}</mj-text>"
    opening, one, two, closing = renderer.split(blocks)

    assert (one.strip(), two.strip()) == ("one", "two")
    assert "<html" not in opening
    assert "</html" not in closing


def test_compiled_as_a_whole_there_is_a_document_around(renderer):
    opening, closing = renderer.compile(f"<mj-text>above</mj-text>{SPLIT_MARK}<mj-text>below</mj-text>")

    assert "<html" in opening
    assert closing.rstrip().endswith("</html>")


def test_a_row_is_compiled_without_its_table(renderer):
    row = renderer.table_row("<tr><td>cell</td></tr>")

    assert "cell" in row
    assert "<table" not in row


def test_a_block_of_text_stands_behind_a_blank_line(renderer):
    assert renderer.block("left", {"left": 3}).startswith(b"\r\n")


def test_a_line_that_no_mail_may_have_is_an_error(renderer):
    with pytest.raises(LongLineError):
        renderer.around("<p>", "</p>", "x" * 2000)


def test_the_frame_of_a_block_names_its_title_in_the_text_only(renderer):
    around = renderer.around(mark_safe("<p>"), mark_safe("</p>"), "Summary")

    assert around.title == b"\r\n== Summary ==\r\n"
    assert b"Summary" not in around.opening + around.closing
