"""The operator's pages for repositories, topics and digests."""

import datetime as dt
import html

import pytest
import time_machine
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from digest import tasks
from digest.build import NotBuilt
from digest.models import Activity, Completion, Digest, Repository, Statement, Topic
from digest.tracking import Tracked
from tests.factories import (
    DAY,
    make_activity,
    make_coverage,
    make_digest,
    make_repository,
    make_statement,
    make_topic,
)

pytestmark = pytest.mark.django_db

NAME = "flashinfer-ai/flashinfer"
TRACK = "/admin/digest/repository/add/"


def page(row):
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


def rows(model):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


def act(client, name, *chosen):
    data = {"action": name, "_selected_action": [row.pk for row in chosen]}
    return client.post(rows(type(chosen[0])), data, follow=True)


@pytest.fixture
def rung(monkeypatch):
    """The tasks that were rung for, as (name, arguments), instead of a queue."""
    bells = []
    for name in ("collect_day", "build_day"):
        monkeypatch.setattr(getattr(tasks, name), "delay", lambda *given, name=name: bells.append((name, *given)))
    return bells


def test_a_repository_is_tracked_by_pasting_its_address(admin_client, github):
    github.add(NAME, ident=7)

    response = admin_client.post(TRACK, {"repository": f"https://github.com/{NAME}/pulls"})

    repository = Repository.objects.get(github_id=7)
    assert response.headers["Location"] == page(repository)
    assert (repository.full_name, repository.is_active) == (NAME, True)
    assert LogEntry.objects.get().object_repr == NAME


def test_a_repository_that_github_does_not_know_is_refused_in_words(admin_client, github):
    response = admin_client.post(TRACK, {"repository": "nobody/nothing"})

    assert "nobody/nothing cannot be tracked: The repository does not exist, or is private." in response.text
    assert "nobody/nothing</textarea>" in response.text
    assert not Repository.objects.exists()


def test_github_is_asked_outside_of_any_transaction(admin_client, github, monkeypatch):
    asked = []
    monkeypatch.setattr(
        "digest.tracking_lists.track_and_tell",
        lambda text, client: (
            asked.append(len(connection.savepoint_ids)) or Tracked(make_repository(text), False, False)
        ),
    )

    admin_client.post(TRACK, {"repository": NAME})

    assert asked == [0]


def test_what_is_no_repository_is_refused_without_asking_github(admin_client):
    response = admin_client.post(TRACK, {"repository": "https://gitlab.com/a/b"})

    assert "not readable: write owner/name or its GitHub address" in response.text


def test_a_line_is_written_in_one_input_per_language(admin_client):
    repository = make_repository(lines={"en": "Kernels"})

    assert 'value="Kernels"' in admin_client.get(page(repository)).text
    admin_client.post(
        page(repository), {"is_active": "on", "lines_zh-hans": "注意力内核", "lines_en": "Attention kernels"}
    )

    repository.refresh_from_db()
    assert repository.lines == {"zh-hans": "注意力内核", "en": "Attention kernels"}


def test_a_repository_is_switched_off_and_on_again(admin_client):
    repository = make_repository()

    act(admin_client, "switch_off", repository)
    assert not Repository.objects.active().exists()

    act(admin_client, "switch_on", repository)
    assert Repository.objects.active().get() == repository


def test_a_repository_with_a_history_cannot_be_deleted(admin_client):
    told, empty = make_repository(), make_repository("a/empty")
    make_activity(told)

    assert admin_client.post(f"/admin/digest/repository/{told.pk}/delete/", {"post": "yes"}).status_code == 403
    assert admin_client.post(f"/admin/digest/repository/{empty.pk}/delete/", {"post": "yes"}).status_code == 302
    assert list(Repository.objects.all()) == [told]


def test_a_topic_needs_its_name_in_every_language(admin_client):
    inline = {"rules-TOTAL_FORMS": 0, "rules-INITIAL_FORMS": 0}
    form = {
        "names_zh-hans": "",
        "names_en": "Attention",
        "slug": "attention",
        "position": 1,
        "is_active": "on",
    } | inline

    assert "Fill in every language." in admin_client.post("/admin/digest/topic/add/", form).text
    admin_client.post("/admin/digest/topic/add/", form | {"names_zh-hans": "注意力"})

    assert Topic.objects.get().names == {"zh-hans": "注意力", "en": "Attention"}


