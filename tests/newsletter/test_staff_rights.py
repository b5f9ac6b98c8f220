"""What staff may do: every action and view asks for the permission of each model that it touches."""

from functools import partial

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import RequestFactory
from django.urls import path, reverse
from django.utils import timezone

from digest.models import Digest, GlossaryTerm, Repository, RepositoryGroup, Statement, Topic
from newsletter.models import Delivery, SendingState, StatementReport
from newsletter.statement_reports import report
from subscribers.models import RepositoryRequest, Subscriber, SubscriberImport, Suppression
from subscribers.models.suppression import address_hashes
from tests.factories import (
    make_delivery,
    make_digest,
    make_repository,
    make_statement,
    make_subscriber,
    make_topic,
)

pytestmark = pytest.mark.django_db

DELETE = "delete_selected"
NEEDS = {
    (Digest, "collect"): {"change_digest"},
    (Digest, "build"): {"change_digest"},
    (Digest, "approve"): {"change_digest"},
    (Digest, "reject"): {"change_digest"},
    (Digest, "take_back"): {"change_digest"},
    (Statement, "tell_by_title"): {"change_statement"},
    (Statement, "pin"): {"change_statement"},
    (Statement, "hide"): {"change_statement"},
    (Statement, "rank"): {"change_statement"},
    (Statement, "restore"): {"change_statement"},
    (Digest, "publish"): {"change_digest", "add_delivery"},
    (Digest, "send_again"): {"change_delivery"},
    (Delivery, "send_again"): {"change_delivery"},
    (SendingState, "resume"): {"change_sendingstate"},
    (StatementReport, "mark_looked_at"): {"change_statementreport"},
    (SendingState, "stop"): {"change_sendingstate"},
    (Subscriber, "change_choices"): {"change_subscriber"},
    (Subscriber, "export_readers"): {"view_subscriber", "export_subscriber"},
    (SubscriberImport, "start"): {"add_subscriberimport", "add_subscriber"},
    (SubscriberImport, "cancel"): {"add_subscriberimport", "add_subscriber"},
    (Subscriber, "mail_link"): {"add_mailrequest"},
    (Subscriber, "unsubscribe"): {"change_subscriber"},
    (Subscriber, "suppress"): {"change_subscriber", "add_suppression"},
    (Subscriber, "lift"): {"change_subscriber", "delete_suppression"},
    (Repository, "switch_on"): {"change_repository"},
    (Repository, "switch_off"): {"change_repository"},
    (RepositoryRequest, "track"): {"add_repository"},
    (RepositoryRequest, DELETE): {"delete_repositoryrequest"},
    # Erasing takes along what the reader has.
    (Subscriber, DELETE): {"delete_subscriber", "delete_consent", "delete_delivery", "delete_deliveryevent"},
    (Suppression, DELETE): {"delete_suppression", "change_subscriber"},
    (GlossaryTerm, DELETE): {"delete_glossaryterm"},
    (Repository, DELETE): {"delete_repository"},
    (RepositoryGroup, DELETE): {"delete_repositorygroup"},
    (Topic, DELETE): {"delete_topic"},
}
PAGES = {
    "newsletter_sendingstate_domain": {"view_sendingstate"},
    "digest_statement_correct": {"view_statement", "add_correction"},
    "newsletter_delivery_month": {"view_digest", "view_delivery"},
    "newsletter_delivery_preview": {"view_digest", "view_delivery"},
    "newsletter_delivery_preview_mail": {"view_digest", "view_delivery"},
    "newsletter_delivery_preview_test": {"view_digest", "view_delivery"},
    "digest_repository_choose": {"add_repository"},
    "digest_statement_edit": {"view_statement", "change_statement"},
    "digest_digest_rewrite": {"view_digest", "change_statement", "add_completion"},
    "digest_topic_try": {"change_topic"},
}
OURS = {"digest", "subscribers", "newsletter"}
PREVIEWS = [page for page in PAGES if "preview" in page]
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
    return set(page.get_actions(request))


