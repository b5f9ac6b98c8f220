"""What a sentence denies its evidence denies, and what it says plainly its evidence does not deny."""

import pytest

from digest.writing.gate import Evidence
from digest.writing.gate.negation import (
    check_affirmations,
    check_company,
    check_double_denials,
    check_lost_denials,
    check_negations,
)
from digest.writing.gate.passages import passages

READER = Evidence(("The reader does not follow links of archives", "Writing works as before."))


def denials(text, evidence=READER):
    return list(check_negations(passages(text), evidence.passages))


def affirmations(text, evidence=READER):
    return list(check_affirmations(passages(text), evidence.sentences))


def lost(text):
    return list(check_lost_denials(text, passages(text)))


def company(text, *texts):
    return list(check_company(passages(text), Evidence(texts).passages))


def test_what_the_evidence_denies_may_be_denied():
    assert denials("The reader does not follow links of archives") == []


@pytest.mark.parametrize("text", ["The reader follows links of archives", "Now the reader follows links of archives"])
def test_what_the_evidence_denies_is_not_told_plainly(text):
    assert 'the evidence negates "follow"' in affirmations(text)


@pytest.mark.parametrize(
    "text",
    [
        "The reader does not follow links of archives",
        "The reader fails to follow links of archives",
        "The reader is not able to safely follow links",
        "Writers follow a queue",  # of another thing
    ],
)
def test_a_denial_near_the_word_and_another_matter_pass(text):
    assert affirmations(text) == []


def test_what_was_denied_in_the_past_may_be_plain_now():
    past = Evidence(("The reader did not follow links of archives",))

    assert affirmations("The reader follows links of archives", past) == []


def test_what_raises_inside_of_another_needs_no_denial():
    nested = Evidence(("A reader cannot be used inside another reader",))

    assert affirmations("A reader used inside another reader raises `ReaderError`", nested) == []


def test_what_is_done_without_an_option_denies_nothing():
    plain = Evidence(("The queue reads `QUEUE_NAME` or asks the broker",))

    assert denials("Without `QUEUE_NAME` the queue asks the broker", plain) == []
    assert denials("The queue asks without the broker", plain) != []


def test_a_value_of_false_is_a_denial():
    diff = Evidence(("Parser: add_help=False",))

    assert denials("The parser is not given help", diff) == []


def test_a_denial_needs_one_in_the_evidence():
    plain = Evidence(("The reader follows links of archives",))

    assert denials("The reader does not follow links of archives", plain) != []


@pytest.mark.parametrize(
    ("text", "emphasis"),
    [
        ("The reader does follow links", "does follow"),
        ("The parsers do know tabs", "do know"),
        ("It did close", "did close"),
    ],
)
def test_an_emphasis_without_a_denial_before_it_has_lost_its_own(text, emphasis):
    assert lost(text) == [f'"{emphasis}" stands against a denial, and none is told']


@pytest.mark.parametrize(
    "text",
    [
        "Writers have no such check, but readers do have one",
        "The parser cannot do branching yet",
        "What users have to do with tabs",
        "The job does the sorting",
        "It does so at start",
    ],
)
def test_a_plain_do_and_a_contrast_pass(text):
    assert lost(text) == []


@pytest.mark.parametrize("text", ["The API is there yet.", "The reverse works either."])
def test_words_that_belong_to_a_denial_need_one(text):
    assert any("belongs to a denial" in reason for reason in lost(text))
    assert lost(text.replace(" is ", " is not ").replace(" works ", " never works ")) == []


def test_with_is_not_told_where_the_evidence_has_without():
    source = "Hosts without swap space fail at start"

    assert company("Hosts without swap space failed", source) == []
    assert company("Hosts with swap space failed", source) == ['the evidence does not say "with fail spac swap"']
    assert company("Hosts with swap space failed", source, "with swap space it works") == []
    assert company("Hosts with swap space failed", source, "Swap space of hosts") == []


def test_without_is_not_told_where_the_evidence_has_with():
    assert company("It ships without Python 3.12 wheels", "It ships with Python 3.12 wheels") != []
    assert company("It works without a lock", "It ships with Python 3.12 wheels") == []


@pytest.mark.parametrize("text", ["Tars can be read.\nNeither can zips", "Tars can be read; nor are zips kept"])
def test_what_begins_as_a_second_denial_needs_a_first(text):
    assert len(lost(text)) == 1
    assert lost(text.replace("can be read", "cannot be read")) == []


@pytest.mark.parametrize("text", ["The reader cannot do without a mark", "读取器不可以不带标记", "两者不再没有区别"])
def test_a_denial_of_a_denial_needs_one_like_it(text):
    assert len(list(check_double_denials(text, "the reader can do without a mark"))) == 1
    assert list(check_double_denials(text, "the reader cannot go without a mark")) == []


@pytest.mark.parametrize("text", ["结果不会不一致", "The reader cannot follow links", "不能用未知的参数", "没有不足"])
def test_one_denial_is_not_two(text):
    assert list(check_double_denials(text, "")) == []


def test_not_only_needs_something_more_in_the_evidence():
    text = "It is not only read when the flag is set"

    assert list(check_double_denials(text, "it is only read when the flag is set")) != []
    assert list(check_double_denials(text, "it is also read when the flag is set")) == []


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("Raw rows were shown without the shared URL", "The shared URL is omitted, rows are shown raw"),
        ("A exact width needs no shared queue", "The shared queue is dead at exact width"),
        ("The queue answers mails too, not only files", "The queue answered files; mails follow"),
    ],
)
def test_a_denial_said_in_passing_is_no_claim_of_its_own(text, source):
    evidence = Evidence((source,))
    told = passages(text)

    assert [one for one in check_negations(told, evidence.passages) if "negate" in one] == []
    assert list(check_double_denials(text, evidence.said)) == []


@pytest.mark.parametrize(
    "text",
    ["It should do fewer calls", "The error adds `did you mean it`", "Readers would do well", "Readers do less"],
)
def test_a_verb_that_is_no_emphasis_stands_against_nothing(text):
    assert list(check_lost_denials(text, passages(text))) == []


def test_a_sentence_with_a_denial_of_its_own_is_not_held_against_another():
    source = Evidence(("It cannot initialize a parameter of the queue",))

    assert affirmations("A parameter of the queue of any kind of value is not initialized", source) == []
    assert affirmations("It may initialize a parameter of the queue", source) != []
