"""Asking for a repository that is not tracked: noted once, within caps, and told of when it is."""

import datetime as dt

import pytest
from django.utils import timezone

from digest.models import Repository
from subscribers import repository_requests, signed_links, tasks
from subscribers.models import MailRequest, RepositoryAsk, RepositoryRequest, Subscriber
from subscribers.repository_requests import CannotAsk, ask_for, name_of
from tests.factories import make_repository, make_subscriber

pytestmark = pytest.mark.django_db
ASK = {"ask": "1", "email": ""}


def times_asked():
    return dict(RepositoryRequest.objects.values_list("full_name", "times_asked"))


@pytest.mark.parametrize(
    "typed", ["openai/triton", " https://github.com/openai/triton/issues ", "git@github.com:openai/triton.git"]
)
def test_a_name_is_understood_as_it_is_typed_or_pasted(typed):
    assert name_of(typed) == "openai/triton"


@pytest.mark.parametrize("typed", ["", "triton", "a b/c", "-x/y", "evil.example/<b>", "a/" + "b" * 200, "o/.."])
def test_what_is_no_name_on_github_is_refused(typed):
    with pytest.raises(CannotAsk) as refused:
        name_of(typed)

    assert refused.value.code == "name"


def test_each_network_and_each_reader_counts_once():
    ada = make_subscriber()
    for network in ("10.0.0.0/24", "10.0.0.0/24", "10.0.1.0/24"):
        ask_for("openai/triton", network)
    for _time in range(2):
        ask_for("OpenAI/Triton", "10.0.2.0/24", ada)

    assert times_asked() == {"openai/triton": 3}


def test_what_is_tracked_need_not_be_asked_for():
    make_repository("vllm-project/vllm")

    with pytest.raises(CannotAsk) as refused:
        ask_for("VLLM-project/vllm", "10.0.0.0/24")
    assert refused.value.code == "tracked"


def test_a_network_may_ask_ten_times_a_day_and_all_networks_have_a_cap_too(monkeypatch):
    for number in range(10):
        ask_for(f"acme/r{number}", "10.0.0.0/24")
    with pytest.raises(CannotAsk, match="enough"):
        ask_for("acme/r10", "10.0.0.0/24")
    monkeypatch.setattr(repository_requests, "MAX_IN_ALL", 11)
    ask_for("acme/r11", "10.0.1.0/24")

    with pytest.raises(CannotAsk, match="enough"):
        ask_for("acme/r12", "10.0.2.0/24")


def test_only_so_many_names_are_kept(monkeypatch):
    monkeypatch.setattr(repository_requests, "MAX_NAMES", 1)
    ask_for("acme/one", "10.0.0.0/24")
    ask_for("acme/one", "10.0.1.0/24")

    with pytest.raises(CannotAsk, match="enough"):
        ask_for("acme/two", "10.0.1.0/24")


def test_a_visitor_asks_on_the_sign_up_form_which_comes_again_as_it_stands(client, filled_in):
    answer = client.post("/", filled_in | ASK | {"wanted": "openai/triton"})

    assert answer.status_code == 200
    assert "Noted: <strong>openai/triton</strong>" in answer.text
    assert 'name="asked_for" value="openai/triton"' in answer.text
    assert times_asked() == {"openai/triton": 1}
    assert not MailRequest.objects.exists()


def test_what_is_no_name_is_said_beside_the_field_and_runs_nothing(client, filled_in):
    answer = client.post("/", filled_in | ASK | {"wanted": "<script>alert(1)</script>"})

    assert "Write it as owner/name" in answer.text
    assert "<script>alert" not in answer.text
    assert times_asked() == {}


def test_who_signs_up_after_asking_is_told_once_it_is_tracked(client, filled_in, post_office):
    client.post("/", filled_in | ASK | {"wanted": "acme/socket.io"})
    client.post("/", filled_in | {"asked_for": ["acme/socket.io", "acme/never-asked"]})
    post_office()
    Subscriber.objects.update(status="active", confirmed_at=timezone.now())
    assert repository_requests.tell_askers(timezone.now()) == 0  # nobody tracks it yet
    make_repository("Acme/socket.io")

    assert repository_requests.tell_askers(timezone.now()) == 1
    assert repository_requests.tell_askers(timezone.now()) == 0
    _confirmation, told = post_office()
    assert told.subject == "AI Infra Daily now follows what you asked for"
    assert told.to == ["ada@example.org"]
    assert "acme/socket.io" not in told.body  # broken, so that no mail program makes a link of it
    assert told.body.count("http") == 1


def test_an_active_reader_is_no_asker_because_somebody_typed_their_address(client, filled_in, post_office):
    ada = make_subscriber("ada@example.org")
    client.post("/", filled_in | ASK | {"wanted": "openai/triton"})
    client.post("/", filled_in | {"asked_for": ["openai/triton"]})
    post_office()

    assert not ada.repository_asks.exists()


def test_a_reader_asks_in_the_preference_centre_and_nothing_else_is_saved(client, filled_in):
    ada = make_subscriber(language="en", minute=480)
    answer = client.post(signed_links.preferences_url(ada), filled_in | ASK | {"wanted": "openai/triton"})
    ada.refresh_from_db()

    assert "You are told by mail once it is tracked." in answer.text
    assert [ask.request.full_name for ask in ada.repository_asks.all()] == ["openai/triton"]
    assert ada.minute == 480


def test_who_left_is_told_nothing_and_the_sweep_tells_the_others(mailoutbox):
    stayed, left = make_subscriber("stayed@example.org"), make_subscriber("left@example.org")
    for reader in (stayed, left):
        ask_for("openai/triton", "", reader)
    Subscriber.objects.filter(pk=left.pk).update(status="unsubscribed", unsubscribed_at=timezone.now())
    make_repository("openai/triton")
    tasks.sweep()

    assert [request.subscriber for request in MailRequest.objects.filter(kind="tracked")] == [stayed]


def test_networks_are_forgotten_after_a_month_and_the_count_stays():
    ask_for("openai/triton", "10.0.0.0/24")
    ask_for("openai/triton", "10.0.1.0/24", make_subscriber())
    tasks.purge()
    assert RepositoryAsk.objects.count() == 2
    repository_requests.purge(timezone.now() + dt.timedelta(days=31))

    assert [(ask.network, bool(ask.subscriber)) for ask in RepositoryAsk.objects.all()] == [("", True)]
    assert times_asked() == {"openai/triton": 2}


def test_the_operator_sees_what_is_waiting_and_tracks_it(admin_client, github):
    ask_for("openai/triton", "10.0.0.0/24")
    ask_for("acme/tracked-meanwhile", "10.0.0.0/24")
    make_repository("acme/tracked-meanwhile")
    page = "/admin/subscribers/repositoryrequest/"
    listed = admin_client.get(page).text

    assert "openai/triton" in listed
    assert "acme/tracked-meanwhile" not in listed
    github.add("openai/triton")
    asked = RepositoryRequest.objects.get(full_name="openai/triton")
    admin_client.post(page, {"action": "track", "_selected_action": [asked.pk]})
    assert Repository.objects.active().filter(full_name="openai/triton").exists()
    assert "openai/triton" not in admin_client.get(page).context["cl"].result_list.values_list("full_name", flat=True)
