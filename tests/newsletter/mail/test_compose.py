"""The digest mail: real templates and rows, looked at as a mail client and a provider would."""

import datetime as dt
import re
from html.parser import HTMLParser

import pytest
from django.urls import reverse
from wcwidth import width

from newsletter.editions import content
from newsletter.editions.links import digest_url, edition_url
from newsletter.editions.selection import Budget, select
from newsletter.mail.compose import compose, compose_delivery
from newsletter.mail.more_stories import more_stories
from newsletter.mail.recipient import Recipient
from newsletter.mail.size_limit import MAX_HTML
from newsletter.models import Delivery
from subscribers.models import Selection
from subscribers.signed_links import mute_url, preferences_url, unsubscribe_url
from tests.factories import (
    make_activity,
    make_coverage,
    make_digest,
    make_repository,
    make_sentence,
    make_statement,
    make_subscriber,
)

pytestmark = pytest.mark.django_db
MAIL = Budget()


class Page(HTMLParser):
    """What a mail client would load, and where links lead."""

    def __init__(self, html):
        super().__init__()
        self.links, self.loaded, self.langs, self.words = [], [], set(), []
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        self.links += [found["href"]] if tag == "a" else []
        self.loaded += [found[name] for name in ("src", "background") if name in found]
        self.loaded += [tag] if tag in ("link", "script", "img", "iframe", "form") else []
        self.langs |= {found["lang"]} if "lang" in found else set()

    def handle_data(self, data):
        self.words.append(data)

    @property
    def text(self):
        return " ".join("".join(self.words).split())


@pytest.fixture
def digest():
    return make_digest()


@pytest.fixture
def vllm():
    return make_repository("vllm-project/vllm")


def tell(digest, repository, headline="It works", detail="", **fields):
    activity = {
        name: fields.pop(name) for name in ("title", "number", "files", "files_total", "body") if name in fields
    }
    main = make_activity(repository, digest=digest, **activity)
    fields = {"texts": {"en": (headline, detail), "zh-hans": (f"中文 {headline}", detail)}, "score": -main.pk} | fields
    return make_statement(digest, main, **fields)


def edition_of(digest, language="en", budget=MAIL, **chosen):
    digests = digest if isinstance(digest, list) else [digest]
    return select(content.load_content(digests, language), Selection(language=language, **chosen), budget)


def recipient(digest, **fields):
    reader = make_subscriber(**fields)
    return Recipient.of(reader, digest_url(digest.date, reader.language))


def html_of(message):
    return message.alternatives[0][0]


def deliver(digest, subscriber, **fields):
    defaults = {"covers_from": digest.date, "local_date": digest.date, "due_at": digest.ends_at}
    selection = subscriber.selection
    return Delivery.objects.create(digest=digest, subscriber=subscriber, selection=selection, **defaults | fields)


def test_the_mail_of_a_delivery_has_every_header_of_a_newsletter(digest, vllm, settings):
    settings.SITE_URL, settings.DEFAULT_FROM_EMAIL = "https://daily.example.org", "AI Infra Daily <daily@example.org>"
    tell(digest, vllm)
    delivery = deliver(digest, make_subscriber("ada@example.org"))

    headers = compose_delivery(delivery).message()

    assert headers["To"] == "ada@example.org"
    assert headers["Message-ID"] == f"<{delivery.public_id}@example.org>"
    assert headers["List-Unsubscribe"] == f"<{unsubscribe_url(delivery.subscriber)}>"
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert headers["List-Id"] == "AI Infra Daily <daily.example.org>"
    assert headers["Auto-Submitted"] == "auto-generated"
    assert headers["Feedback-ID"] == "20260219:en:digest:ai-infra-daily"
    assert headers["Content-Language"] == "en"


def test_the_unsubscribe_header_is_one_short_line(digest, vllm, settings):
    settings.SITE_URL = "https://daily.example.org"
    tell(digest, vllm)

    raw = compose_delivery(deliver(digest, make_subscriber())).message().as_bytes()

    (line,) = (line for line in raw.splitlines() if line.startswith(b"List-Unsubscribe:"))
    assert len(line) <= 76


