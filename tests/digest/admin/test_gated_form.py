"""Who overrules the gate has seen these very words and all that is wrong with them."""

import pytest

from digest.admin.gated_form import GatedForm
from digest.desk.edit import Edit
from digest.writing.gate import Words

READ = Edit({"en": Words("It is 2x faster")}, ['the figure "2x" is not in the evidence'], [])
OTHER_WORDS = Edit({"en": Words("It is 3x faster")}, READ.problems, [])
OTHER_PROBLEMS = Edit(READ.words, [*READ.problems, "an emoji does not belong into the text"], [])


@pytest.mark.parametrize(
    ("shown", "yes", "is_overruled"),
    [(READ, "on", True), (READ, "", False), (OTHER_WORDS, "on", False), (OTHER_PROBLEMS, "on", False)],
)
def test_a_yes_counts_for_what_was_shown(shown, yes, is_overruled):
    form = GatedForm({"shown": shown.fingerprint, "overrule": yes})

    assert form.is_valid()
    assert form.is_overruled(READ) is is_overruled


def test_nothing_is_overruled_where_nothing_was_shown():
    form = GatedForm({"overrule": "on"})

    assert form.is_valid()
    assert not form.is_overruled(READ)
