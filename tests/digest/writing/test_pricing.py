"""What a call costs, from the counts that the API gives."""

from decimal import Decimal

import pytest

from digest.writing.pricing import DEAREST, PRICES, cost_usd

HAIKU = "claude-haiku-5-5"


@pytest.mark.parametrize(
    ("usage", "cost"),
    [
        ({}, "0"),
        ({"input_tokens": 10_000}, "0.001"),
        ({"output_tokens": 10_000}, "0.005"),
        ({"input_tokens": None, "output_tokens": 2}, "0.000001"),
        ({"cache_read_input_tokens": 10_000}, "0.0001"),
        ({"cache_creation_input_tokens": 10_000}, "0.00125"),
        ({"cache_creation_input_tokens": 10_000, "cache_creation": {"ephemeral_1h_input_tokens": 10_000}}, "0.002"),
        ({"input_tokens": 10_000, "service_tier": "batch"}, "0.0005"),
        ({"input_tokens": 100_000}, "0.01"),
        ({"input_tokens": 100_001}, "0.0500005"),
        ({"input_tokens": 60_000, "cache_read_input_tokens": 60_000}, "0.033"),
    ],
)
def test_every_kind_of_token_has_its_price(usage, cost):
    assert cost_usd(HAIKU, usage) == Decimal(cost).quantize(Decimal("0.000001"))


def test_a_dated_model_costs_what_its_family_does():
    assert cost_usd(f"{HAIKU}-20260901", {"input_tokens": 10_000}) == Decimal("0.001")


def test_an_unknown_model_counts_as_the_dearest():
    usage = {"input_tokens": 1_000, "output_tokens": 1_000}

    assert cost_usd("claude-of-tomorrow", usage) == max(cost_usd(name, usage) for name in PRICES)
    assert DEAREST.output == max(price.output for price in PRICES.values())