def test_a_name_in_han_is_encoded_beside_the_list_id_and_not_with_it(digest, vllm, settings):
    settings.NEWSLETTER_NAME = "基础设施日报"
    tell(digest, vllm)

    header = compose(edition_of(digest)).message()["List-Id"]

    assert header.startswith("=?utf-8?")
    assert header.endswith(" <daily.example.org>")


def test_composing_a_delivery_twice_gives_the_same_mail(digest, vllm):
    tell(digest, vllm)
    delivery = deliver(digest, make_subscriber())

    first, second = compose_delivery(delivery), compose_delivery(delivery)

    assert (first.body, html_of(first), first.extra_headers) == (second.body, html_of(second), second.extra_headers)


def test_where_nothing_is_selected_there_is_no_mail(digest, vllm):
    tell(digest, vllm, topics=["docs"])

    assert compose_delivery(deliver(digest, make_subscriber(topics=["moe"]))) is None


def test_the_budget_is_the_operators_and_what_it_cuts_is_counted_and_linked(digest, vllm, settings):
    settings.MAIL_STORIES = 2
    sglang = make_repository("sgl-project/sglang")
    for repository, importance in ((vllm, 4), (sglang, 3), (make_repository(), 3)):
        tell(digest, repository, f"First of {repository.name}", importance=importance)
        tell(digest, repository, f"Second of {repository.name}", importance=importance)
    delivery = deliver(digest, make_subscriber())

    message = compose_delivery(delivery)
    page = Page(html_of(message))

    assert "2 of 6 stories" in page.text
    assert "First of vllm" in page.text
    assert "Second of vllm #" in page.text
    assert "More flashinfer (2 stories) See all of them" in page.text
    assert "First of flashinfer" not in page.text
    assert edition_url(delivery) in page.links
    assert edition_url(delivery) in message.body.split("[More]")[1].split("\n-- \n")[0]


def test_one_mail_carries_the_days_owed(digest, vllm):
    before = make_digest(dt.date(2026, 2, 18), status="published", published_at=digest.ends_at)
    digest.status, digest.published_at = "published", digest.ends_at
    digest.save()
    tell(before, vllm, "Told on Wednesday")
    tell(digest, vllm, "Told on Thursday")
    reader = make_subscriber()
    deliver(before, reader, status="skipped", skip_reason="merged")

    message = compose_delivery(deliver(digest, reader, covers_from=before.date))

    assert "18–19 February" in message.body
    assert re.search(r"Told on Wednesday\s+Wednesday", message.body)
    assert {reverse("newsletter:digest", args=["en", each.date]) for each in (before, digest)} <= {
        link.removeprefix("http://127.0.0.1:8000").split("#")[0] for link in Page(html_of(message)).links
    }


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_nothing_is_loaded_and_every_link_leads_to_us_or_to_github(digest, vllm, language, settings):
    settings.SITE_URL = "https://daily.example.org"
    relations = [{"word": "fixes", "text": "#7", "url": "https://github.com/vllm-project/vllm/issues/7"}]
    story = tell(digest, vllm, detail="More.", relations=relations, topics=["moe"])
    make_sentence(digest, [story])
    reader = make_subscriber(language=language)

    html = html_of(compose_delivery(deliver(digest, reader)))
    page = Page(html)

    assert page.loaded == []
    assert not re.search(r"url\(|@import|@font-face|fonts\.googleapis", html)
    assert all(link.startswith(("https://daily.example.org/", "https://github.com/", "#s")) for link in page.links)
    assert {preferences_url(reader), unsubscribe_url(reader)} <= set(page.links)


