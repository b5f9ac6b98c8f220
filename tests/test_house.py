"""The arrows of imports and the doors: which app and which room knows which, and one module for each stranger."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
APPS = ["digest", "subscribers", "newsletter"]  # each may import itself and what stands before it
# Which rooms (packages) of its own app each room may import; lower apps are open to all.
ARROWS = {
    "digest.models": [],
    "digest.github": [],
    "digest.interface": ["digest.models", "digest.github"],
    "digest.patches": ["digest.models", "digest.github", "digest.interface"],
    "digest.stories": ["digest.models"],
    "digest.writing": ["digest.models", "digest.stories", "digest.patches", "digest.writing.gate"],
    "digest.writing.gate": ["digest.writing"],
    "digest.search": ["digest.models"],
    "digest.desk": ["digest.models", "digest.stories", "digest.writing", "digest.writing.gate"],
    "digest.admin": ["digest.models", "digest.stories", "digest.desk", "digest.writing"],
    "subscribers.models": [],
    "subscribers.mail": ["subscribers.models"],
    "subscribers.views": ["subscribers.models"],
    "subscribers.bulk": ["subscribers.models", "subscribers.mail"],
    "subscribers.admin": ["subscribers.models", "subscribers.bulk"],
    "newsletter.models": [],
    "newsletter.editions": ["newsletter.models"],
    "newsletter.renderers": ["newsletter.editions"],
    "newsletter.mail": ["newsletter.editions", "newsletter.renderers"],
    "newsletter.mail.fragments": [
        "newsletter.editions",
        "newsletter.renderers",
        "newsletter.mail",
    ],
    "newsletter.alerts": ["newsletter.models"],
    "newsletter.deliveries": ["newsletter.models", "newsletter.editions"],
    "newsletter.sender_domain": ["newsletter.alerts", "newsletter.mail"],
    "newsletter.corrections": [
        "newsletter.models",
        "newsletter.editions",
        "newsletter.renderers",
        "newsletter.mail",
        "newsletter.deliveries",
    ],
    "newsletter.bounces": ["newsletter.models", "newsletter.deliveries", "newsletter.mail"],
    "newsletter.sending.django_backend": ["newsletter.models", "newsletter.deliveries"],
    "newsletter.sending.batch_calls": [
        "newsletter.models",
        "newsletter.deliveries",
        "newsletter.sending.django_backend",
    ],
    "newsletter.sending.smtp": [
        "newsletter.models",
        "newsletter.deliveries",
        "newsletter.mail",
        "newsletter.sending.django_backend",
    ],
    "newsletter.sending": [
        "newsletter.models",
        "newsletter.corrections",
        "newsletter.alerts",
        "newsletter.deliveries",
        "newsletter.mail",
        "newsletter.mail.fragments",
        "newsletter.sending.batch_calls",
        "newsletter.sending.django_backend",
        "newsletter.sending.smtp",
    ],
    "newsletter.embedded": [],
    "newsletter.formats": [],
    "newsletter.formats.en": [],
    "newsletter.formats.zh_Hans": [],
    "newsletter.templatetags": [
        "newsletter.editions",
        "newsletter.renderers",
        "newsletter.mail",
        "newsletter.deliveries",
    ],
    "newsletter.views": [
        "newsletter.corrections",
        "newsletter.models",
        "newsletter.alerts",
        "newsletter.editions",
        "newsletter.renderers",
        "newsletter.deliveries",
    ],
    "newsletter.admin": [
        "newsletter.models",
        "newsletter.alerts",
        "newsletter.deliveries",
        "newsletter.editions",
        "newsletter.mail",
        "newsletter.sending",
        "newsletter.views",
        "newsletter.sender_domain",
    ],
}
# On top of everything, or the data of Django: they may import what they like, and no room imports them.
TOP = ["management", "migrations"]
DOORS = {
    "github": "digest/github/client.py",
    "dns": "newsletter/sender_domain/lookup.py",
    "anthropic": "digest/writing/client.py",
    "flufl": "newsletter/bounces/report.py",
    "imaplib": "newsletter/bounces/imap.py",
    "mjml": "subscribers/mail/mjml.py",
}
FILES = [path for app in APPS for path in sorted((ROOT / app).rglob("*.py"))]
ROOM_FILES = [path for path in FILES if len(path.relative_to(ROOT).parts) > 2 and path.parts[-2] not in TOP]
ROOM_FILES = [path for path in ROOM_FILES if path.relative_to(ROOT).parts[1] not in TOP]


def name_of(path):
    return str(path.relative_to(ROOT))


def imported(path):
    """Full names of modules, or of what is taken from them."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def room_of(module):
    """The package that a module stands in; None at the root of an app, and outside of ours."""
    parts = module.split(".")
    packages = [".".join(parts[:length]) for length in range(2, len(parts) + 1)]
    rooms = [package for package in packages if (ROOT / package.replace(".", "/")).is_dir()]
    return rooms[-1] if rooms and parts[0] in APPS else None


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_imports_follow_the_arrow_and_strangers_come_in_by_their_door(path):
    names, place = {name.split(".")[0] for name in imported(path)}, path.relative_to(ROOT)

    assert not names & set(APPS[APPS.index(place.parts[0]) + 1 :])
    assert {stranger for stranger in names & set(DOORS) if DOORS[stranger] != str(place)} == set()


@pytest.mark.parametrize("path", ROOM_FILES, ids=name_of)
def test_a_room_imports_only_the_rooms_below_it(path):
    room = room_of(".".join(path.relative_to(ROOT).parts[:-1]))
    app = room.split(".")[0]

    rooms = {other for name in imported(path) if (other := room_of(name)) and other.startswith(app)} - {room}

    assert rooms <= set(ARROWS[room])


def test_no_two_rooms_import_each_other():
    circles = {frozenset([room, other]) for room, others in ARROWS.items() for other in others if room in ARROWS[other]}

    assert circles == {frozenset(["digest.writing", "digest.writing.gate"])}


@pytest.mark.parametrize("room", ARROWS)
def test_every_arrow_of_the_table_is_used(room):
    files = (ROOT / room.replace(".", "/")).glob("*.py")

    rooms = {room_of(name) for path in files for name in imported(path)}

    assert set(ARROWS[room]) <= rooms
