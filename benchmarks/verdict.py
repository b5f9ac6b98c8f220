"""Compares a finished mail with GitHub's raw facts: what it says without a source, in which language, leading where."""

import re
from dataclasses import dataclass, field

from benchmarks import finished_mail, language
from benchmarks.raw_facts import Library
from benchmarks.terms import Source, flat, number_of_claims, squeeze, unsupported

# What code adds in the inbox: how many stories there are, whose a title is, and what its tag had said.
MORE = r"(?:, and \d+ more|，另有 \d+ 条)$"
COUNT = re.compile(rf"{MORE}|^\S+(?: and \d+ more| 等 \d+ 个仓库)?[:：] ?\d+ (?:stor(?:y|ies)|条动态)$")
BY_US = re.compile(r"^[:：]|[(（](?:Fixed|修复)[)）]$")
FOUND = ("unsupported", "wrong_language", "foreign_links", "wrong_counts", "not_in_text")


@dataclass
class Findings:
    """What is wrong, each as a line to read; all of it must be empty."""

    unsupported: list = field(default_factory=list)
    wrong_language: list = field(default_factory=list)
    foreign_links: list = field(default_factory=list)
    wrong_counts: list = field(default_factory=list)
    not_in_text: list = field(default_factory=list)
    claims: int = 0  # figures, names and code that were looked up: nothing found among none would prove nothing

    def __iadd__(self, other):
        self.claims += other.claims
        for name in FOUND:
            setattr(self, name, list(dict.fromkeys(getattr(self, name) + getattr(other, name))))
        return self

    @property
    def total(self):
        return sum(len(getattr(self, name)) for name in FOUND)