def test_the_mail_speaks_the_readers_language_and_marks_titles_in_their_own(digest, vllm):
    tell(digest, vllm, "有新闻")
    tell(digest, vllm, texts=None, title="Fix the thing")

    page = Page(html_of(compose(edition_of(digest, "zh-hans"))))

    assert page.langs == {"zh-Hans", "en"}
    assert "中文 有新闻" in page.text


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_text_part_tells_what_the_html_tells(digest, vllm, language):
    files = [{"path": "vllm/layers/moe.py", "additions": 5, "deletions": 1}]
    relations = [{"word": "fixes", "text": "#7", "url": "https://github.com/vllm-project/vllm/issues/7"}]
    stories = [
        tell(
            digest, vllm, f"Headline {n}", f"Detail {n}.", files=files, files_total=4, relations=relations, importance=5
        )
        for n in range(5)
    ]
    make_sentence(digest, stories[:1], texts={language: ("", "The summary.")})
    make_sentence(digest, stories[:2], role="takeaway", texts={language: ("", "The takeaway.")})
    make_coverage(digest, make_repository("NVIDIA/cutlass"))
    make_coverage(digest, vllm, issues="failed")

    message = compose(edition_of(digest, language), recipient(digest, language=language))
    text, shown = " ".join(message.body.split()), Page(html_of(message)).text

    for told in (
        "Headline 3",
        "Detail 3.",
        "The summary.",
        "The takeaway.",
        "#7",
        "cutlass",
        f"#{stories[0].main.number}",
    ):
        assert told in shown
        assert told in text or told.startswith("#")  # references are addresses in the text
    assert stories[0].main.url in text
    assert "`" not in text + shown


def test_the_text_part_keeps_to_72_columns_except_for_addresses_and_paths(digest, vllm):
    tell(digest, vllm, "word " * 30, "汉字" * 60)

    lines = compose(edition_of(digest)).body.splitlines()

    assert max(width(line) for line in lines if "://" not in line) <= 72


def test_titles_are_text_whatever_they_contain(digest, vllm):
    title = 'Fix <script>alert(1)</script> & </td></mj-text> \x01\x0b {{ x }} \u202e <i> "quoted" <!-- a'
    tell(digest, vllm, texts=None, title=title)
    tell(digest, vllm, texts=None, title=title + " again", importance=1)

    message = compose(edition_of(digest))
    page = Page(html_of(message))

    assert page.loaded == []
    assert 'Fix <script>alert(1)</script> & </td></mj-text> {{ x }} <i> "quoted" <!-- a' in page.text
    assert page.text.count("Fix <script>alert(1)</script> & </td></mj-text> {{") == 2
    assert "Fix <script>alert(1)" in message.body
    assert not re.search("[\x00-\x08\x0b\u202e]", html_of(message) + message.subject)


def test_code_in_backticks_is_set_as_code(digest, vllm):
    tell(digest, vllm, "New option `--mamba-backend`", "Set `a<b`.")

    message = compose(edition_of(digest))

    assert re.search(r"<code [^>]*nowrap[^>]*>--mamba-backend</code>", html_of(message))
    assert ">a&lt;b</code>" in html_of(message)
    assert message.subject == "New option --mamba-backend"


def test_what_is_counted_below_a_section_adds_up_exactly(digest, vllm):
    for number in range(9):
        tell(digest, vllm, f"Minor {number}", importance=2)
    for fold in ("ci", "ci", "nightly"):
        tell(digest, vllm, fold=fold)
    tell(digest, vllm, "Major")

    (section,) = edition_of(digest).sections
    rest = more_stories(section)

    assert (rest.number, len(rest.named)) == (12, 5)
    assert rest.counted == ["4 changes", "2 on tests and CI", "1 nightly"]
    assert rest.number + section.stories_shown == section.stories_found


def test_what_lies_outside_the_topics_is_counted_and_not_named(digest, vllm):
    tell(digest, vllm, "Chosen", topics=["moe"])
    for _number in range(3):
        tell(digest, vllm, "Unwanted", topics=["docs"])

    message = compose(edition_of(digest, topics=["moe"]))

    for part in (message.body, Page(html_of(message)).text):
        assert "3 more, outside your topics." in part
        assert "Unwanted" not in part
        assert "1 of 4 stories" in part


def test_a_kind_that_was_not_chosen_has_no_column(digest, vllm):
    make_coverage(digest, vllm)
    main = make_activity(vllm, kind="issue", action="opened", digest=digest)
    make_statement(digest, main, label="open")
    make_statement(digest, make_activity(make_repository(), kind="issue", action="opened", digest=digest))

    shown = Page(html_of(compose(edition_of(digest, kinds=["issues"])))).text

    assert "New issues" in shown
    assert "Commits" not in shown


