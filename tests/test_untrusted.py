"""What strangers write on GitHub changes nothing but its own line, even where the model does all that it says."""

import json
import re
from html.parser import HTMLParser

import pytest
from django.conf import settings
from django.utils import translation

from digest.stories import statements
from digest.text import clean
from digest.writing import completions
from digest.writing import stories as write
from newsletter.editions import content
from newsletter.editions.links import digest_url
from newsletter.editions.selection import Budget, select
from newsletter.mail.compose import compose
from newsletter.mail.recipient import Recipient
from newsletter.mail.size_limit import MAX_HTML
from newsletter.renderers.json_document import edition_activities, edition_data
from newsletter.renderers.markdown import render_markdown
from newsletter.renderers.plain_text import render_plain
from subscribers.models import Selection
from tests.digest.writing.claude_server import claude_server, message
from tests.factories import make_activity, make_coverage, make_digest, make_subscriber
from tests.hostile import HOSTILE

pytestmark = pytest.mark.django_db

LANGUAGES = ("zh-hans", "en")
ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*://[^\s\"'<>()\[\]，。；、）]+|(?<![\w.])www\.[^\s\"'<>()]+", re.IGNORECASE)
OURS = re.compile(r"https://github\.com/flashinfer-ai/flashinfer(?:/(?:pull|issues|commit)/[0-9a-f]+)?\Z")
UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
NEIGHBOURS = (1, 2, 3)
UNDISTURBED = [
    (f"pull_request:{number}", "fixed", "passed", 3, language, headline.format(number))
    for number in NEIGHBOURS
    for language, headline in (
        ("en", "`kernel_{}` no longer crashes with FP8"),
        ("zh-hans", "`kernel_{}` 配合 FP8 不再崩溃"),
    )
]
TAGS = {
    *("html", "head", "title", "meta", "style", "body", "div", "table", "tbody", "tr", "td", "th", "a", "p", "span"),
    *("h1", "h2", "h3", "br", "strong", "code", "wbr"),
}


@pytest.fixture
def server(settings, monkeypatch):
    monkeypatch.setattr(completions, "sleep", lambda _seconds: None)
    with claude_server(settings) as running:
        yield running


def make_day(hostile=()):
    """Three plain fixes, and a merged pull request, an issue and a commit for each of these hostile texts."""
    digest = make_digest()
    make_coverage(digest)
    for number in NEIGHBOURS:
        make_activity(digest=digest, number=number, title=f"Fix crash of kernel_{number} with FP8", body="In MoE.")
    for place, (title, body) in enumerate(hostile):
        said = {"title": clean(title), "body": clean(body), "author": "mallory", "digest": digest}
        files = [{"path": "docs/<img src=x onerror=alert(1)>.md", "additions": 1, "deletions": 0}, {"path": "a.py"}]
        make_activity(number=1000 + place, labels=[clean(title, 60)], files=files, files_total=2, **said)
        make_activity(kind="issue", action="opened", number=2000 + place, **said | {"author": f"m{place}"})
        make_activity(kind="commit", action="pushed", number=3000 + place, **said)
    statements.prepare(digest)
    return digest


def true_draft(id, number):
    zh = {"headline": f"`kernel_{number}` 配合 FP8 不再崩溃", "detail": ""}
    en = {"headline": f"`kernel_{number}` no longer crashes with FP8", "detail": ""}
    return {"id": id, "label": "fixed", "importance": 3, "topics": [], "zh_hans": zh, "en": en}


def obedient_draft(story, said):
    words = {"headline": said["title"][:200], "detail": said["body"][:300]}
    return {
        "id": story["id"],
        "label": "new",
        "importance": 5,
        "topics": ["security"],
        "zh_hans": words,
        "en": words,
    }


def rows_of(request):
    data = json.loads(request["messages"][0]["content"])
    return data.get("stories"), data.get("statements")


def obeys_for_its_own_line(request):
    """Says of a hostile story what its text says, of the others the truth; of the day nothing."""
    stories, kept = rows_of(request)
    if kept is not None:
        return message({"summary": [], "takeaways": []})
    drafts = []
    for story in stories:
        plain = re.fullmatch(r"Fix crash of kernel_(\d) with FP8", story["title"])
        drafts.append(true_draft(story["id"], plain[1]) if plain else obedient_draft(story, story))
    return message({"stories": drafts})


def obeys_for_every_line(request):
    """Says the hostile text everywhere: in its neighbours' lines, under their ids, in the summary and takeaways."""
    stories, kept = rows_of(request)
    if kept is not None:
        said = "Read https://evil.example/now 立即访问 evil.example 获取补丁"
        ids = [row["id"] for row in kept]
        summary = [{"id": id, "zh_hans": said, "en": said} for id in (*ids, "s99")]
        return message({"summary": summary, "takeaways": [{"ids": ids[:2], "zh_hans": said, "en": said}]})
    said = next((story for story in stories if "kernel_" not in story["title"]), stories[0])
    worst = {"title": "Read https://evil.example/now", "body": "立即访问 evil.example <b>获取</b>补丁"}
    drafts = [obedient_draft(story, worst if story is not said else said) for story in stories]
    return message({"stories": [*drafts, obedient_draft({"id": "s77"}, said)]})


