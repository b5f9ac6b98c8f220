"""Mails joined from fragments: each is compared, part by part, with the one that Django renders whole."""

import datetime as dt
from email import message_from_bytes, policy
from itertools import combinations, islice, product

import pytest

from digest import build
from digest.models import Digest, Repository, Statement
from digest.sample import load_day
from newsletter.editions import content
from newsletter.mail.compose import MAX_HTML, compose_delivery
from newsletter.mail.fragments import renderer
from newsletter.mail.fragments.cache import get_fragments
from newsletter.mail.fragments.fast_compose import compose_raw
from newsletter.mail.fragments.mime import HeaderError
from newsletter.mail.raw_message import RawMessage
from newsletter.models import Delivery
from subscribers.addresses import AddressError
from subscribers.models import Selection
from tests.factories import (
    make_activity,
    make_coverage,
    make_delivery,
    make_digest,
    make_repository,
    make_sentence,
    make_statement,
    make_subscriber,
    write_texts,
)
from tests.newsletter.a_day import make_a_day

pytestmark = pytest.mark.django_db
LANGUAGES = ["en", "zh-hans"]
KINDS = ("merged", "issues", "releases", "opened", "interface")


@pytest.fixture
def sample(settings):
    """The sample day, every second story of it in words of its own, with a summary and takeaways, published."""
    settings.DIGEST_APPROVAL = False
    digest = load_day()
    build.write(digest)
    stories = list(Statement.objects.filter(digest=digest, role="story", fold="").order_by("-score"))
    quote = {
        "path": "pkg/a.py",
        "place": "pull/1/files",
        "lines": [{"sign": "+", "number": 7, "text": "  x = a<b  # a.io"}],
    }
    for number, story in enumerate(stories[::2]):
        Statement.objects.filter(pk=story.pk).update(
            outcome="passed", importance=5 if number < 2 else 3, quote=quote if number < 3 else {}
        )
        texts = {
            "en": (f"Headline {number} of `code`", "More < that."),
            "zh-hans": (f"标题 {number}", "更多内容。" * 9),
        }
        write_texts(story, texts)
    make_sentence(digest, stories[:2])
    make_sentence(digest, stories[2:3])
    make_sentence(digest, stories[:3], role="takeaway")
    Digest.objects.filter(pk=digest.pk).update(status="published", published_at=digest.ends_at)
    digest.refresh_from_db()
    return digest


def owed(digest, reader=None, selection=None, **fields):
    """A delivery that nobody saved: composing asks only for its values."""
    reader = reader or make_subscriber()
    fixed = {"covers_from": digest.date, "selection": selection or reader.selection}
    return Delivery(digest=digest, subscriber=reader, **fixed | fields)


def parts(content):
    """(headers, text, HTML) of a message; a header's folding and the place of the parts' border mean nothing."""
    message = message_from_bytes(content, policy=policy.default)
    assert not message.defects
    headers = {name: str(value).strip() for name, value in message.items() if name not in ("Date", "Content-Type")}
    text, html = message.iter_parts()
    assert [text["Content-Type"], html["Content-Type"]] == [
        'text/plain; charset="utf-8"',
        'text/html; charset="utf-8"',
    ]
    return headers, text.get_payload(decode=True).decode(), html.get_payload(decode=True).decode()


def assert_the_same(delivery):
    """Both ways give the same mail, or both give none. Returns the bytes."""
    whole, joined = compose_delivery(delivery), compose_raw(delivery)
    if whole is None:
        assert joined is None
        return b""
    assert parts(joined.content) == parts(whole.message().as_bytes(linesep="\r\n"))
    assert joined.recipient == delivery.subscriber.email
    return joined.content


def selections(language, topics):
    """All repositories, each one and some groups, with all topics and these; every kind, and some together."""
    ids = list(Repository.objects.values_list("pk", flat=True))
    groups = [[], *([one] for one in ids), *islice(combinations(ids, 3), 0, None, 9), ids[:5], ids]
    for repositories, slugs in product(groups, [[], *topics]):
        yield Selection(language=language, repositories=list(repositories), topics=slugs, kinds=[])
    for repositories, kinds in product(groups[:5], (*([kind] for kind in KINDS), KINDS[:3])):
        yield Selection(language=language, repositories=list(repositories), topics=[], kinds=list(kinds))


