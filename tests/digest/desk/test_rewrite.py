"""One repository is written anew by another model: what passes replaces what stood there, and only one does it."""

import json
from decimal import Decimal

import pytest
from django.contrib.admin.models import LogEntry
from django.utils import timezone

from digest import build
from digest.desk import edit, rewrite
from digest.desk.open_digest import Refused
from digest.models import Completion, Digest, Statement
from digest.stories import statements
from digest.writing import completions
from digest.writing.stories import write_digest
from tests.digest.writing.claude_server import claude_server, failure, message
from tests.factories import make_activity, make_digest, make_repository

pytestmark = pytest.mark.django_db

OTHER = "claude-opus-5-5"
Role, Outcome = Statement.Role, Statement.Outcome


@pytest.fixture
def server(settings, monkeypatch):
    monkeypatch.setattr(completions, "sleep", lambda seconds: None)
    settings.ANTHROPIC_MODEL = "claude-haiku-5-5"
    with claude_server(settings) as running:
        running.otherwise = drafts("no longer crashes", "不再崩溃")
        yield running


@pytest.fixture
def digest(server):
    """A held day of two fixes in one repository and one in another, written by the newsletter's own model."""
    digest = make_digest()
    for number, name in ((1, "a/one"), (2, "a/one"), (3, "b/two")):
        repository = make_repository(name)
        make_activity(repository, digest=digest, number=number, title=f"Fix crash of kernel_{number} with FP8")
    statements.prepare(digest)
    write_digest(digest)
    digest.status, digest.held_at = "held", timezone.now()
    digest.save()
    server.requests.clear()
    return digest


def drafts(en, zh):
    """Answers each story that is asked for in these words, and a day with nothing to sum up."""

    def answer(request):
        data = json.loads(request["messages"][0]["content"])
        if "stories" not in data:
            return message({"summary": [], "takeaways": []})
        return message({"stories": [draft(row, en, zh) for row in data["stories"]]})

    return answer


def draft(row, en, zh):
    name = f"`kernel_{row['title'].split('kernel_')[1][0]}`"
    words = {"en": {"headline": f"{name} {en}", "detail": ""}, "zh_hans": {"headline": f"{name} {zh}", "detail": ""}}
    return {"id": row["id"], "label": "fixed", "importance": 3, "topics": []} | words


def headline(number):
    return Statement.objects.get(main__number=number).texts.get(language="en").headline


def one():
    return make_repository("a/one")


def again(server, digest, answer=None):
    server.otherwise = answer or drafts("works with FP8", "可配合 FP8 使用")
    return rewrite.rewrite(digest, one(), OTHER)


def test_the_stories_of_one_repository_have_the_words_of_the_other_model(server, digest):
    done = again(server, digest)

    assert [headline(number) for number in (1, 2, 3)] == [
        "`kernel_1` works with FP8",
        "`kernel_2` works with FP8",
        "`kernel_3` no longer crashes",
    ]
    assert (done.written, done.asked) == (2, 2)
    assert {request["model"] for request in server.requests if "stories" in request["messages"][0]["content"]} == {
        OTHER
    }


def test_the_day_is_summed_up_anew_by_the_newsletter_s_own_model(server, digest):
    again(server, digest)

    *_stories, day = server.requests
    assert day["model"] == "claude-haiku-5-5"
    assert "works with FP8" in day["messages"][0]["content"]


def test_what_it_cost_is_told(server, digest):
    before = sum(digest.completions.values_list("cost_usd", flat=True))

    done = again(server, digest)

    assert done.cost == sum(digest.completions.values_list("cost_usd", flat=True)) - before
    assert Completion.objects.get(model=OTHER).cost_usd == Decimal("0.008000")  # 1,000 tokens in, 200 out


def test_the_digest_is_held_again_when_it_is_done(server, digest):
    before = digest.held_at

    again(server, digest)

    digest.refresh_from_db()
    assert (digest.status, digest.claimed_at, digest.held_at) == ("held", None, before)


@pytest.mark.parametrize(
    "answer",
    [
        drafts("is 40% faster", "提速 40%"),
        lambda request: failure(529, "overloaded_error"),
        lambda request: message({"stories": []}),
    ],
    ids=["refused", "away", "left out"],
)
def test_what_the_model_does_not_manage_stays_as_it_was(server, digest, answer):
    before = list(digest.statements.order_by("pk").values())

    done = again(server, digest, answer)

    assert list(digest.statements.order_by("pk").values()) == before
    assert [headline(number) for number in (1, 2)] == ["`kernel_1` no longer crashes", "`kernel_2` no longer crashes"]
    assert done.written == 0


