"""Which passages of the evidence speak of what a sentence says."""

from digest.writing.retrieval import LONGEST_PASSAGE, excerpt, most_alike, passages, terms

BODY = "Fix `topk` on SM90. The index overflowed int16.\nBenchmarks below.\nWith 4096 experts the result was wrong."


def test_lines_and_sentences_are_passages_each_once():
    assert passages([BODY, BODY]) == [
        "Fix `topk` on SM90.",
        "The index overflowed int16.",
        "Benchmarks below.",
        "With 4096 experts the result was wrong.",
    ]


def test_an_endless_line_is_cut():
    assert [len(passage) for passage in passages(["x" * 1000])] == [LONGEST_PASSAGE]


def test_terms_have_no_case_plural_or_stop_word():
    assert terms("The Experts of SM90 and 4096.") == {"expert", "sm90", "4096"}


def test_what_shares_most_comes_first_and_one_word_is_too_little():
    assert most_alike("With 4096 experts the result was wrong", [BODY])[0] == "With 4096 experts the result was wrong."
    assert most_alike("Benchmarks", [BODY]) == []


def test_at_most_so_many_are_given():
    texts = [f"topk overflowed index {number}" for number in range(9)]

    assert len(most_alike("the index of topk overflowed", texts)) == 2
    assert len(most_alike("the index of topk overflowed", texts, most=5)) == 5


def test_an_excerpt_keeps_the_title_and_what_stands_beside_its_finding_in_order():
    lines = ["Title", *(f"filler {number}" for number in range(40)), "before", "topk overflowed index", "behind"]

    found = excerpt("the index of topk overflowed", ["\n".join(lines)], room=60).split("\n")

    assert found[0] == "Title"
    assert found[-3:] == ["before", "topk overflowed index", "behind"]


def test_an_excerpt_has_every_name_and_figure_before_it_has_more_about_one_of_them():
    lines = ["Title", *(f"topk is told of in line {number}" for number in range(40)), "It takes 4.08 ms on SM103."]

    found = excerpt("topk takes 4.08 ms on SM103", ["\n".join(lines)], room=120)

    assert "It takes 4.08 ms on SM103." in found
    assert "topk is told of" in found


def test_a_figure_comes_before_a_word():
    found = excerpt("decode reads 512 pages", ["Title\ndecode reads\nof 512 and more"], room=24)

    assert found == "Title\nof 512 and more"


def test_an_excerpt_fits_into_its_room():
    assert len(excerpt("topk", ["x" * 290, "topk " * 30, "z" * 290], room=200)) <= 200
