"""The field for an address."""

import pytest
from django.core.exceptions import ValidationError

from subscribers.forms import AddressField


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        (" Ada@Reader.TEST ", "Ada@reader.test"),
        ("ada+news@reader.test", "ada+news@reader.test"),
        ("ada@Bücher.test", "ada@xn--bcher-kva.test"),
        ("ada@xn--bcher-kva.test", "ada@xn--bcher-kva.test"),
    ],
)
def test_an_address_has_one_form_however_its_domain_is_written(typed, stored):
    assert AddressField().clean(typed) == stored


@pytest.mark.parametrize(
    "typed",
    [
        "ada@reader.test\r\nBcc: eve@reader.test",
        "ada@reader.test,eve@reader.test",
        "a\0@reader.test",
        "ada@" + "ü" * 70 + ".test",
    ],
)
def test_what_is_no_single_address_is_refused(typed):
    with pytest.raises(ValidationError):
        AddressField().clean(typed)
