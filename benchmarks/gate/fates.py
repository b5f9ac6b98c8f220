"""What the gate makes of a text, by its problems: it passes, is doubted, or is refused."""

from collections.abc import Sequence

FATES = REFUSED, DOUBTED = "refused", "doubted"
PASSED = "passed"


def fate(problems: Sequence[str]) -> str:
    """One problem that is no doubt refuses, as does each that is not of the gate."""
    if not problems:
        return PASSED
    return DOUBTED if all(getattr(one, "is_doubt", False) for one in problems) else REFUSED
