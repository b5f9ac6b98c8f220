"""An import of readers: checked first, then made part by part, each row once whatever happens to the worker."""

import datetime as dt

import pytest
from django.utils import timezone

from subscribers.bulk import importing
from subscribers.models import Consent, MailRequest, Selection, Subscriber, SubscriberImport, Suppression
from tests.factories import make_repository, make_subscriber, make_topic

pytestmark = pytest.mark.django_db

HEADINGS = "email,language,repositories,topics,hour,zone,frequency,source,consented_at\n"
PROVED = "{},en,,,08:30,Europe/Berlin,daily,old list,2025-03-01\n"
UNPROVED = "{},en,,,,,,,\n"


def table(*addresses, row=PROVED):
    return HEADINGS + "".join(row.format(address) for address in addresses)


def begin(text):
    return SubscriberImport.objects.create(file_name="readers.csv", content=text, row_count=text.count("\n") - 1)


def work(run):
    while importing.work(run.pk):
        pass
    run.refresh_from_db()
    return run


def checked(text):
    return work(begin(text))


def imported(text):
    run = checked(text)
    assert importing.confirm(run)
    return work(run)


def test_checking_counts_what_would_happen_and_makes_no_reader():
    make_subscriber("ada@reader.test")
    Suppression.objects.suppress("sup@reader.test", "complaint")
    text = table("ada@reader.test", "bo@reader.test", "SUP@reader.test", "broken", "Bo@reader.test")

    run = checked(text + UNPROVED.format("cy@reader.test"))

    assert run.state == "checked"
    assert run.counts == {"active": 1, "added": 1, "suppressed": 1, "email": 1, "twice": 1, "asked": 1}
    assert run.refused == {"active": [2], "suppressed": [4], "email": [5], "twice": [6]}
    assert Subscriber.objects.count() == 1
    assert not MailRequest.objects.exists()


def test_a_row_with_its_proof_becomes_a_reader_with_what_it_says():
    repository = make_repository("vllm-project/vllm")
    make_topic("attention")
    row = "Ada＠Reader.test,zh-hans,vllm-project/vllm,attention,7:15,Asia/Shanghai,monday,fair in Berlin,2025-03-01\n"

    imported(HEADINGS + row)

    reader = Subscriber.objects.get()
    assert (reader.email, reader.status, reader.minute) == ("Ada@reader.test", "active", 7 * 60 + 15)
    assert (reader.time_zone, reader.frequency, reader.language) == ("Asia/Shanghai", "monday", "zh-hans")
    assert (reader.selection.repositories, reader.selection.topics) == ([repository.pk], ["attention"])
    assert reader.confirmed_at > timezone.now() - dt.timedelta(minutes=1)
    consent = Consent.objects.get(subscriber=reader)
    assert (consent.source, consent.confirmed_at) == ("fair in Berlin", dt.datetime(2025, 3, 1, tzinfo=dt.UTC))


def test_readers_who_choose_the_same_share_one_selection():
    imported(table("a@reader.test", "b@reader.test", "c@reader.test"))

    assert Subscriber.objects.count() == 3
    assert Selection.objects.count() == 1


def test_the_file_is_dropped_when_the_import_ends():
    run = imported(table("a@reader.test"))

    assert (run.state, run.content) == ("done", "")
    assert run.ended_at


def test_nothing_is_imported_before_it_is_confirmed_and_nothing_after_it_is_done():
    run = checked(table("a@reader.test"))

    assert importing.work(run.pk) is False
    assert not Subscriber.objects.exists()
    assert imported(table("a@reader.test")).state == "done"
    assert importing.confirm(SubscriberImport.objects.get(state="done")) is False


def test_the_same_table_again_makes_nobody_twice():
    imported(table("a@reader.test", "b@reader.test"))

    again = imported(table("A@reader.test", "b@READER.test"))

    assert again.counts == {"active": 2}
    assert Subscriber.objects.count() == 2
    assert Consent.objects.count() == 2


def test_who_has_left_or_is_suppressed_is_not_brought_back():
    make_subscriber("left@reader.test", status="unsubscribed")
    make_subscriber("asked@reader.test", status="pending")
    Suppression.objects.suppress("never@reader.test", "hard_bounce")

    run = imported(table("left@reader.test", "asked@reader.test", "never@reader.test"))

    assert run.counts == {"unsubscribed": 1, "pending": 1, "suppressed": 1}
    assert not Subscriber.objects.active().exists()


def test_a_row_without_source_or_date_is_asked_by_a_confirmation_mail():
    row = "{},zh-hans,,,,,,old list,\n"

    run = imported(table("a@reader.test", row=row))

    assert run.counts == {"asked": 1}
    request = MailRequest.objects.get()
    assert (request.kind, request.email) == ("confirm", "a@reader.test")
    assert request.sign_up["proof"]["source"] == "old list"
    assert request.sign_up["asked"]["language"] == "zh-hans"
    assert "我" in request.sign_up["proof"]["wording"]


def test_confirmations_stay_within_the_caps_and_go_on_when_there_is_room(monkeypatch):
    monkeypatch.setattr("subscribers.throttle.MAX_BEFORE_INVITATIONS", ((2, dt.timedelta(hours=1)),))
    run = imported(table("a@reader.test", "b@reader.test", "c@reader.test", row=UNPROVED))

    assert (run.state, run.position, run.counts) == ("asking", 2, {"asked": 2})
    assert importing.work(run.pk) is False

    MailRequest.objects.update(created_at=timezone.now() - dt.timedelta(hours=2))
    assert work(run).counts == {"asked": 3}
    assert run.state == "done"
    assert MailRequest.objects.count() == 3