def test_the_table_names_every_action_there_is(admin_user):
    offered = {(model, name) for model, page in ADMINS.items() for name in actions_of(page, admin_user)}

    assert offered == set(NEEDS)


@pytest.mark.parametrize(
    ("model", "name", "lacking"), [(*verb, right) for verb, rights in NEEDS.items() for right in sorted(rights)]
)
def test_an_action_is_only_for_who_has_each_of_its_permissions(staff, model, name, lacking):
    assert name in actions_of(ADMINS[model], staff())
    assert name not in actions_of(ADMINS[model], staff(lacking))


def suppressed_reader():
    reader = make_subscriber("ada@reader.test")
    Suppression.objects.suppress(reader.email, "complaint")
    return reader


def reader_with_records():
    reader = make_subscriber("ada@reader.test")
    reader.consents.create(requested_at=timezone.now(), wording="I ask", language="en")
    make_delivery(make_digest(), reader, status="sent").events.create(esp="Postmark", event_id="1", kind="delivered")
    return reader


def checked_import():
    return SubscriberImport.objects.create(
        file_name="readers.csv", content="email\na@b.test\n", row_count=1, state="checked", counts={"asked": 1}
    )


def digest_with_failed_mail():
    return make_delivery(make_digest(), status="failed").digest


TITLED = {"outcome": "title", "reason": "", "second_reading": "", "source_words": [], "texts": {}}


def story_of_a_held_day(**fields):
    return make_statement(make_digest(status="held"), **fields)


# A row to which the action would do something.
ROWS = {
    (Digest, "collect"): make_digest,
    (Digest, "build"): make_digest,
    (Digest, "approve"): partial(make_digest, status="held"),
    (Digest, "reject"): partial(make_digest, status="held"),
    (Digest, "take_back"): partial(make_digest, status="rejected"),
    (Statement, "tell_by_title"): lambda: story_of_a_held_day(texts={"en": ("Fixed", "")}),
    (Statement, "pin"): lambda: story_of_a_held_day(),
    (Statement, "hide"): lambda: story_of_a_held_day(),
    (Statement, "rank"): lambda: story_of_a_held_day(placement="pinned"),
    (Statement, "restore"): lambda: story_of_a_held_day(original=TITLED),
    (Digest, "publish"): partial(make_digest, status="ready"),
    (Digest, "send_again"): digest_with_failed_mail,
    (Delivery, "send_again"): lambda: make_delivery(make_digest(), status="failed"),
    (SendingState, "resume"): lambda: SendingState.objects.create(pk=1, stopped_at=timezone.now(), reason="failures"),
    (StatementReport, "mark_looked_at"): lambda: report(make_statement(make_digest()), "wrong", "en", ""),
    (SendingState, "stop"): SendingState.objects.row,
    (Subscriber, "change_choices"): make_subscriber,
    (Subscriber, "export_readers"): make_subscriber,
    (SubscriberImport, "start"): checked_import,
    (SubscriberImport, "cancel"): checked_import,
    (Subscriber, "mail_link"): make_subscriber,
    (Subscriber, "unsubscribe"): make_subscriber,
    (Subscriber, "suppress"): make_subscriber,
    (Subscriber, "lift"): suppressed_reader,
    (Subscriber, DELETE): reader_with_records,
    (Suppression, DELETE): lambda: Suppression.objects.get(address_hash__in=address_hashes(suppressed_reader().email)),
    (Repository, "switch_on"): partial(make_repository, is_active=False),
    (Repository, "switch_off"): make_repository,
    (RepositoryRequest, "track"): lambda: RepositoryRequest.objects.create(full_name="acme/tool"),
    (RepositoryRequest, DELETE): lambda: RepositoryRequest.objects.create(full_name="acme/tool"),
    (GlossaryTerm, DELETE): lambda: GlossaryTerm.objects.create(term="Zweiwort"),
    (Repository, DELETE): make_repository,
    (Topic, DELETE): make_topic,
    (RepositoryGroup, DELETE): lambda: RepositoryGroup.objects.create(slug="a-group"),
}


