"""The fragment that takes the place of an old preview, for the form as it stands."""

import pytest

from tests.factories import make_digest, make_repository, make_statement

pytestmark = pytest.mark.django_db
STANDS = {"kinds": ["merged"], "language": "zh-hans", "time_zone": "Asia/Shanghai", "minute": "510"}


@pytest.fixture(autouse=True)
def day():
    texts = {"en": ("Softmax is faster", ""), "zh-hans": ("Softmax 更快", "")}
    make_statement(make_digest(status="published"), texts=texts)


def test_the_fragment_shows_the_unsaved_choice_in_the_language_of_the_mails(client):
    answer = client.post("/preview/", STANDS)

    assert answer.status_code == 200
    assert "Softmax 更快" in answer.text
    assert '<div lang="zh-Hans">' in answer.text
    assert "<html" not in answer.text


def test_the_lines_that_speak_of_it_come_by_their_ids(client):
    answer = client.post("/preview/", STANDS | {"repositories": [make_repository().pk]})

    for line in ("preview-day", "preview-count", "bar-count", "what"):
        assert f'id="{line}" hx-swap-oob="innerHTML"' in answer.text
    assert "flashinfer, Chinese, 08:30" in answer.text


def test_for_a_choice_that_cannot_be_saved_the_old_one_stays(client):
    assert client.post("/preview/", STANDS | {"kinds": []}).status_code == 204


def test_it_is_kept_by_nobody_and_only_posts_are_answered(client):
    assert "no-store" in client.post("/preview/", STANDS)["Cache-Control"]
    assert client.get("/preview/").status_code == 405


def test_what_a_reader_has_muted_is_left_out(client):
    muted = {"muted": [f"repository:{make_repository().pk}"]}

    assert "Softmax 更快" not in client.post("/preview/", STANDS | muted).text


@pytest.mark.parametrize("key", ["", "repository:", "repository:x", "repository:" + "9" * 99, "topic:", "person:1"])
def test_what_no_form_sends_mutes_nothing(client, key):
    assert "Softmax 更快" in client.post("/preview/", STANDS | {"muted": [key]}).text
