"""What the commands' arguments have in common."""

import datetime as dt
from argparse import ArgumentTypeError


def a_day(text: str) -> dt.date:
    """An argument such as 2026-02-19 as a date; anything else is a usage error that says so."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{text!r} is not a day such as 2026-02-19") from error