def test_an_inbox_that_was_asked_lately_is_not_asked_again():
    imported(table("a@reader.test", row=UNPROVED))

    run = imported(table("a+tag@reader.test", "b@reader.test", row=UNPROVED))

    assert run.counts == {"asked_lately": 1, "asked": 1}
    assert run.refused == {"asked_lately": [2]}


def test_who_signs_up_while_an_import_waits_is_not_asked_by_it(monkeypatch):
    monkeypatch.setattr("subscribers.throttle.MAX_BEFORE_INVITATIONS", ((0, dt.timedelta(hours=1)),))
    run = imported(table("a@reader.test", row=UNPROVED))
    make_subscriber("a@reader.test")
    monkeypatch.setattr("subscribers.throttle.MAX_BEFORE_INVITATIONS", ((1, dt.timedelta(hours=1)),))

    assert work(run).state == "done"
    assert not MailRequest.objects.exists()


@pytest.fixture
def parts_of_two(monkeypatch):
    monkeypatch.setattr(importing, "PART", 2)
    monkeypatch.setattr(importing, "PARTS_AT_ONCE", 1)


FIVE = [f"{name}@reader.test" for name in "abcde"]


def test_a_task_does_some_parts_and_says_that_there_is_more(parts_of_two):
    run = begin(table(*FIVE))

    assert [importing.work(run.pk) for _task in range(4)] == [True, True, False, False]
    run.refresh_from_db()
    assert (run.state, run.counts) == ("checked", {"added": 5})


@pytest.mark.parametrize("dies_in", ["_make_readers", "_note"])
def test_a_worker_that_dies_in_a_part_leaves_all_or_nothing_of_it(parts_of_two, monkeypatch, dies_in):
    run = checked(table(*FIVE))
    importing.confirm(run)
    importing.work(run.pk)
    with monkeypatch.context() as broken:
        broken.setattr(importing, dies_in, lambda *given: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            importing.work(run.pk)
    assert Subscriber.objects.count() == 2

    SubscriberImport.objects.update(worked_at=timezone.now() - dt.timedelta(minutes=3))
    run = work(run)

    assert (run.state, run.counts) == ("done", {"added": 5})
    assert Consent.objects.count() == Subscriber.objects.count() == 5


def test_two_workers_do_not_do_the_same_part(parts_of_two):
    run = checked(table(*FIVE))
    importing.confirm(run)
    SubscriberImport.objects.update(worked_at=timezone.now())

    assert importing.work(run.pk) is False
    assert not Subscriber.objects.exists()


def test_a_worker_that_was_overtaken_undoes_its_part(parts_of_two, monkeypatch):
    run = checked(table(*FIVE))
    importing.confirm(run)
    decide = importing.outcomes.decide

    def while_another_ends_it(lines):
        importing.cancel(run)
        return decide(lines)

    monkeypatch.setattr(importing.outcomes, "decide", while_another_ends_it)

    assert importing.work(run.pk) is False
    assert not Subscriber.objects.exists()


def test_an_import_over_which_workers_die_ends_and_says_so(parts_of_two, monkeypatch):
    run = checked(table(*FIVE))
    importing.confirm(run)
    monkeypatch.setattr(importing, "_make_readers", lambda rows: 1 / 0)
    for _try in range(importing.MAX_TRIES):
        SubscriberImport.objects.update(worked_at=None)
        with pytest.raises(ZeroDivisionError):
            importing.work(run.pk)

    importing.give_up(timezone.now() + dt.timedelta(minutes=3))

    run.refresh_from_db()
    assert (run.state, run.reason, run.content) == ("failed", "no_progress", "")


def test_a_table_that_nobody_confirms_is_dropped_after_a_day():
    run = checked(table("a@reader.test"))

    importing.give_up(timezone.now() + dt.timedelta(hours=23))
    run.refresh_from_db()
    assert run.state == "checked"

    importing.give_up(timezone.now() + dt.timedelta(hours=25))
    run.refresh_from_db()
    assert (run.state, run.content) == ("cancelled", "")


def test_cancelling_keeps_who_was_made_and_makes_nobody_else(parts_of_two):
    run = checked(table(*FIVE))
    importing.confirm(run)
    importing.work(run.pk)

    assert importing.cancel(run) is True

    assert work(run).state == "cancelled"
    assert Subscriber.objects.count() == 2
    assert importing.cancel(run) is False


def test_who_signs_up_in_the_same_moment_is_not_made_twice(monkeypatch):
    run = checked(table("a@reader.test", "b@reader.test"))
    importing.confirm(run)
    decide = importing.outcomes.decide

    def late(lines):
        decided = decide(lines)
        monkeypatch.undo()
        make_subscriber("A@reader.test", status="pending")
        return decided

    monkeypatch.setattr(importing.outcomes, "decide", late)

    assert work(run).counts == {"pending": 1, "added": 1}
    assert Subscriber.objects.count() == 2


def test_a_reserved_address_is_refused_where_mails_leave_the_machine(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"

    assert checked(table("ada@example.org")).counts == {"reserved": 1}
