"""What a call to Claude costs; the only place that knows list prices."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

AS_OF = "2026-11-22"  # when the table was last compared with the published list
LONG_PROMPT = 100_000  # tokens; some models charge the whole call more above it
BATCH_PART = Decimal("0.5")  # of the price of everything
CACHE_WRITE, CACHE_WRITE_1H = Decimal("1.25"), Decimal("2")  # times the price of input


@dataclass(frozen=True)
class Price:
    """USD for a million tokens; `long_factor` multiplies all of it for a prompt above LONG_PROMPT."""

    input: Decimal
    output: Decimal
    cache_read: Decimal
    long_factor: int = 1


PRICES = {
    "claude-haiku-5-5": Price(Decimal("0.10"), Decimal("0.50"), Decimal("0.01"), long_factor=5),
    "claude-haiku-4-5": Price(Decimal("1"), Decimal("5"), Decimal("0.10")),
    "claude-sonnet-5-5": Price(Decimal("2"), Decimal("10"), Decimal("0.10")),
    "claude-opus-5-5": Price(Decimal("4"), Decimal("20"), Decimal("0.20")),
    "claude-fable-5-2": Price(Decimal("8"), Decimal("40"), Decimal("0.20")),
}
# A model that is not in the table counts as the dearest, so that the budget holds whatever it costs.
DEAREST = max(PRICES.values(), key=lambda price: price.output)


def cost_usd(model: str, usage: Mapping[str, Any]) -> Decimal:
    """The cost of one call in USD, to six places. `usage` is the API's usage as a dict; missing counts are zero."""
    price = next((price for name, price in PRICES.items() if model.startswith(name)), DEAREST)
    fresh, read = (usage.get(name) or 0 for name in ("input_tokens", "cache_read_input_tokens"))
    written = usage.get("cache_creation_input_tokens") or 0
    written_1h = (usage.get("cache_creation") or {}).get("ephemeral_1h_input_tokens") or 0
    input_tokens = fresh + (written - written_1h) * CACHE_WRITE + written_1h * CACHE_WRITE_1H
    cost = price.input * input_tokens + price.cache_read * read + price.output * (usage.get("output_tokens") or 0)
    factor = price.long_factor if fresh + read + written > LONG_PROMPT else 1
    part = BATCH_PART if usage.get("service_tier") == "batch" else 1
    return (cost * factor * part / 1_000_000).quantize(Decimal("0.000001"))
