"""Prints the figures of a day as a table, and writes the editions as Markdown to read."""

import re

from django.utils import translation

from benchmarks.verdict import FOUND
from newsletter.editions import content
from newsletter.editions.selection import select
from newsletter.renderers.markdown import render_markdown
from subscribers.models import Selection

OUTCOMES = ("passed", "repaired", "title", "rejected")
COLUMNS = [
    ("repository", 28),
    ("found", 6),
    ("told", 5),
    ("counted", 8),
    ("passed", 7),
    ("repaired", 9),
    ("title", 6),
    ("rejected", 9),
    ("claims", 7),
    ("unsupported", 12),
    ("language", 9),
    ("links", 6),
    ("counts", 7),
    ("text", 5),
    ("requests", 9),
    ("calls", 6),
    ("tokens in", 10),
    ("out", 7),
    ("USD", 9),
]
LEGEND = """\
found: activities at GitHub; told: with a story in the mail to a reader of everything; counted: the others
passed, repaired, title, rejected: stories (or sentences of the day) by outcome, those only counted left out
claims: figures, names and pieces of code that were looked up in GitHub's raw answers, over all mails and languages
must be 0: unsupported figures, names and quotations; lines in the wrong language; links that are neither evidence nor
under SITE_URL (a number that an evidence activity's own title, body or links name in a tracked repository is evidence);
counts that differ from GitHub's; lines of the HTML part that the text part lacks"""


def show_day(date, rows, answers):
    """The table of one day, with every finding in words below it."""
    print(f"\n{date} · sentences: {answers}\n")
    print(line([name for name, _width in COLUMNS]))
    for row in rows:
        print(line(cells(row)))
    print()
    for row in rows:
        for name in FOUND:
            for finding in getattr(row.findings, name):
                print(f"  {row.name}: {name}: {finding}")


def show_end(rows, folder):
    """The sums of all days, what the columns mean, and the verdict: how many figures that must be 0 are not."""
    told = {
        name: sum(row.outcomes.get(name, 0) for row in rows) for name in ("passed", "repaired", "title", "rejected")
    }
    sums = {name: sum(getattr(row, name) for row in rows) for name in ("found", "requests", "calls", "cost")}
    claims, wrong = (sum(getattr(row.findings, name) for row in rows) for name in ("claims", "total"))
    print(LEGEND)
    print(
        f"\nIn all: {sums['found']} activities; {told['passed']} stories and sentences passed, "
        f"{told['repaired']} repaired, {told['title']} by title, {told['rejected']} rejected; "
        f"{claims} claims looked up; {sums['requests']} requests, {sums['calls']} calls, {sums['cost']:.4f} USD."
    )
    print(f"{wrong} figures that must be 0 are not." if wrong else "Every figure that must be 0 is 0.")
    print(f"Both editions as Markdown, and the mails, are in {folder}.")
    return wrong


def cells(row):
    outcomes, found = row.outcomes, row.findings
    return [
        row.name,
        row.found,
        row.told,
        row.found - row.told,
        *(outcomes.get(name, 0) for name in OUTCOMES),
        found.claims,
        *(len(getattr(found, name)) for name in FOUND),
        row.requests,
        row.calls,
        row.tokens_in,
        row.tokens_out,
        f"{row.cost:.4f}",
    ]


def line(values):
    first, *others = zip(values, COLUMNS, strict=True)
    return f"{first[0]:<{first[1][1]}}" + "".join(f"{value:>{column[1]}}" for value, column in others)


def write_editions(folder, digest, answers):
    """The whole day in each language, headed by whose words it has."""
    for language in {delivery.selection.language for delivery in digest.deliveries.select_related("selection")}:
        with translation.override(language):
            edition = select(content.load_content([digest], language), Selection(language=language))
            text = f"> The sentences are {answers}.\n\n{render_markdown(edition)}"
        (folder / f"{digest.date}.{language}.md").write_text(text, encoding="utf-8")


def write_mail(folder, delivery, message, answers):
    """The finished mail as files to look at; each says first whose words it has, whatever its own foot says."""
    stem = f"{delivery.digest.date}.{delivery.selection.language}"
    note = f"The sentences are {answers}."
    html = re.sub(r"(<body\b[^>]*>)", rf"\1<p>{note}</p>", message.alternatives[0][0], count=1)
    (folder / f"{stem}.html").write_text(html, encoding="utf-8")
    (folder / f"{stem}.txt").write_text(f"{note}\n\n{message.subject}\n\n{message.body}", encoding="utf-8")