class Judge:
    """Judges the mails of one day. `site_url` is where our own pages are."""

    def __init__(self, facts, date, site_url):
        self.facts, self.date, self.site_url = facts, date, site_url.rstrip("/")
        self.library = Library(facts, Source)
        self.happened = {name: facts.happened(name, date) for name in facts.repositories}
        late = {name: facts.lately(name, date) for name in facts.repositories}
        self.evidence = {activity.item for activities in late.values() for activity in activities}
        self.reachable = self._reachable()

    def _reachable(self):
        """The evidence of the day, and what its own titles, bodies and links name in a tracked repository."""
        named = {item for one in self.evidence for item in self.facts.named(one) if item[0] in self.library.tracked}
        return self.evidence | named

    # --- The whole mail ------------------------------------------------------------------------------------------

    def sections(self, mail):
        """{repository: Findings} of the stories, tails and rows of this mail."""
        return {section.repository: self.section(mail, section) for section in mail.sections}

    def rest(self, mail):
        """The Findings of what belongs to no repository: sentences, subject, our own words, links, tags."""
        findings = Findings()
        for sentence in mail.sentences:
            self.judge_line(findings, mail, sentence.text, self.source_of(with_stories(mail, sentence.links)))
        self.judge_inbox(findings, mail)
        wrong = [line for line in mail.furniture if language.is_wrong(self.without_names(line), mail.language)]
        findings.wrong_language += wrong
        findings.foreign_links += sorted(link for link in mail.links if not self.is_ours(link))
        findings.foreign_links += [f"<{tag}>" for tag in mail.unwanted]
        return findings

    def judge_inbox(self, findings, mail):
        """What the inbox shows is cut from what is told, or a count of ours."""
        told = [self.bare(line) for section in mail.sections for story in section.stories for line in story.lines]
        for shown in (COUNT.sub("", mail.subject), *re.split("[;；]", mail.preheader)):
            bare = cut(BY_US.sub("", self.bare(shown)))
            if not any(bare in line for line in (*told, *map(self.bare, told))):
                findings.unsupported.append(f"{mail.language}: nothing told: {shown}")

    def bare(self, text):
        """Without spaces, marks of code and names of repositories, for comparing."""
        return squeeze(flat(self.without_names(text)))

    def is_ours(self, link):
        """Under SITE_URL, a tracked repository's own page, or evidence; nothing else may stand in a mail."""
        if link == self.site_url or link.startswith(f"{self.site_url}/"):
            return True
        item = finished_mail.item_of(link)
        if item is None:
            return finished_mail.repository_of(link).lower() in self.library.tracked
        if item[1] == "commit":
            return any(same_commit(item, one) for one in self.reachable)
        return item in self.reachable

    # --- One repository ------------------------------------------------------------------------------------------

    def section(self, mail, section):
        findings = Findings()
        text = squeeze(flat(mail.text))
        for story in section.stories:
            self.judge_story(findings, mail, story)
            findings.not_in_text += [line for line in story.lines if squeeze(flat(line)) not in text]
        for title, href in section.tail:
            self.judge_tail(findings, section, title, href)
        self.judge_counts(findings, mail, section)
        return findings

    def judge_story(self, findings, mail, story):
        source = self.source_of(story.links)
        if story.is_quoted:
            self.judge_quotation(findings, story.headline, story.links)
            return
        for line in story.lines:
            self.judge_line(findings, mail, line, source)

    def judge_line(self, findings, mail, line, source):
        missing = unsupported(line, source)
        findings.claims += number_of_claims(line)
        findings.unsupported += [f"{mail.language}: {', '.join(missing)} in: {line}"] if missing else []
        if language.is_wrong(line, mail.language, source):
            findings.wrong_language.append(f"{mail.language}: {line}")

    def judge_quotation(self, findings, title, links):
        """What is marked as GitHub's own words must be exactly that."""
        source = self.source_of(links)
        if squeeze(flat(title)) not in source.squeezed:
            findings.unsupported.append(f"not GitHub's title: {title}")

    def judge_tail(self, findings, section, title, href):
        """References below the stories lead to evidence; links_ok says so. Numbers must be that of their link."""
        item = finished_mail.item_of(href)
        if item and item[1] == "number" and title.strip().lstrip("#") != item[2]:
            findings.unsupported.append(f"{section.repository}: {title} leads to {href}")

    def judge_counts(self, findings, mail, section):
        """Commits, merged pull requests and new issues in "What moved" are as many as GitHub has."""
        name = section.repository.split("/")[1]
        row = mail.table.get(name)
        if row is None:
            return
        for what, cell in zip(("commit pushed", "pull_request merged", "issue opened"), row["cells"], strict=False):
            found = sum(activity.what == what for activity in self.happened.get(section.repository, ()))
            if cell.isdecimal() and int(cell) != found:
                findings.wrong_counts.append(f"{mail.language}: {name}, {what}: {cell} in the mail, {found} at GitHub")

    def source_of(self, links):
        return self.library.source(items(links))

    def without_names(self, line):
        """A line of our own without the names of repositories, which are in no language."""
        for name in self.facts.repositories:
            for part in (name, *name.split("/")):
                line = line.replace(part, "")
        return line

    def told(self, mail, repository):
        """How many of the repository's activities the stories of this mail lead to."""
        links = [link for section in mail.sections for story in section.stories for link in story.links]
        shown = items(links)
        return sum(
            any(item == activity.item or same_commit(item, activity.item) for item in shown)
            for activity in self.happened[repository]
        )


def cut(text):
    """What is left of a text that was cut at its end."""
    return text.removesuffix("…").removesuffix("...")


def with_stories(mail, links):
    """These links and all of the stories that they lead to: a sentence of the day shows one link of each."""
    stories = [story for section in mail.sections for story in section.stories if set(story.links) & set(links)]
    return [*links, *(link for story in stories for link in story.links)]


def items(links):
    return tuple(item for item in map(finished_mail.item_of, links) if item)


def same_commit(one, other):
    """Whether both are the same commit; the sample knows some by their first seven characters only."""
    if (one[0], one[1], other[1]) != (other[0], "commit", "commit"):
        return False
    return one[2].startswith(other[2]) or other[2].startswith(one[2])
