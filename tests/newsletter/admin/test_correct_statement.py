"""Correcting a statement in the admin: the form, what refuses it, what it leaves behind, and for whom it is."""

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from digest.models import Correction
from newsletter.statement_reports import report
from tests.factories import make_activity, make_digest, make_repository, make_sentence, make_statement

pytestmark = pytest.mark.django_db
TEXTS = {"en": ("It is 2x faster", "On Hopper."), "zh-hans": ("快一倍", "")}
GIVEN = {
    "en headline": "It is 20% faster",
    "en detail": "On Hopper.",
    "en reason": "The benchmark says 20%.",
    "zh-hans headline": "快 20%",
    "zh-hans detail": "",
    "zh-hans reason": "基准测试写的是 20%。",
}


@pytest.fixture
def digest():
    return make_digest(status="published")


@pytest.fixture
def statement(digest):
    return make_statement(digest, texts=TEXTS)


def url_of(statement):
    return reverse("admin:digest_statement_correct", args=[statement.pk])


def overruled(page):
    """What a browser sends where the gate was shown and is overruled."""
    return {"shown": page.context["form"].data["shown"], "overrule": "on"}


def correct(client, statement, given, **extra):
    """Post it, see what the gate thinks, and say yes."""
    return client.post(url_of(statement), given | overruled(client.post(url_of(statement), given)), **extra)


def test_the_form_shows_what_it_says_in_every_language(admin_client, statement):
    page = admin_client.get(url_of(statement))

    assert page.status_code == 200
    assert "It is 2x faster" in page.text
    assert '<textarea name="zh-hans headline"' in page.text
    assert 'lang="zh-hans"' in page.text


def test_it_is_corrected_and_the_record_says_who_did_it(admin_client, admin_user, statement):
    page = correct(admin_client, statement, GIVEN, follow=True)

    assert "Corrected. Who was mailed the error reads it in their next mail." in page.text
    correction = Correction.objects.get(statement=statement)
    assert (correction.made_by, sorted(correction.before)) == (admin_user, ["en", "zh-hans"])
    assert "<del>It is 2x faster On Hopper.</del>" in page.text
    assert LogEntry.objects.get().get_change_message() == "Changed correct."


def test_words_that_the_gate_passes_are_told_at_once(admin_client, digest):
    told = make_statement(
        digest, make_activity(make_repository(), digest, title="Decode is 20% faster on Hopper"), TEXTS
    )
    right = {"en headline": "Decode is 20% faster", "zh-hans headline": "Hopper 上 decode 快 20%"}

    admin_client.post(url_of(told), GIVEN | right | {"zh-hans detail": "", "en detail": ""})

    assert told.texts.get(language="en").headline == "Decode is 20% faster"


def test_what_the_gate_thinks_is_shown_before_the_words_are_told(admin_client, statement):
    page = admin_client.post(url_of(statement), GIVEN)

    assert "The gate would not let these words pass:" in page.text
    assert "20%" in page.context["problems"][0]
    assert statement.main.title in page.text
    assert not Correction.objects.exists()


def test_a_yes_to_other_words_is_none(admin_client, statement):
    page = admin_client.post(url_of(statement), GIVEN)
    page = admin_client.post(url_of(statement), GIVEN | overruled(page) | {"en headline": "It is 30% faster"})

    assert "The gate would not let these words pass:" in page.text
    assert not Correction.objects.exists()


def test_without_a_reason_nothing_is_corrected(admin_client, statement):
    page = admin_client.post(url_of(statement), GIVEN | {"en reason": ""})

    assert "Nothing was changed yet" in page.text
    assert not Correction.objects.exists()


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"en headline": "It is 2x faster", "zh-hans headline": "快一倍"}, "No word differs"),
        ({"en headline": "", "en detail": ""}, "Something must be said"),
    ],
)
def test_what_cannot_be_corrected_is_said_on_the_page(admin_client, statement, changed, words):
    page = admin_client.post(url_of(statement), GIVEN | changed)

    assert words in page.text
    assert not Correction.objects.exists()


def test_a_day_that_is_not_published_has_no_form(admin_client):
    page = admin_client.get(url_of(make_statement(make_digest(status="ready"), texts=TEXTS)))

    assert "This day is not published yet" in page.text
    assert "<textarea" not in page.text


def test_a_statement_told_by_its_title_has_no_form(admin_client, digest):
    assert "not ours to correct" in admin_client.get(url_of(make_statement(digest))).text


def test_a_sentence_about_the_day_has_one_field_for_each_language(admin_client, digest, statement):
    sentence = make_sentence(digest, [statement])

    page = admin_client.get(url_of(sentence))

    assert 'name="en detail"' in page.text
    assert 'name="en headline"' not in page.text
    given = {name: text for name, text in GIVEN.items() if "headline" not in name}
    correct(admin_client, sentence, given | {"zh-hans detail": "快 20%。"})
    assert sentence.texts.get(language="en").detail == "On Hopper."


def test_what_readers_reported_stands_above_the_form_and_is_looked_at_afterwards(admin_client, statement):
    told = report(statement, "The benchmark says 20 percent", "en", "")

    assert "The benchmark says 20 percent" in admin_client.get(url_of(statement)).text
    correct(admin_client, statement, GIVEN)

    told.refresh_from_db()
    assert told.looked_at is not None


def test_a_report_leads_to_the_form(admin_client, statement):
    told = report(statement, "The benchmark says 20 percent", "en", "")

    listed = admin_client.get(reverse("admin:newsletter_statementreport_changelist"))
    shown = admin_client.get(reverse("admin:newsletter_statementreport_change", args=[told.pk]))

    assert url_of(statement) in listed.text
    assert url_of(statement) in shown.text


def test_a_days_page_says_what_was_reported_and_leads_to_the_form(admin_client, digest, statement):
    report(statement, "The benchmark says 20 percent", "en", "")

    page = admin_client.get(reverse("admin:digest_digest_change", args=[digest.pk]))

    assert "1 reader reported a mistake" in page.text
    assert url_of(statement) in page.text


@pytest.mark.parametrize(("role", "may"), [("operator", True), ("editor", True), ("viewer", False)])
def test_editors_and_operators_correct_and_viewers_do_not(client, staff, statement, role, may):
    client.force_login(staff(role))
    pages = [
        reverse("admin:digest_statement_change", args=[statement.pk]),
        reverse("admin:digest_digest_change", args=[statement.digest_id]),
    ]

    assert [url_of(statement) in client.get(page).text for page in pages] == [may, may]
    assert client.post(url_of(statement), GIVEN).status_code == (200 if may else 403)
    if may:
        correct(client, statement, GIVEN)
    assert Correction.objects.exists() is may