def test_what_an_editor_decided_about_is_not_asked_for(server, digest):
    story = Statement.objects.get(main__number=1)
    edit.tell_by_title(story, None)

    done = again(server, digest)

    story.refresh_from_db()
    assert (story.outcome, done.asked) == ("title", 1)


def test_a_story_that_had_only_its_title_is_written(server, digest):
    Statement.objects.filter(main__number=1).update(outcome="title", completion=None, reason="budget")

    again(server, digest)

    assert Statement.objects.get(main__number=1).outcome == "passed"


def test_the_importance_begins_anew_from_the_facts(server, digest):
    Statement.objects.update(importance=1)

    again(server, digest)

    assert Statement.objects.get(main__number=1).importance == 3


def test_no_batch_is_waited_for(server, digest, settings):
    settings.SECOND_READER = "batch"

    again(server, digest)

    assert server.batches == []
    assert headline(1) == "`kernel_1` works with FP8"


def test_a_spent_budget_is_not_exceeded(server, digest, settings):
    settings.ANTHROPIC_DAILY_BUDGET_USD = 0.001

    done = again(server, digest)

    assert (done.written, done.cost) == (0, 0)
    assert Completion.objects.get(model=OTHER).error.startswith("budget")


@pytest.mark.parametrize("status", ["collecting", "rejected", "published"])
def test_a_day_that_is_not_open_is_not_rewritten(server, digest, status):
    digest.status, digest.published_at = status, timezone.now()
    digest.save()

    with pytest.raises(build.NotBuilt):
        again(server, digest)
    with pytest.raises(Refused):
        rewrite.check_can_rewrite(digest, OTHER)

    assert server.requests == []


def test_two_rewritings_do_not_race_and_nobody_edits_meanwhile(server, digest, monkeypatch):
    ask = rewrite._ask

    def ask_while_others_try(*given):
        with pytest.raises(build.NotBuilt):
            rewrite.rewrite(Digest.objects.get(), make_repository("b/two"), OTHER)
        with pytest.raises(Refused, match="being written"):
            edit.tell_by_title(Statement.objects.get(main__number=3), None)
        return ask(*given)

    monkeypatch.setattr(rewrite, "_ask", ask_while_others_try)
    again(server, digest)

    assert [headline(number) for number in (1, 3)] == ["`kernel_1` works with FP8", "`kernel_3` no longer crashes"]


def test_a_rewriting_that_was_killed_leaves_a_day_that_is_finished_later(server, digest, monkeypatch, settings):
    settings.DIGEST_APPROVAL = True
    monkeypatch.setattr(rewrite, "_ask", lambda *given: (_ for _ in ()).throw(SystemExit))
    with pytest.raises(SystemExit):
        again(server, digest)
    digest.refresh_from_db()
    broken = digest.status

    build.write(digest)

    digest.refresh_from_db()
    assert (broken, digest.status) == ("writing", "held")
    assert headline(1) == "`kernel_1` no longer crashes"


@pytest.mark.parametrize(("model", "key", "reason"), [("gpt", "key", "No price"), (OTHER, "", "ANTHROPIC_API_KEY")])
def test_it_is_said_before_what_cannot_be(digest, settings, model, key, reason):
    settings.ANTHROPIC_API_KEY = key

    with pytest.raises(Refused, match=reason):
        rewrite.check_can_rewrite(digest, model)


def test_every_model_has_its_price_told_before_and_after(server, digest):
    before = {row.name: row for row in rewrite.model_costs(digest, one())}
    again(server, digest)
    after = {row.name: row for row in rewrite.model_costs(digest, one())}

    assert next(iter(before)) == "claude-haiku-5-5"
    assert (before[OTHER].estimate, before[OTHER].spent) == (Decimal("0.008000"), 0)
    assert after[OTHER].spent == Decimal("0.008000")
    assert before["claude-haiku-5-5"].spent == before["claude-haiku-5-5"].estimate == Decimal("0.000200")


def test_what_went_wrong_last_is_told_beside_the_model(server, digest):
    again(server, digest, lambda request: failure(401, "authentication_error"))

    rows = {row.name: row.error for row in rewrite.model_costs(digest, one())}
    assert rows[OTHER].startswith("unauthorized")
    assert rows["claude-haiku-5-5"] == ""


def test_nothing_is_estimated_where_nothing_was_asked():
    costs = rewrite.model_costs(make_digest(), make_repository())

    assert {row.estimate for row in costs} == {None}


def test_the_history_tells_who_had_it_written_and_at_what_cost(server, digest, admin_user):
    server.otherwise = drafts("works with FP8", "可配合 FP8 使用")

    rewrite.rewrite_for(admin_user.pk, digest, one(), OTHER)

    entry = LogEntry.objects.get()
    assert entry.user == admin_user
    assert "a/one by claude-opus-5-5: 2 of 2 stories, 0.00" in entry.get_change_message()