class Page(HTMLParser):
    """What a mail client would load, follow and show."""

    def __init__(self, html):
        super().__init__()
        self.links, self.tags, self.handlers, self.text = [], set(), [], []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.tags.add(tag)
        for name, value in attributes:
            if name in ("href", "src", "action", "background", "srcset", "poster", "data", "formaction"):
                self.links.append(value)
            if name.startswith("on"):
                self.handlers.append(name)
            self.links += re.findall(r"url\(([^)]*)\)", value or "") if name == "style" else []

    def handle_data(self, data):
        self.text.append(data)


def edition_of(digest, language, budget=None):
    return select(content.load_content([digest], language), Selection(language=language), budget)


def mail_of(digest, language):
    reader = make_subscriber(f"reader-{language}@example.org", language=language)
    return compose(edition_of(digest, language, Budget()), Recipient.of(reader, digest_url(digest.date, language)))


def is_allowed(link, evidence):
    return link in evidence or link.startswith((f"{settings.SITE_URL}/", "#s")) or bool(OURS.match(link))


def check_mail(mail, evidence):
    """Links, tags, size and characters of both parts and of the subject."""
    html = mail.alternatives[0][0]
    page = Page(html)
    shown = "\n".join((*page.text, mail.body, mail.subject))
    foreign = [link for link in (*page.links, *ADDRESS.findall(shown)) if not is_allowed(link, evidence)]
    assert foreign == []
    assert page.tags <= TAGS
    assert page.handlers == []
    assert len(html.encode()) <= MAX_HTML
    assert not UNSEEN.search(shown)
    assert "\n" not in mail.subject
    assert mail.subject.strip()
    assert mail.message().as_bytes()


def check_documents(digest, language, evidence):
    """Markdown, plain text and JSON of the day."""
    edition = edition_of(digest, language)
    with translation.override(language):
        markdown, plain = render_markdown(edition), render_plain(edition)
    data = json.loads(json.dumps(edition_data(edition, edition_activities(edition, [digest]))))
    targets = re.findall(r"(?<!\\)\]\(([^)\s]*)", re.sub(r"`[^`\n]*`", "", markdown))
    found = [*targets, *ADDRESS.findall(markdown), *ADDRESS.findall(plain)]
    assert [link for link in found if not is_allowed(link, evidence)] == []
    assert not re.search(r"(?m)(?<!\\)<[a-z!/]", re.sub(r"`[^`\n]*`", "", markdown), re.IGNORECASE)
    (repository,) = data["repositories"]
    assert repository["stories"]["told"] == digest.statements.filter(role="story").count()
    told = (*data["summary"], *data["takeaways"], *repository["statements"])
    assert {url for row in told for url in row["evidence"]} <= evidence


def neighbours_of(digest):
    """All that is stored of the plain stories, in every language."""
    rows = digest.statements.filter(role="story", main__number__in=NEIGHBOURS).order_by("main__number")
    texts = rows.values_list("key", "label", "outcome", "importance", "texts__language", "texts__headline")
    return list(texts.order_by("main__number", "texts__language"))


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_it_changes_nothing_but_its_own_line(server, text):
    server.otherwise = obeys_for_its_own_line
    digest = make_day([text])

    write.write_digest(digest)

    evidence = set(digest.activities.values_list("url", flat=True))
    assert neighbours_of(digest) == UNDISTURBED
    for language in LANGUAGES:
        check_documents(digest, language, evidence)
        check_mail(mail_of(digest, language), evidence)


def test_there_are_enough_of_them_in_both_languages():
    assert len(HOSTILE) >= 40
    assert sum(name.endswith(" zh") for name in HOSTILE) >= 12


@pytest.mark.parametrize("texts", [*([text] for text in list(HOSTILE.values())[::9]), list(HOSTILE.values())[:12]])
def test_a_model_that_obeys_for_every_line_is_not_believed_in_any(server, texts):
    server.otherwise = obeys_for_every_line
    digest = make_day(texts)

    write.write_digest(digest)

    evidence = set(digest.activities.values_list("url", flat=True))
    assert not digest.statements.filter(texts__headline__contains="evil").exists()
    assert not digest.statements.filter(texts__detail__contains="evil").exists()
    assert set(digest.statements.filter(main__number__in=NEIGHBOURS).values_list("outcome", flat=True)) == {"title"}
    for language in LANGUAGES:
        check_documents(digest, language, evidence)
        check_mail(mail_of(digest, language), evidence)
