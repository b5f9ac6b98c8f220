"""The operator's page for a table of readers: uploaded, checked, read line by line, confirmed, or cancelled."""

import pytest
from django.contrib.admin.models import LogEntry
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from subscribers.bulk import importing
from subscribers.bulk.tasks import import_part
from subscribers.models import Subscriber, SubscriberImport
from tests.factories import make_subscriber

pytestmark = pytest.mark.django_db

ADD = "/admin/subscribers/subscriberimport/add/"
LIST = "/admin/subscribers/subscriberimport/"
TABLE = "email,source,consented_at\nada@reader.test,fair,2025-03-01\nbroken,fair,2025-03-01\n"


@pytest.fixture
def rung(monkeypatch):
    """The ids of imports for which a worker was rung."""
    ids = []
    monkeypatch.setattr(import_part, "delay_on_commit", ids.append)
    return ids


def upload(client, content=TABLE, name="readers.csv"):
    content = content if isinstance(content, bytes) else content.encode()
    return client.post(ADD, {"file": SimpleUploadedFile(name, content)})


def page(run):
    return reverse("admin:subscribers_subscriberimport_change", args=[run.pk])


def act(client, run, verb):
    data = {"action": verb, "_selected_action": [run.pk], "on_page": "yes"}
    return client.post(LIST, data, follow=True)


def checked(client):
    upload(client)
    run = SubscriberImport.objects.get()
    importing.work(run.pk)
    run.refresh_from_db()
    return run


def test_a_table_is_stored_and_a_worker_is_rung_to_check_it(admin_client, rung):
    answer = upload(admin_client)

    run = SubscriberImport.objects.get()
    assert answer.headers["Location"] == page(run)
    assert (run.file_name, run.content, run.row_count, run.state) == ("readers.csv", TABLE, 2, "checking")
    assert rung == [run.pk]
    assert LogEntry.objects.get().object_id == str(run.pk)


def test_a_table_with_the_mark_of_a_spreadsheet_before_it_is_read(admin_client, rung):
    upload(admin_client, b"\xef\xbb\xbf" + TABLE.encode())

    assert SubscriberImport.objects.get().content == TABLE


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"email\n\xff\xfe", "This file is not a text in UTF-8."),
        (b"email\na\x00b", "This file is not a text in UTF-8."),
        (b"\n\n", "This file has no lines."),
        (b"name\nAda\n", "one of them is “email”"),
    ],
)
def test_what_is_no_table_is_refused_in_words(admin_client, rung, content, words):
    answer = upload(admin_client, content)

    assert words in answer.text
    assert not SubscriberImport.objects.exists()
    assert rung == []


def test_only_this_page_takes_a_file_and_only_so_large_a_one(client, admin_client, settings):
    body = b"x" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)
    too_large = b"x" * (settings.FILE_UPLOAD_MAX_MEMORY_SIZE + 1)

    assert admin_client.generic("POST", LIST, body, "multipart/form-data").status_code == 400
    assert admin_client.generic("POST", ADD, too_large, "multipart/form-data").status_code == 400
    assert upload(admin_client, b"email\n" + b"a@b.test\n" * 130_000).status_code == 200


def test_the_page_says_what_would_happen_and_offers_to_do_it(admin_client, rung):
    run = checked(admin_client)

    text = admin_client.get(page(run)).text

    assert "What an import would do" in text
    assert "readers, with source and date of their consent" in text
    assert "email: not one address" in text
    assert "<td>3</td>" in text
    assert "Import the lines that can be" in text
    assert 'http-equiv="refresh"' not in text
    assert "ada@reader.test" not in text


def test_the_page_looks_again_while_a_worker_is_at_it(admin_client, rung):
    upload(admin_client)

    text = admin_client.get(page(SubscriberImport.objects.get())).text

    assert 'http-equiv="refresh"' in text
    assert "Import the lines that can be" not in text


def test_a_confirmed_import_is_rung_for_and_logged(admin_client, rung):
    run = checked(admin_client)

    act(admin_client, run, "start")
    importing.work(run.pk)

    assert rung == [run.pk, run.pk]
    assert Subscriber.objects.get().email == "ada@reader.test"
    assert LogEntry.objects.first().get_change_message() == "Importing readers.csv was started."
    text = admin_client.get(page(run)).text
    assert "What was done" in text
    assert "Cancel, and drop the file" not in text


def test_an_import_of_which_nothing_can_be_done_is_not_offered(admin_client, rung):
    make_subscriber("ada@reader.test")

    text = admin_client.get(page(checked(admin_client))).text

    assert "No line of this file can be imported." in text
    assert "Import the lines that can be" not in text


def test_cancelling_drops_the_file(admin_client, rung):
    run = checked(admin_client)

    act(admin_client, run, "cancel")

    run.refresh_from_db()
    assert (run.state, run.content) == ("cancelled", "")


def test_an_import_that_was_given_up_says_why(admin_client, rung):
    run = checked(admin_client)
    SubscriberImport.objects.update(state="failed", reason="no_progress")

    assert "Workers stopped over the same lines" in admin_client.get(page(run)).text


def test_many_refused_lines_are_folded(admin_client, rung):
    upload(admin_client, "email\n" + "broken\n" * 60)
    run = SubscriberImport.objects.get()
    importing.work(run.pk)

    assert "<details><summary>2, 3, 4" in admin_client.get(page(run)).text


def test_who_may_add_imports_but_no_readers_uploads_nothing(client, django_user_model, rung):
    from django.contrib.auth.models import Permission

    user = django_user_model.objects.create_user("eve", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="add_subscriberimport"))
    client.force_login(user)

    assert upload(client).status_code == 403
    assert not SubscriberImport.objects.exists()


def test_a_table_is_uploaded_by_one_button(admin_client):
    text = admin_client.get(ADD).content.decode()

    assert 'name="_save"' in text
    assert "_addanother" not in text
    assert "_continue" not in text