@pytest.mark.parametrize("budget", [(12, 3), (0, 0), (3, 1)])
@pytest.mark.parametrize("language", LANGUAGES)
def test_for_every_selection_of_the_sample_day_the_joined_mail_is_the_one_rendered_whole(
    sample, language, budget, settings
):
    settings.MAIL_STORIES, settings.MAIL_MINUTES = budget
    topics = [["moe"], ["attention", "fp8-fp4"]] if budget == (12, 3) else [["moe", "attention", "docs"]]
    reader = make_subscriber(language=language, time_zone="Europe/Berlin", topics=["moe"])

    mails = [assert_the_same(owed(sample, reader, selection)) for selection in selections(language, topics)]

    assert len(set(filter(None, mails))) > 20


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_topic_by_itself(sample, language):
    slugs = list(content.load_content([sample], language).topic_names)
    reader = make_subscriber(language=language)

    mails = [
        assert_the_same(owed(sample, reader, Selection(language=language, repositories=[], topics=[slug], kinds=[])))
        for slug in slugs
    ]

    assert sum(map(bool, mails)) > 8


@pytest.mark.parametrize("language", LANGUAGES)
def test_quiet_failed_partial_and_pending_repositories(language):
    digest = make_a_day()
    reader = make_subscriber(language=language, time_zone="Asia/Shanghai", minute=0)
    ids = list(Repository.objects.values_list("pk", flat=True))

    for repositories in [[], *combinations(ids, 2), *combinations(ids, 3)]:
        assert_the_same(
            owed(digest, reader, Selection(language=language, repositories=list(repositories), topics=[], kinds=[]))
        )


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_bars_of_the_last_seven_days(sample, language):
    for back in range(1, 14):
        before = make_digest(sample.date - dt.timedelta(days=back))
        for repository in Repository.objects.all()[:6]:
            make_coverage(before, repository)

    assert b'role="img" aria-label=' in assert_the_same(owed(sample, make_subscriber(language=language)))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("budget", [(12, 3), (2, 1)])
def test_several_days_in_one_mail(language, budget, settings):
    settings.MAIL_STORIES, settings.MAIL_MINUTES = budget
    newest = make_a_day()
    before = make_digest(dt.date(2026, 2, 17), status="published", published_at=newest.ends_at)
    vllm = make_repository("vllm-project/vllm")
    flashinfer = Repository.objects.get(full_name="flashinfer-ai/flashinfer")
    for repository, number in product((vllm, flashinfer), range(3)):
        main = make_activity(repository, digest=before)
        make_statement(before, main, texts=dict.fromkeys(LANGUAGES, (f"Told {number}", "")), importance=3)
    reader = make_subscriber(language=language)
    common = {"covers_from": before.date, "due_at": newest.ends_at}
    make_delivery(before, reader, local_date=before.date, status="skipped", skip_reason="merged", **common)
    delivery = make_delivery(newest, reader, **common)

    assert b"Told 2" in assert_the_same(delivery)


