"""What strangers wrote stands in one line and is no link."""

import pytest

from digest.defang import BREAK
from newsletter.editions.shown_text import MAX_TITLE, quoted


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("two\n lines", "two lines"),
        ("gemm\u202eevil", "gemmevil"),
        ("see evil.zip", f"see evil.{BREAK}zip"),
        ("x" * 400, "x" * MAX_TITLE + "…"),
        ("`torch.compile` stays", "`torch.compile` stays"),
        ("", ""),
    ],
)
def test_a_title_is_quoted_in_one_line_and_is_no_link(title, shown):
    assert quoted(title) == shown
