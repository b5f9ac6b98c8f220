"""The command that shows a digest: its documents, its exit codes, and who hears of what is missing."""

import json

import pytest
from django.core.management import CommandError, call_command

from tests.factories import make_coverage, make_digest
from tests.newsletter.a_day import make_a_day

pytestmark = pytest.mark.django_db


def show(*arguments):
    call_command("show_digest", *arguments)


def test_only_the_document_goes_to_stdout_and_what_is_missing_to_stderr(capsys):
    make_a_day()

    show("2026-02-19", "--language", "en")

    shown = capsys.readouterr()
    assert shown.out.startswith("# AI Infra Daily · 19 February 2026\n")
    assert "flashinfer-ai/flashinfer commits: partial rate_limited" in shown.err
    assert "NVIDIA/cutlass issues: failed" in shown.err


def test_the_first_language_of_the_newsletter_is_the_default(capsys):
    make_a_day()

    show("2026-02-19", "--format", "json")

    assert json.loads(capsys.readouterr().out)["language"] == "zh-hans"


def test_json_can_be_filtered_by_repository_and_topic(capsys):
    make_a_day()

    show("2026-02-19", "--format", "json", "--repository", "flashinfer-ai/flashinfer", "--topic", "moe", "attention")

    (repository,) = json.loads(capsys.readouterr().out)["repositories"]
    assert repository["stories"] == {"found": 4, "told": 2}


def test_html_is_a_whole_document_that_finds_its_style_sheet(capsys, settings):
    make_a_day()

    show("2026-02-19", "--format", "html", "--language", "en")

    html = capsys.readouterr().out
    assert html.startswith("<!doctype html>")
    assert '<html lang="en">' in html
    assert f'<base href="{settings.SITE_URL}/en/2026/02/19/">' in html


def test_plain_text_is_a_format(capsys):
    make_a_day()

    show("2026-02-19", "--format", "text", "--language", "en")

    assert "== flashinfer-ai/flashinfer ==" in capsys.readouterr().out


def test_a_day_without_a_digest_is_exit_code_1():
    with pytest.raises(CommandError) as caught:
        show("2026-02-18")

    assert caught.value.returncode == 1


def test_names_that_we_do_not_have_are_a_usage_error():
    make_a_day()

    with pytest.raises(CommandError) as caught:
        show("2026-02-19", "--topic", "cooking")

    assert caught.value.returncode == 2


def test_something_that_is_no_date_is_refused():
    with pytest.raises(CommandError, match="is not a day"):
        show("yesterday")


def test_a_digest_that_is_not_published_is_shown_and_said_to_be_so(capsys):
    make_coverage(make_digest())

    show("2026-02-19", "--format", "json")

    shown = capsys.readouterr()
    assert json.loads(shown.out)["state"] == "collecting"
    assert "not published: collecting" in shown.err
