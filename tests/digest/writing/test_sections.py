"""A long body is cut between its sections, and a table keeps its head and what stands beside it."""

from digest.writing import sections

ROWS = "\n".join(f"| {size} | {size * 2} us |" for size in range(1, 60))
TABLE = f"| size | fused (us) |\n| --- | --- |\n{ROWS}"


def test_what_fits_stays_as_it_is():
    assert sections.cut(TABLE, len(TABLE)) == TABLE


def test_a_long_table_keeps_its_head_and_the_words_before_and_after_it():
    text = f"## Why\nIt was slow.\n## Results\nMeasured on one H100.\n{TABLE}\nOnly for FP8."

    told = sections.cut(text, 300)

    assert "Measured on one H100.\n| size | fused (us) |\n| --- | --- |\n| 1 | 2 us |" in told
    assert told.endswith("Only for FP8.")
    assert "| 59 |" not in told


def test_a_log_is_shortened_before_anything_after_it_is_left_out():
    log = "\n".join(["```", *(f"line {number}" for number in range(400)), "```"])

    told = sections.cut(f"It crashes:\n{log}\nSince 0.6 on SM90 only.", 200)

    assert told.startswith("It crashes:\n```\nline 0\n")
    assert told.endswith("Since 0.6 on SM90 only.")


def test_words_beside_a_table_come_before_a_long_introduction():
    introduction = "This sentence says little. " * 100

    told = sections.cut(f"Fix topk.\n{introduction}\nThe table has the times.\n{TABLE}", 600)

    assert "The table has the times.\n| size | fused (us) |" in told
    assert "This sentence says little.\n…\n" not in told.split("The table")[1]


def test_a_paragraph_ends_at_a_sentence():
    told = sections.cut("One sentence that says a thing or two. " * 20, 300)

    assert told.endswith("a thing or two.")


def test_nothing_is_longer_than_its_room():
    for text in ("| a |\n" * 5000, "```\n" * 5000, "word " * 5000, "a" * 20_000, "short\n" * 5000):
        assert len(sections.cut(text, 4000)) <= 4000
