"""Numbers that are told in thousands, millions, 万 or 亿, and what they may be rounded from."""

import re
from decimal import Decimal

from digest.writing.number_words import Figure

SCALES = {"k": 10**3, "m": 10**6, "b": 10**9, "万": 10**4, "亿": 10**8}
BINARY = {"k": 2**10, "m": 2**20}  # only where nothing is rounded: 128K of 131072


def is_same_scaled(told: Figure, known: Figure) -> bool:
    """Whether a number in thousands, 万 or the like is the known one, which it may round: 52.4 万 of 524288."""
    if (
        told.unit not in SCALES
        or known.unit not in {"", *SCALES}
        or not (is_decimal(told.number) and is_decimal(known.number))
    ):
        return False
    number, value = Decimal(told.number), Decimal(known.number) * SCALES.get(known.unit, 1)
    digits = len(told.number.replace(".", "").strip("0"))
    error = abs(number * SCALES[told.unit] - value)
    is_rounded = digits > 1 and error * 2 <= SCALES[told.unit] * Decimal(10) ** -decimals(told.number)
    return not error or is_rounded or (not known.unit and number * BINARY.get(told.unit, 0) == value)


def is_decimal(number: str) -> bool:
    return len(number) <= 20 and re.fullmatch(r"\d+(?:\.\d+)?", number) is not None


def decimals(number: str) -> int:
    return len(number.partition(".")[2])