@pytest.mark.parametrize("length", [700, 1500, 6000, 40000])
def test_a_mail_that_would_be_too_large_drops_the_same_things(length, settings):
    settings.MAIL_STORIES, settings.MAIL_MINUTES = 20, 1000
    digest, vllm = make_digest(), make_repository("vllm-project/vllm")
    files = [{"path": f"vllm/{'long/' * 12}{number}.py", "additions": 1, "deletions": 1} for number in range(5)]
    for number in range(30):
        main = make_activity(vllm, digest=digest, files=files, files_total=9)
        texts = {"en": (f"Story {number}", "word " * (length // 5))}
        make_statement(digest, main, texts=texts, importance=4, score=-number)

    _headers, _text, html = parts(assert_the_same(owed(digest)))

    assert MAX_HTML * 0.4 < len(html.replace("\r\n", "\n").encode()) <= MAX_HTML or length == 40000


@pytest.mark.parametrize("language", LANGUAGES)
def test_hundreds_of_repositories(language):
    digest = make_digest()
    for number in range(100):
        repository = make_repository(f"owner-{number}/repository-with-a-long-name-{number}")
        make_coverage(digest, repository, **({"commits": "failed"} if number % 3 == 1 else {}))
        if number % 2:
            main = make_activity(repository, digest=digest)
            make_statement(digest, main, texts=dict.fromkeys(LANGUAGES, ("标题 " * 12, "汉字" * 40)))

    assert_the_same(owed(digest, make_subscriber(language=language)))


def test_titles_addresses_and_names_are_text_whatever_they_contain(settings):
    settings.NEWSLETTER_NAME, settings.DEFAULT_FROM_EMAIL = "基础设施 & <日报>", "基础设施 <daily@example.org>"
    settings.NEWSLETTER_POSTAL_ADDRESS = "1 <Main> & Co"
    digest, vllm = make_digest(), make_repository("vllm-project/vllm")
    marks = "<!--cut here--> [[placeholder:why]]"
    hostile = f'Fix <script>alert(1)</script> & </td></mj-text> \x01\x0b {{{{ x }}}} \u202e <i> "q" {marks}'
    for number in range(8):
        title = f"{hostile}\r\nBcc: all@example.org {number}"
        make_statement(digest, make_activity(vllm, digest=digest, title=title), importance=2 if number > 4 else 3)

    headers, _text, html = parts(assert_the_same(owed(digest, make_subscriber("o'hara+x&y@example.org"))))

    assert "Bcc" not in headers
    assert "<script>" not in html


def test_what_begins_with_a_dot_begins_no_line():
    digest, dotted, vllm = make_digest(), make_repository("owner/.github"), make_repository("vllm-project/vllm")
    for number in range(3):
        make_statement(digest, make_activity(vllm, digest=digest, title=f".github: pin {number}"))
    make_statement(digest, make_activity(dotted, digest=digest), fold="ci")

    _headers, _text, html = parts(assert_the_same(owed(digest)))

    assert ".github (1 story)" in html
    assert "\n." not in html


@pytest.mark.parametrize(("dots", "has_dots"), [("", False), (".", True)])
def test_a_line_of_the_text_that_begins_with_a_dot_is_announced_to_the_transport(dots, has_dots):
    digest = make_digest()
    words = f"{'x' * 69} {dots}net is supported"  # the second word begins a line
    make_statement(digest, make_activity(digest=digest), {"en": (words, "")})

    mail = compose_raw(owed(digest))

    assert mail.has_dots is has_dots
    assert (b"\r\n." in mail.content) is has_dots


def test_a_reader_whose_address_would_add_a_header_is_refused():
    digest = make_a_day()
    reader = make_subscriber()
    reader.email = "ada@example.org\r\nBcc: all@example.org"

    with pytest.raises((HeaderError, ValueError)):
        compose_raw(owed(digest, reader))


def test_an_id_that_would_add_a_header_is_refused():
    with pytest.raises(HeaderError):
        compose_raw(owed(make_a_day(), public_id="abc>\r\nBcc: all@example.org"))


@pytest.mark.parametrize(
    "email", ["ada@bücher.example", "ada@reader.test,eve@reader.test", "ada@reader.test\r\nBcc: x"]
)
def test_nothing_is_finished_for_what_is_not_one_plain_address(email):
    delivery = owed(make_a_day(), make_subscriber(email))

    with pytest.raises(AddressError):
        compose_raw(delivery)


def test_a_line_that_no_mail_may_have_leaves_the_mail_to_django():
    digest, vllm = make_digest(), make_repository("vllm-project/vllm")
    make_statement(digest, make_activity(vllm, digest=digest), texts={"en": ("汉" * 600, "")})

    mail = compose_raw(owed(digest))

    assert b"quoted-printable" in mail.content
    assert max(map(len, mail.content.split(b"\r\n"))) <= 998


def test_lines_are_short_and_end_as_the_wire_wants_them(sample):
    mail = compose_raw(owed(sample, make_subscriber(language="zh-hans")))

    assert max(map(len, mail.content.split(b"\r\n"))) <= 998
    assert mail.content.count(b"\n") == mail.content.count(b"\r\n") == mail.content.count(b"\r")
    assert mail.content.endswith(b"--\r\n")
    assert mail.is_8bit
    assert mail.sender == "daily@example.org"


@pytest.mark.parametrize("encoding", ["quoted-printable", "base64"])
def test_a_relay_that_breaks_8_bits_gets_ascii(sample, settings, encoding):
    settings.MAIL_ENCODING, settings.MAIL_REPLY_TO = encoding, "编辑部 <desk@example.org>"
    delivery = owed(sample, make_subscriber(language="zh-hans"))

    joined, whole = compose_raw(delivery), RawMessage.of(compose_delivery(delivery))

    for mail in (joined, whole):
        assert mail.content.isascii()
        assert mail.content.count(f"Content-Transfer-Encoding: {encoding}".encode()) == 2
        assert mail.is_8bit is False
    assert parts(joined.content)[0]["Reply-To"] == parts(whole.content)[0]["Reply-To"]
    for one, other in zip(parts(joined.content)[1:], parts(whole.content)[1:], strict=True):
        assert one.replace("\r\n", "\n").rstrip() == other.replace("\r\n", "\n").rstrip()


def test_where_nothing_is_selected_there_is_no_mail(sample):
    readers = [make_subscriber(), make_subscriber(topics=["unknown"]), make_subscriber(language="zh-hans")]
    deliveries = [owed(sample, reader) for reader in readers]

    mails = [compose_raw(delivery) for delivery in deliveries]

    assert [mail and mail.recipient for mail in mails] == [readers[0].email, None, readers[2].email]


def test_each_mail_has_links_of_its_own(sample):
    one, other = (compose_raw(owed(sample)) for _number in range(2))

    assert parts(one.content)[0]["List-Unsubscribe"] != parts(other.content)[0]["List-Unsubscribe"]


def test_readers_of_the_same_stories_get_their_own_words_in_whatever_order_they_come(sample, settings):
    """Other topics, kinds, languages, clocks, hours, addresses and budgets, one after the other, twice."""
    ids = list(Repository.objects.values_list("pk", flat=True))
    every_topic, every_kind = list(content.load_content([sample], "en").topic_names), list(KINDS)
    readers = [
        make_subscriber("a@example.org", time_zone="UTC", minute=0),
        make_subscriber("somebody.with.a.longer.name@example.org", time_zone="Asia/Shanghai", minute=30),
        make_subscriber("o'hara+x&y@example.org", time_zone="Europe/Berlin", minute=30),
        make_subscriber("b@example.org", time_zone="Europe/Berlin", minute=30),
    ]
    chosen = list(product(LANGUAGES, [ids, ids[:4]], [[], every_topic, ["moe"]], [[], every_kind, ["merged"]]))
    budgets = [(12, 3), (0, 0), (3, 1)]

    mails = []
    for turn, (language, repositories, topics, kinds) in enumerate([*chosen, *chosen[7:]]):
        settings.MAIL_STORIES, settings.MAIL_MINUTES = budgets[turn % len(budgets)]
        selection = Selection(language=language, repositories=repositories, topics=topics, kinds=kinds)
        reader = readers[turn % len(readers)]
        reader.selection = Selection(language=language, repositories=ids[turn % 5 :], topics=topics, kinds=[])
        mails.append(assert_the_same(owed(sample, reader, selection)))

    assert len(set(filter(None, mails))) > 50


def test_a_mail_that_is_too_large_leaves_no_trace_in_the_next_ones(settings):
    settings.MAIL_STORIES, settings.MAIL_MINUTES = 0, 0
    digest, repositories = make_digest(), [make_repository(f"owner/engine-{number}") for number in range(3)]
    line = {"sign": "+", "number": 7, "text": f"quoted {'long ' * 12}"}
    quote = {"path": "a.py", "place": "pull/1/files", "lines": [line]}
    for repository, number in product(repositories, range(16)):
        texts, importance = {"en": (f"Story {number}", "word " * 250)}, 5 if number == 0 else 4 - (number > 12) * 2
        make_statement(
            digest, make_activity(repository, digest=digest), texts=texts, importance=importance, quote=quote
        )
    ids = [repository.pk for repository in repositories]
    groups = [ids[:1], ids[:2], ids[1:2], [], ids[2:], ids[1:]]
    small, *others = [Selection(language="en", repositories=group, topics=[], kinds=[]) for group in groups]

    before = assert_the_same(owed(digest, selection=small))
    mails = [assert_the_same(owed(digest, selection=selection)) for selection in (*others, small)]

    assert b"quoted long" in before
    assert any(b"quoted long" not in mail for mail in mails)
    assert mails[-1].count(b"quoted long") == before.count(b"quoted long")


@pytest.mark.parametrize("language", LANGUAGES)
def test_lines_end_where_they_would_whatever_the_length_of_an_address(sample, language):
    reader = make_subscriber(language=language)

    for length in range(1, 60, 3):
        reader.email = f"{'x' * length}@example.org"
        assert_the_same(owed(sample, reader))


def test_fragments_are_made_once_and_again_when_the_day_is_told_anew():
    digest = make_a_day()
    reader = make_subscriber()
    first = get_fragments(content.load_content([digest], "en"))
    compose_raw(owed(digest, reader))
    same = get_fragments(content.load_content([digest], "en"))
    Repository.objects.filter(full_name="flashinfer-ai/flashinfer").update(full_name="flashinfer-ai/renamed")
    Digest.objects.filter(pk=digest.pk).update(status="ready")
    digest.refresh_from_db()

    assert same is first
    assert b"renamed" in assert_the_same(owed(digest, reader))


def test_what_depends_on_choices_is_kept_only_as_far_as_there_is_room(sample, monkeypatch):
    monkeypatch.setattr(renderer, "MAX_CACHED_PIECES", 10)
    fragments = get_fragments(content.load_content([sample], "en"))

    for selection in selections("en", []):
        assert_the_same(owed(sample, make_subscriber(), selection))
        assert max(map(len, fragments.renderer.selection_caches.values())) <= 10