def test_each_rule_shows_what_it_matches_on_the_latest_day(admin_client):
    topic = make_topic("attention", words=["softmax", "mla"])
    digest = make_digest()
    make_activity(digest=digest, title="Skip-Softmax for decode")
    make_activity(digest=digest, title="Softmax with fp8")
    make_activity(digest=digest, title="Unrelated")

    text = admin_client.get(page(topic)).text

    assert "2 activities of Feb. 19, 2026" in text
    assert "nothing of Feb. 19, 2026" in text
    assert "Skip-Softmax for decode" in text
    assert "Unrelated" not in text


def test_the_slug_of_a_topic_stays_since_selections_name_it(admin_client):
    topic = make_topic("attention")

    assert 'name="slug"' not in admin_client.get(page(topic)).text


def test_a_digest_is_read_with_coverage_outcomes_reasons_and_cost(admin_client):
    digest = make_digest()
    repository = make_repository()
    make_coverage(digest, repository, commits="failed")
    make_statement(digest, texts={"en": ("Softmax is faster.", "")}, score=44, score_reasons=["+44 a new capability"])
    make_statement(digest, reason="names FP4, which its evidence does not")
    Completion.objects.create(
        digest=digest, purpose="repository", model="m", input_hash="x", cost_usd="0.0123", usage={"input_tokens": 900}
    )

    text = admin_client.get(page(digest)).text

    assert "GitHub answered with an error of its own." in text
    assert "Softmax is faster." in text
    assert "44 points: +44 a new capability" in text
    assert "names FP4, which its evidence does not" in text
    by_title = f"{rows(Statement)}?digest__id__exact={digest.pk}&outcome__exact=title"
    assert f'{html.escape(by_title)}">1 told by its title</a>' in text
    assert len(admin_client.get(by_title).context["cl"].result_list) == 1
    assert "0.0123" in text
    assert "900 / -" in text


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"importance": 3}, []),
        ({"importance": 4}, ["3 by its points; the model raised it."]),
        ({"importance": 2}, ["3 by its points; the model lowered it."]),
        (
            {"importance": 4, "score": 72, "outcome": "title"},
            ["5 by its points, but a day has three keys, and others have more."],
        ),
    ],
)
def test_a_statement_says_why_it_stands_where_it_stands(admin_client, fields, told):
    digest = make_digest()
    make_statement(digest, importance=5, score=80)
    make_statement(digest, importance=1, score=5, fold="ci")
    reasons = ["+30 a fix", "+4 closes an issue"]
    statement = make_statement(digest, texts={"en": ("Fixed", "")}, score_reasons=reasons, **{"score": 34} | fields)

    on_its_page, on_the_days = (admin_client.get(page(one)).text for one in (statement, digest))

    assert "Place 2 of the day’s 2 stories, by importance and then by points." in on_its_page
    for text in (on_its_page, on_the_days):
        assert f"{statement.score:g} points: +30 a fix, +4 closes an issue" in text
        assert [sentence for sentence in told if sentence in text] == told
        assert text.count("by its points") == len(told)


def test_the_reasons_of_a_rank_are_told_in_chinese(admin_client, settings):
    digest = make_digest()
    make_statement(digest, score=14, score_reasons=["+10 a crash or failure", "+4 closes an issue"])

    text = admin_client.get(page(digest), headers={"accept-language": "zh-hans"}).text

    assert "14 分：+10 崩溃或失败、+4 关闭 Issue" in text


def test_a_statement_shows_its_refused_words_and_its_sources(admin_client):
    statement = make_statement(make_digest(), refused={"en": {"headline": "FP4 is <b>3x</b> faster"}})

    text = admin_client.get(page(statement)).text

    assert "FP4 is &lt;b&gt;3x&lt;/b&gt; faster" in text
    assert f'href="{statement.main.url}"' in text


def test_collecting_and_building_are_rung_for_after_the_commit(admin_client, rung, django_capture_on_commit_callbacks):
    digest = make_digest()

    with django_capture_on_commit_callbacks(execute=True):
        told = act(admin_client, "build", digest).text
        assert rung == []
        act(admin_client, "collect", digest)

    assert "Building 2026-02-19 was started." in told
    assert rung == [("build_day", "2026-02-19"), ("collect_day", "2026-02-19")]


def test_a_build_that_cannot_be_done_says_why_on_the_digest(admin_client):
    make_repository()

    with pytest.raises(NotBuilt):
        tasks.build_day.run("2026-02-19")

    text = admin_client.get(page(Digest.objects.get())).text
    assert "no repository could be fetched (unreachable)" in text


def test_a_published_digest_is_closed_to_every_verb(admin_client, rung, django_capture_on_commit_callbacks):
    digest = make_digest(status="published", published_at=dt.datetime(2026, 2, 20, 1, tzinfo=dt.UTC))

    with django_capture_on_commit_callbacks(execute=True):
        told = act(admin_client, "build", digest).text

    assert "Published and rejected digests stay as they are: nothing was started." in told
    assert rung == []