def test_quiet_failed_in_part_and_pending_are_told_apart(digest, vllm):
    tell(digest, vllm)
    make_coverage(digest, make_repository("a/quiet"))
    make_coverage(digest, make_repository("a/broken"), commits="failed")
    digest.coverages.filter(status="failed").update(tried_at=dt.datetime(2026, 2, 20, 1, 40, tzinfo=dt.UTC))
    make_coverage(digest, make_repository("a/half"), releases="partial")
    make_coverage(digest, make_repository("a/waiting"), commits="pending")

    message = compose(edition_of(digest))

    for part in (" ".join(message.body.split()), Page(html_of(message)).text):
        assert "quiet: commits, PRs, issues, releases, advisories were read to the end" in part
        assert "broken: Not fetched (commits)" in part
        assert "Tried until UTC 01:40." in part
        assert "half: Fetched only in part (releases)" in part
        assert re.search(r"Not yet fetched\]? ?waiting", part)


def test_an_edition_of_facts_says_so_in_one_line_and_has_no_summary(digest, vllm):
    tell(digest, vllm, texts=None)

    shown = Page(html_of(compose(edition_of(digest)))).text

    assert shown.count("Facts only") == 1
    assert "Summary" not in shown
    assert "Claude" not in shown


def test_a_reader_elsewhere_reads_the_window_on_their_own_clock(digest, vllm):
    tell(digest, vllm)

    body = compose(edition_of(digest), recipient(digest, time_zone="Europe/Berlin")).body

    assert "UTC 00:00–24:00, in Berlin 01:00 Thursday to 01:00 Friday" in body


def test_a_preview_without_a_reader_has_no_links_to_choices(digest, vllm):
    tell(digest, vllm)

    message = compose(edition_of(digest))

    assert message.to == []
    assert "List-Unsubscribe" not in message.extra_headers
    assert not any("/preferences/" in link or "/u/" in link for link in Page(html_of(message)).links)


def test_a_full_mail_is_8bit_in_short_lines(digest, vllm):
    for number in range(30):
        tell(digest, vllm, f"标题 {number}", "汉字" * 40, importance=4)

    raw = compose(edition_of(digest, "zh-hans"), recipient(digest, language="zh-hans")).message().as_bytes()

    assert raw.count(b"Content-Transfer-Encoding: 8bit") == 2
    assert max(map(len, raw.splitlines())) <= 998


def test_too_large_a_mail_drops_tail_titles_then_files_then_the_last_stories_and_counts_them(digest, vllm):
    stories = [tell(digest, vllm, f"Story {number:02}", "word " * 1200, importance=4) for number in range(20)]

    edition = edition_of(digest, budget=Budget(stories=20, minutes=1000))
    message = compose(edition)

    html = html_of(message)
    assert len(html.encode()) <= MAX_HTML
    left = sum(story.texts.get(language="en").headline in html for story in stories)
    assert 5 < left < 20
    assert f"{20 - left} more: {20 - left} changes." in " ".join(Page(html).text.split())
    assert f"{left} of 20 stories" in Page(html).text
    assert f"{left} of 20 stories" in message.body


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_hundreds_of_repositories_still_make_a_mail_that_is_shown_whole(digest, language):
    for number in range(300):
        repository = make_repository(f"owner-{number}/repository-with-a-long-name-{number}")
        make_coverage(digest, repository, **({"commits": "failed"} if number % 3 == 1 else {}))
        if number % 3 == 0:
            tell(digest, repository, "标题 " * 12, "汉字" * 40)

    message = compose(edition_of(digest, language))

    assert len(html_of(message).encode()) <= MAX_HTML
    assert all(f"repository-with-a-long-name-{number}" in message.body for number in range(40))