def state():
    """Every row of ours, the admin's history, and how many tasks were started."""
    models = [model for model in apps.get_models() if model._meta.app_label in OURS] + [LogEntry]
    return [list(model.objects.order_by("pk").values()) for model in models], len(connection.run_on_commit)


# What the pages that ask first send with it.
SURE = {"post": "yes", "confirmed": "yes", "old": "on", "asked": "yes", "new_minute": "1410"}


def ask_for(client, row, name):
    url = reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_changelist")
    return client.post(url, {"action": name, "_selected_action": [row.pk], **SURE})


@pytest.mark.parametrize(
    ("model", "name", "lacking"), [(*verb, right) for verb, rights in NEEDS.items() for right in sorted(rights)]
)
def test_an_action_that_is_refused_changes_nothing_when_it_is_posted(client, staff, model, name, lacking):
    row = ROWS[model, name]()
    client.force_login(staff(lacking))
    before = state()

    ask_for(client, row, name)
    if name == DELETE:
        url = reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_delete", args=[row.pk])
        assert client.post(url, {"post": "yes"}).status_code == 403

    assert state() == before


@pytest.mark.parametrize(("model", "name"), NEEDS)
def test_an_action_changes_something_when_who_may_posts_it(client, staff, model, name):
    row = ROWS[model, name]()
    client.force_login(staff())
    before = state()

    ask_for(client, row, name)

    assert state() != before


def custom_pages():
    """Names of the admin's pages that are none of Django's own, on its site and on every model's pages."""
    site, plain = admin.site, admin.AdminSite()
    plain._registry = site._registry
    found = own_pages(site.get_urls(), plain.get_urls())
    for page in site._registry.values():
        found += own_pages(page.get_urls(), django_pages(page))
    return found


def django_pages(page):
    """Of a ModelAdmin, or of the one of Django's that ours of users and groups is."""
    theirs = next(each for each in type(page).__mro__ if each.__module__.startswith("django.contrib."))
    return theirs.get_urls(page)


def own_pages(urls, theirs):
    known = {str(url.pattern) for url in theirs}
    return [getattr(url, "name", None) for url in urls if str(url.pattern) not in known]


def test_the_table_names_every_page_that_is_not_djangos_own():
    assert sorted(map(str, custom_pages())) == sorted(PAGES)


def address_of(page):
    """Of a page that is about no row, or about those that are made here."""
    if page == "digest_digest_rewrite":
        return reverse(f"admin:{page}", args=[make_digest().pk, make_repository().pk])
    return reverse(f"admin:{page}", args=[make_statement(make_digest()).pk] if "statement" in page else [])


def test_a_new_page_is_found_on_a_models_pages_and_on_the_site(monkeypatch):
    extra = [path("secrets/", lambda request: None, name="secrets")]
    page, site = ADMINS[Repository].__class__, admin.site.__class__  # the site is a lazy object
    for owner in (page, site):
        known = owner.get_urls
        monkeypatch.setattr(owner, "get_urls", lambda self, known=known: [*extra, *known(self)])

    assert custom_pages().count("secrets") == 2


@pytest.mark.parametrize(("page", "lacking"), [(page, right) for page in PAGES for right in sorted(PAGES[page])])
def test_a_page_of_our_own_is_only_for_who_has_each_of_its_permissions(client, staff, page, lacking):
    url = address_of(page)
    client.force_login(staff(lacking))
    before = state()

    assert client.get(url).status_code == 403
    assert client.post(url).status_code == 403
    assert state() == before


@pytest.mark.parametrize("model", ADMINS, ids=lambda model: model.__name__)
def test_a_list_is_only_for_who_may_see_its_model(client, staff, model):
    name = model._meta.model_name
    client.force_login(staff(f"view_{name}", f"change_{name}"))

    assert client.get(reverse(f"admin:{model._meta.app_label}_{name}_changelist")).status_code == 403


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
