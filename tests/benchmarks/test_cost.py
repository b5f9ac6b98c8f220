"""The page of results keeps what other benchmarks wrote."""

from benchmarks.cost import BEGIN, END, merged


def test_a_new_measurement_takes_the_place_of_the_old_one_only():
    page = f"# Results\n\n## Sending\n\nfast\n\n{BEGIN}old\n{END}\n## More\n"

    assert merged(page, "new") == f"# Results\n\n## Sending\n\nfast\n\n{BEGIN}new\n{END}\n## More\n"


def test_the_first_measurement_goes_to_the_end():
    assert merged("# Results\n", "new") == f"# Results\n\n{BEGIN}new\n{END}"