def test_every_selection_compiles_and_counts_what_it_shows(digest):
    names = ["vllm-project/vllm", "sgl-project/sglang", "a/quiet"]
    repositories = [make_repository(name) for name in names]
    for repository in repositories[:2]:
        make_coverage(digest, repository)
        tell(digest, repository, "Headline", topics=["moe"])
        tell(digest, repository, texts=None, topics=["docs"], importance=2)
        tell(digest, repository, fold="ci")
        issue = make_activity(repository, kind="issue", action="opened", digest=digest)
        make_statement(digest, issue, label="open", topics=["moe"])
    make_coverage(digest, repositories[2])
    days = {language: content.load_content([digest], language) for language in ("en", "zh-hans")}

    for language, chosen in selections(repositories):
        edition = select(days[language], Selection(language=language, **chosen), Budget())
        if edition.is_empty:
            continue
        page = Page(html_of(compose(edition)))
        told = [line for section in edition.sections for line in section.stories]
        assert all(line.headline in page.text for line in told)
        assert edition.stories_found == sum(
            section.stories_shown + more_stories(section).number + section.outside_selection
            for section in edition.sections
        )


def selections(repositories):
    for language in ("en", "zh-hans"):
        for ids in ([], [repositories[0].pk], [repositories[1].pk, repositories[2].pk]):
            for topics in ([], ["moe"], ["docs"], ["unknown"]):
                for kinds in ([], ["merged"], ["issues"], ["releases", "issues"]):
                    yield language, {"repositories": ids, "topics": topics, "kinds": kinds}


def test_the_tail_names_a_release_once_that_has_no_other_title_than_its_tag(digest, vllm):
    tell(digest, vllm, "It works")
    for tag, title in (("v1.2.0", "v1.2.0"), ("v1.3.0", "Spring")):
        release = make_activity(vllm, digest=digest, kind="release", action="published", key=tag, title=title)
        make_statement(digest, release, label="released", importance=2, score=-release.pk)

    message = compose(edition_of(digest))

    assert re.search(r"#\d+ v1.2.0 Spring v1.3.0", Page(html_of(message)).text)
    assert re.search(r"\nv1.2.0 https\S+\nSpring https\S+\n", message.body)


def test_the_tail_says_of_an_issue_that_it_is_closed(digest, vllm):
    tell(digest, vllm, "It works")
    tell(digest, vllm, "NaN on Hopper", label="closed", importance=2)
    tell(digest, vllm, "NaN on Ada", label="open", importance=2)

    message = compose(edition_of(digest))

    assert re.search(r"Closed · NaN on Hopper #\d+ NaN on Ada #\d+", Page(html_of(message)).text)
    assert re.search(r"\nClosed · NaN on Hopper https\S+\nNaN on Ada https\S+\n", message.body)


def test_each_section_ends_with_a_link_that_mutes_its_repository(digest, vllm):
    tell(digest, vllm)
    tell(digest, make_repository("NVIDIA/cutlass"))
    reader = make_subscriber()
    message = compose_delivery(deliver(digest, reader))

    for name in ("vllm-project/vllm", "NVIDIA/cutlass"):
        address = f"{mute_url(reader)}?repository={name}"
        assert address in Page(html_of(message)).links
        assert f"Mute {name.partition('/')[2]} {address}" in message.body


def test_a_preview_mutes_nothing_and_reports_on_the_page_of_the_day(digest, vllm):
    tell(digest, vllm)
    message = compose(edition_of(digest))

    assert "/mute/" not in html_of(message) + message.body
    assert digest_url(digest.date, "en") + "report/" in Page(html_of(message)).links


def test_a_mistake_is_reported_from_the_foot(digest, vllm):
    tell(digest, vllm)
    delivery = deliver(digest, make_subscriber())
    message = compose_delivery(delivery)

    assert edition_url(delivery) + "report/" in Page(html_of(message)).links
    assert f"Found a mistake? Report it\n{edition_url(delivery)}report/" in message.body


@pytest.mark.parametrize("repositories", [1, 2, 4, 6, 8])
def test_a_full_mail_has_at_most_45_links(digest, repositories, settings):
    settings.MAIL_STORIES, settings.MAIL_MINUTES = 12, 1000
    stories = [
        tell(digest, make_repository(f"owner/name-{number % repositories}"), f"Headline {number}", importance=3)
        for number in range(60)
    ]
    for cited in (stories[:1], stories[1:2], stories[2:3]):
        make_sentence(digest, cited)
    make_sentence(digest, stories[:2], role="takeaway")
    page = Page(html_of(compose_delivery(deliver(digest, make_subscriber()))))

    assert 30 < len(page.links) <= 45
