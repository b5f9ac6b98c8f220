"""The files that put the service on a machine agree with what it is: its processes, queues, bounds, settings."""

import re
import shlex
from pathlib import Path

import pytest
import yaml
from django.conf import settings

from newsletter.embedded.processes import commands

ROOT = Path(__file__).resolve().parents[2]
UNITS = sorted((ROOT / "deploy/systemd").glob("*.service"))
# Without these granian opens up to 512 threads, each with a connection to PostgreSQL.
BOUNDS = ("--blocking-threads", "--backlog", "--backpressure", "--http1-header-read-timeout")


def value_of(words, name):
    return words[words.index(name) + 1]


def ours():
    return commands("127.0.0.1", 8000)


def compose():
    return yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))


def words_of_service(name):
    command = compose()["services"][name]["command"]
    return shlex.split(command) if isinstance(command, str) else command


def words_of_image():
    text = (ROOT / "Dockerfile").read_text("utf-8").replace("\\\n", " ")
    return re.findall(r'"([^"]+)"', text.split("\nCMD ")[1])


def words_of_unit(name):
    (line,) = re.findall(r"^ExecStart=(.*)$", (ROOT / f"deploy/systemd/newsletter-{name}.service").read_text(), re.M)
    return line.split()


def words_of_document():
    (line,) = re.findall(r"^granian .*$", (ROOT / "docs/production.md").read_text("utf-8"), re.M)
    return line.split()


@pytest.mark.parametrize("words", [words_of_image, lambda: words_of_unit("web"), words_of_document])
@pytest.mark.parametrize("bound", BOUNDS)
def test_every_web_command_bounds_threads_and_connections_as_the_embedded_one_does(words, bound):
    assert value_of(words(), bound) == value_of(ours()["web"], bound)


@pytest.mark.parametrize("words", [words_of_service, lambda name: words_of_unit({"sender": "sender@"}.get(name, name))])
@pytest.mark.parametrize("name", ["worker", "sender"])
def test_workers_look_at_the_same_queues_one_process_each(words, name):
    assert value_of(words(name), "-Q") == value_of(ours()[name], "-Q")
    assert value_of(words(name), "-c") == "1"


def test_every_queue_is_served():
    served = {queue for name in ("worker", "sender") for queue in value_of(words_of_service(name), "-Q").split(",")}
    routed = {route["queue"] for route in settings.CELERY_TASK_ROUTES.values()} | {settings.CELERY_TASK_DEFAULT_QUEUE}

    assert served == routed


def test_compose_has_each_process_and_each_is_watched():
    services = compose()["services"]

    assert set(services) == {*ours(), "db", "redis", "release"}
    assert [name for name, service in services.items() if "healthcheck" not in service] == ["release"]
    assert all(service["logging"]["options"]["max-size"] for service in services.values())


def test_compose_shows_no_port_to_the_world():
    ports = [port for service in compose()["services"].values() for port in service.get("ports", [])]

    assert [port for port in ports if not port.startswith("127.0.0.1:")] == []


def test_the_variables_of_compose_are_settings():
    names = {name for service in compose()["services"].values() for name in service.get("environment", {})}
    known = (ROOT / ".env.example").read_text("utf-8")

    assert {name for name in names if f"\n{name}=" not in known} == {
        "POSTGRES_USER",
        "POSTGRES_DB",
        "POSTGRES_PASSWORD",
    }


def test_the_image_has_every_package_and_no_user_of_power():
    text = (ROOT / "Dockerfile").read_text("utf-8")
    copied = re.findall(r"^COPY ([\w.]+)", text, re.M)

    assert set(copied) >= {path.parent.name for path in ROOT.glob("*/apps.py")} | {"templates", "static", "locale"}
    assert re.findall(r"^USER (\w+)", text, re.M) == ["newsletter"]
    ignored = (ROOT / ".dockerignore").read_text().splitlines()
    assert [name for name in copied if f"!{name}" not in ignored] == []


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_a_unit_starts_again_has_no_power_and_belongs_to_the_target(unit):
    lines = unit.read_text("utf-8").splitlines()

    for line in ("Restart=always", "User=newsletter", "NoNewPrivileges=true", "WantedBy=newsletter.target"):
        assert line in lines


def test_the_lock_has_what_is_required():
    def pins(name):
        lines = (ROOT / name).read_text("utf-8").splitlines()
        found = (re.match(r"([\w.-]+)(?:\[\w+\])?==([\w.]+)", line) for line in lines)
        return {re.sub(r"[-_.]+", "-", match[1]).lower(): match[2] for match in found if match}

    lock = pins("requirements.lock")

    assert {name: lock.get(name) for name in pins("requirements.txt")} == pins("requirements.txt"), "run `make lock`"


def test_everything_in_the_lock_has_a_hash_and_no_address():
    text = (ROOT / "requirements.lock").read_text("utf-8")
    entries = re.split(r"\n(?=[a-z0-9])", text)

    assert [entry for entry in entries if "--hash=sha256:" not in entry] == []
    assert "://" not in text
