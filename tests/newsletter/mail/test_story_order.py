"""The order of the stories of a section in a mail."""

from newsletter.mail.story_order import mail_order
from tests.newsletter.edition_values import section, story


def titles(*labels, **fields):
    return [story(number, label=label, by_title=True, **fields) for number, label in enumerate(labels, 1)]


def labels_of(*stories):
    return [each.label for each in mail_order(section(*stories))]


def test_titles_are_grouped_by_label_and_what_is_open_comes_last():
    assert labels_of(*titles("open", "changed", "proposed", "released", "fixed", "new", "fixed")) == [
        "new",
        "fixed",
        "fixed",
        "changed",
        "released",
        "proposed",
        "open",
    ]


def test_within_a_group_the_rank_decides():
    assert [each.id for each in mail_order(section(*titles("fixed", "new", "fixed")))] == [2, 1, 3]


def test_a_key_story_stays_ahead_of_all_groups():
    first = story(9, label="open", by_title=True, importance=5)

    assert labels_of(first, *titles("new")) == ["open", "new"]


def test_sentences_stay_as_they_are_ranked():
    told = section(story(1, label="open"), *titles("new"))

    assert mail_order(told) == told.stories