def test_approving_moves_only_what_is_held(admin_client):
    held, writing = make_digest(status="held"), make_digest(DAY + dt.timedelta(days=1), status="writing")

    told = act(admin_client, "approve", held, writing).text

    assert "Approved: 2026-02-19." in told
    assert dict(Digest.objects.values_list("pk", "status")) == {held.pk: "ready", writing.pk: "writing"}
    assert [entry.object_repr for entry in LogEntry.objects.all()] == ["2026-02-19"]


def test_a_button_on_the_page_leads_back_to_the_page(admin_client):
    digest = make_digest(status="held")
    data = {"action": "approve", "_selected_action": digest.pk, "on_page": "yes"}

    response = admin_client.post(rows(Digest), data)

    assert response.headers["Location"] == page(digest)


def test_a_day_that_was_never_begun_is_built_from_its_date(admin_client, rung, django_capture_on_commit_callbacks):
    with time_machine.travel("2026-02-20T09:00:00Z"), django_capture_on_commit_callbacks(execute=True):
        early = admin_client.post("/admin/digest/digest/add/", {"date": "2026-02-20"}).text
        last = admin_client.post("/admin/digest/digest/add/", {"date": "9999-12-31"}).text
        typo = admin_client.post("/admin/digest/digest/add/", {"date": "0026-02-19"}).text
        admin_client.post("/admin/digest/digest/add/", {"date": "2026-02-19"})

    digest = Digest.objects.get()
    assert "This day is not over yet." in early
    assert "This day is not over yet." in last
    assert "GitHub did not exist on this day." in typo
    assert (digest.date, digest.ends_at) == (DAY, dt.datetime(2026, 2, 20, tzinfo=dt.UTC))
    assert rung == [("build_day", "2026-02-19")]


@pytest.mark.parametrize("make", [make_activity, lambda: make_statement(make_digest())], ids=["activity", "statement"])
def test_records_are_read_and_never_changed_not_even_by_a_superuser(admin_client, make):
    record = make()
    model = type(record)

    assert 'name="_save"' not in admin_client.get(page(record)).text
    assert admin_client.post(page(record), {"title": "Mine", "key": "Mine"}).status_code == 403
    assert admin_client.post(page(record).replace("change", "delete"), {"post": "yes"}).status_code == 403
    assert admin_client.get(page(record).replace(f"{record.pk}/change", "add")).status_code == 403
    assert "delete_selected" not in admin_client.get(rows(model)).text
    assert model.objects.filter(pk=record.pk).exists()


def test_who_may_only_look_finds_no_verbs(client, django_user_model):
    digest = make_digest(status="held")
    viewer = django_user_model.objects.create_user("vera", is_staff=True)
    viewer.user_permissions.set(viewer.user_permissions.model.objects.filter(codename__startswith="view_"))
    client.force_login(viewer)

    assert "Approve" not in client.get(page(digest)).text
    act(client, "approve", digest)

    digest.refresh_from_db()
    assert digest.status == "held"


def fill():
    digest = make_digest(DAY + dt.timedelta(days=Digest.objects.count()))
    for name in ("a", "b"):
        repository = make_repository(f"owner/{name}{digest.pk}")
        make_coverage(digest, repository)
        make_statement(digest, make_activity(repository, digest=digest), topics=["attention"])
        Completion.objects.create(
            digest=digest, repository=repository, purpose="repository", input_hash=repository.full_name
        )


@pytest.mark.parametrize("model", [Repository, Topic, Digest, Activity, Statement, Completion])
def test_a_list_asks_as_many_queries_for_many_rows_as_for_few(admin_client, model):
    fill()
    with CaptureQueriesContext(connection) as few:
        admin_client.get(rows(model))
    fill()
    fill()
    with CaptureQueriesContext(connection) as many:
        assert admin_client.get(rows(model)).status_code == 200

    assert len(many) == len(few) < 20


def test_the_page_of_a_digest_asks_as_many_queries_for_many_stories_as_for_few(admin_client):
    fill()
    digest = Digest.objects.get()
    with CaptureQueriesContext(connection) as few:
        admin_client.get(page(digest))
    for number in range(5):
        make_statement(digest, make_activity(make_repository(f"owner/more{number}"), digest=digest))
    with CaptureQueriesContext(connection) as many:
        assert "owner/more4" in admin_client.get(page(digest)).text

    assert len(many) == len(few) < 30
