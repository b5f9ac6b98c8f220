"""E-mail addresses: what somebody typed becomes one plain addr-spec, or is refused.

First normalised, then checked, and never changed afterwards: a full-width comma that turns into a comma behind the
check would make two recipients of one. Every address comes in by `normalise`, and no mail is composed to one that
`is_addr_spec` refuses.
"""

import re
import unicodedata

from email_validator import EmailNotValidError, validate_email

MAX_ADDRESS = 254  # characters, RFC 5321 (4.5.3.1.3 less the angle brackets)
MAX_TYPED = 320  # characters that are looked at
# What keyboards for Chinese and Japanese write for a dot, and NFKC leaves alone or makes of its half-width form.
FULL_STOPS = str.maketrans({"。": ".", "｡": "."})
# RFC 5322's dot-atom of ASCII, and a host name with a dot; neither quoted parts nor literals.
ADDR_SPEC = re.compile(
    r"(?=[^@]{1,64}@)[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*"
    r"@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])",
    re.ASCII,
)
DOTS_MEAN_NOTHING = {"gmail.com": "gmail.com", "googlemail.com": "gmail.com"}


class AddressError(ValueError):
    """This is not one plain address; the message does not repeat it."""


def normalise(typed: str) -> str:
    """One addr-spec in ASCII: `Info＠Straße。de` is Info@xn--strae-oqa.de. Raises AddressError.

    Full-width signs become plain ones (NFKC), a domain what DNS knows (IDNA by UTS 46, in small letters); the part
    before the sign keeps its case and must be ASCII.
    """
    if len(typed) > MAX_TYPED:
        raise AddressError("too long for an address")
    plain = unicodedata.normalize("NFKC", typed.translate(FULL_STOPS).strip()).strip()
    try:
        # The names under .test belong to nobody, like example.org: mail there reaches no stranger.
        found = validate_email(plain, allow_smtputf8=False, check_deliverability=False, test_environment=True)
    except EmailNotValidError as error:
        raise AddressError("not one plain address") from error
    return require_addr_spec(f"{found.local_part}@{found.ascii_domain}")


def canonical(address: str) -> str:
    """The address normalised, where that can be done, else as it stands: for looking up what others report."""
    try:
        return normalise(address)
    except AddressError:
        return address.strip()


def is_addr_spec(address: str) -> bool:
    """Whether this is exactly one addr-spec as `normalise` makes them."""
    return len(address) <= MAX_ADDRESS and bool(ADDR_SPEC.fullmatch(address))


def require_addr_spec(address: str) -> str:
    """The address itself. Raises AddressError where it is not exactly one: the lock before every mail."""
    if not is_addr_spec(address):
        raise AddressError("not one plain address")
    return address


def inbox(address: str) -> str:
    """What the caps count: the address in small letters without its +tag; dots go where the provider ignores them.

    Only Gmail's do: at other providers vic.tim and victim are two people.
    """
    local, _at, domain = address.lower().rpartition("@")
    local = local.split("+", 1)[0] or local
    if provider := DOTS_MEAN_NOTHING.get(domain):
        return f"{local.replace('.', '')}@{provider}"
    return f"{local}@{domain}"
