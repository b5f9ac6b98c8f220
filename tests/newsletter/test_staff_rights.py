"""What staff may do: every action and view asks for the permission of each model that it touches."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.test import RequestFactory
from django.urls import reverse

from digest.models import Digest, Repository
from newsletter.models import Delivery, SendingState
from subscribers.models import Subscriber, Suppression
from tests.factories import make_delivery, make_digest, make_subscriber

pytestmark = pytest.mark.django_db

NEEDS = {
    (Digest, "collect"): {"change_digest"},
    (Digest, "build"): {"change_digest"},
    (Digest, "approve"): {"change_digest"},
    (Digest, "publish"): {"change_digest", "add_delivery"},
    (Digest, "send_again"): {"change_delivery"},
    (Delivery, "send_again"): {"change_delivery"},
    (SendingState, "resume"): {"change_sendingstate"},
    (Subscriber, "mail_link"): {"add_mailrequest"},
    (Subscriber, "unsubscribe"): {"change_subscriber"},
    (Subscriber, "suppress"): {"change_subscriber", "add_suppression"},
    (Subscriber, "lift"): {"change_subscriber", "delete_suppression"},
    (Repository, "switch_on"): {"change_repository"},
    (Repository, "switch_off"): {"change_repository"},
}
OURS = {"digest", "subscribers", "newsletter"}
PREVIEWS = ["newsletter_delivery_preview", "newsletter_delivery_preview_mail"]
ADMINS = {model: page for model, page in admin.site._registry.items() if model._meta.app_label in OURS}


@pytest.fixture
def staff(django_user_model):
    """Makes staff who may do everything except what these permissions are for."""

    def make(*lacking):
        user = django_user_model.objects.create_user("staff" + "".join(lacking), is_staff=True)
        user.user_permissions.set(Permission.objects.exclude(codename__in=lacking))
        return user

    return make


def actions_of(page, user):
    request = RequestFactory().get("/")
    request.user = user
    return set(page.get_actions(request)) - {"delete_selected"}


def test_the_table_names_every_action_there_is(admin_user):
    offered = {(model, name) for model, page in ADMINS.items() for name in actions_of(page, admin_user)}

    assert offered == set(NEEDS)


@pytest.mark.parametrize(
    ("model", "name", "lacking"), [(*verb, right) for verb, rights in NEEDS.items() for right in sorted(rights)]
)
def test_an_action_is_only_for_who_has_each_of_its_permissions(staff, model, name, lacking):
    assert name in actions_of(ADMINS[model], staff())
    assert name not in actions_of(ADMINS[model], staff(lacking))


def test_an_action_that_is_not_offered_does_nothing_when_it_is_asked_for_all_the_same(client, staff):
    reader = make_subscriber("ada@reader.test")
    Suppression.objects.suppress(reader.email, "complaint")
    failed = make_delivery(make_digest(), reader, status="failed")
    client.force_login(staff("delete_suppression", "change_delivery"))

    for row, page, name in ((reader, "subscriber", "lift"), (failed, "delivery", "send_again")):
        url = reverse(f"admin:{row._meta.app_label}_{page}_changelist")
        client.post(url, {"action": name, "_selected_action": [row.pk]})
    url = reverse("admin:digest_digest_changelist")
    client.post(url, {"action": "send_again", "_selected_action": [failed.digest_id]})

    failed.refresh_from_db()
    assert failed.status == "failed"
    assert Suppression.objects.exists()


@pytest.mark.parametrize("model", ADMINS, ids=lambda model: model.__name__)
def test_a_list_is_only_for_who_may_see_its_model(client, staff, model):
    name = model._meta.model_name
    client.force_login(staff(f"view_{name}", f"change_{name}"))

    assert client.get(reverse(f"admin:{model._meta.app_label}_{name}_changelist")).status_code == 403


@pytest.mark.parametrize("lacking", ["view_digest", "view_delivery"])
@pytest.mark.parametrize("page", PREVIEWS)
def test_a_preview_is_only_for_who_may_see_what_it_shows(client, staff, page, lacking):
    client.force_login(staff(lacking))

    assert client.get(reverse(f"admin:{page}")).status_code == 403


@pytest.mark.parametrize("page", PREVIEWS)
def test_a_readers_preview_is_only_for_who_may_see_readers(client, staff, page):
    make_subscriber("ada@reader.test")
    client.force_login(staff("view_subscriber", "change_subscriber"))

    assert client.get(reverse(f"admin:{page}"), {"reader": "ada@reader.test"}).status_code == 403
    assert client.get(reverse("admin:newsletter_delivery_preview")).status_code == 200


def test_no_page_shows_an_address_to_who_may_not_see_readers(client, staff):
    reader = make_subscriber("ada@reader.test")
    make_delivery(make_digest(), reader, status="failed", reply="550 <ada@reader.test> unknown")
    Suppression.objects.suppress(reader.email, "complaint")
    client.force_login(staff("view_subscriber", "change_subscriber"))

    for model in ADMINS:
        base = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        assert reader.email not in client.get(reverse(f"{base}_changelist")).text
        for row in model.objects.all():
            assert reader.email not in client.get(reverse(f"{base}_change", args=[row.pk])).text
