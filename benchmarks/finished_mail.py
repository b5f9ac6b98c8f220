"""Reads a finished mail as a reader's program gets it: bytes in, stories, sentences, counts and links out."""

import re
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from html.parser import HTMLParser

FACT = "x"  # the class of lines that code found in the files themselves: `make eval-interface` judges those
BLOCKS = {"h1", "h2", "h3", "p", "td", "th", "title", "div"}
UNWANTED = {"script", "iframe", "object", "embed", "form", "img", "video", "audio", "base"}
ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*://[^\s<>\"'（）()，。；、]+|(?<![\w/])www\.[^\s<>\"']+", re.IGNORECASE)
FILLER = "\u034f"  # what keeps a mail program from showing more behind the preheader
REPOSITORY = re.compile(r"[\w.-]+/[\w.-]+")
VOID = {"br", "wbr", "hr", "meta", "img", "link", "input"}


@dataclass
class Block:
    """A piece of running text: its tag, its words with code in backticks, its links, the language that it claims."""

    tag: str
    text: str = ""
    links: list = field(default_factory=list)  # of (href, text)
    lang: str = ""
    css: str = ""
    row: int = 0  # which table row it stands in
    id: str = ""


@dataclass
class Story:
    """What the mail tells of one story."""

    repository: str
    headline: str
    detail: str = ""
    is_quoted: bool = False  # marked as a title in GitHub's own words
    anchor: str = ""  # where sentences about the day jump to
    links: list = field(default_factory=list)

    @property
    def lines(self):
        return [line for line in (self.headline, self.detail) if line]


@dataclass
class Sentence:
    """A sentence about the day and what it refers to."""

    text: str
    links: list


@dataclass
class Section:
    """One repository of the mail. `tail` is what stands below its stories, its titles with their links."""

    repository: str
    stories: list = field(default_factory=list)
    tail: list = field(default_factory=list)  # of (title, href)
    tail_text: str = ""


@dataclass
class Mail:
    """A finished mail, read."""

    language: str
    subject: str
    text: str
    preheader: str = ""
    sections: list = field(default_factory=list)
    sentences: list = field(default_factory=list)
    table: dict = field(default_factory=dict)  # repository's name to its cells
    facts: list = field(default_factory=list)  # what moved in interfaces, line by line
    furniture: list = field(default_factory=list)  # lines that are neither stories nor sentences
    links: set = field(default_factory=set)  # of both parts, and whatever looks like one
    unwanted: list = field(default_factory=list)  # tags that a newsletter never needs


class Pieces(HTMLParser):
    """Cuts HTML into blocks; whatever carries an address is remembered."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.blocks, self.links, self.unwanted = [Block("")], set(), []
        self.open, self.row, self.href, self.is_hidden = [], 0, None, 0

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self._remember(tag, attrs)
        if tag in VOID:
            self.blocks[-1].text += " " if tag == "br" else ""
        else:
            self._open(tag, attrs)

    def _remember(self, tag, attrs):
        self.links |= {attrs[name] for name in ("href", "src", "action", "background", "poster") if attrs.get(name)}
        self.unwanted += [tag] if tag in UNWANTED or any(name.startswith("on") for name in attrs) else []

    def _open(self, tag, attrs):
        self.open.append(tag)
        self.row += tag == "tr"
        self.is_hidden += tag in ("style", "head")
        if tag in BLOCKS:
            self.blocks.append(Block(tag, css=attrs.get("class", ""), row=self.row, id=attrs.get("id", "")))
        self.blocks[-1].text += "`" if tag == "code" else ""
        if tag == "a":
            self.href = attrs.get("href", "")
            self.blocks[-1].links.append((self.href, ""))
        self.blocks[-1].lang = self.blocks[-1].lang or attrs.get("lang", "")

    def handle_endtag(self, tag):
        if tag not in self.open:
            return
        while self.open:
            closed = self.open.pop()
            self.is_hidden -= closed in ("style", "head")
            self.blocks[-1].text += "`" if closed == "code" else ""
            self.href = None if closed == "a" else self.href
            if closed in BLOCKS:
                self.blocks.append(Block("", row=self.row))
            if closed == tag:
                return

    def handle_data(self, data):
        if self.is_hidden:
            return
        self.blocks[-1].text += data
        if self.href is not None and self.blocks[-1].links:
            href, text = self.blocks[-1].links[-1]
            self.blocks[-1].links[-1] = (href, text + data)


def read(data):
    """The Mail in these bytes."""
    message = message_from_bytes(data, policy=policy.default)
    text, html = (message.get_body((kind,)).get_content() for kind in ("plain", "html"))
    pieces = Pieces()
    pieces.feed(html)
    preheader = next((block for block in pieces.blocks if FILLER in block.text), None)
    shown = one_line(preheader.text.partition(FILLER)[0]) if preheader else ""
    mail = Mail(message["Content-Language"], message["Subject"], text, shown, unwanted=pieces.unwanted)
    blocks = _with_text([block for block in pieces.blocks if block is not preheader])
    _arrange(mail, blocks)
    _follow_jumps(mail)
    written = _written_addresses([text, *(block.text for block in blocks)])
    mail.links = {link for link in pieces.links | written if not link.startswith(("mailto:", "#"))}
    return mail


def _with_text(blocks):
    """Those that say something, their text in one line."""
    for block in blocks:
        block.text = one_line(block.text)
    return [block for block in blocks if block.text]


def _written_addresses(texts):
    return {address.rstrip(".,;:)") for address in ADDRESS.findall("\n".join(texts))}


def one_line(text):
    """Without soft hyphens, and without the joiners that keep names from being links."""
    return " ".join(text.replace("\u00ad", "").replace("\u200c", "").split())


def _arrange(mail, blocks):
    """Give every block its place: headings with a repository's link open sections, other h2 open parts."""
    place, story = None, None
    for block in blocks:
        repository = block.text if block.tag == "h2" and REPOSITORY.fullmatch(block.text) else ""
        if FACT in block.css.split():
            mail.facts.append(block.text)
        elif repository:
            place, story = Section(repository), None
            mail.sections.append(place)
        elif block.tag == "h2":
            place, story = block.text, None
            mail.furniture.append(block.text)
        elif isinstance(place, Section):
            story = _into_section(mail, place, story, block)
        else:
            _into_part(mail, block)


def _into_section(mail, section, story, block):
    """A headline opens a story, which ends with its table row; below the stories stands the tail."""
    if block.tag == "h3":
        story = Story(section.repository, block.text, is_quoted=bool(block.lang), anchor=f"#{block.id}")
        story.row, story.has_meta = block.row, False
        section.stories.append(story)
    elif story and block.row == story.row:
        _into_story(story, block)
    elif block.tag == "p" and story:
        section.tail_text = f"{section.tail_text} {block.text}".strip()
        section.tail += [(text, href) for href, text in block.links]
    elif block.tag == "td" and not block.links:
        mail.furniture.append(block.text)
    return story


def _into_story(story, block):
    """Its detail stands before the line of its evidence."""
    evidence = [href for href, _text in block.links]
    if not evidence and not story.has_meta and not story.is_quoted:
        story.detail = f"{story.detail} {block.text}".strip()
    story.has_meta = story.has_meta or bool(evidence)
    story.links += evidence


def _into_part(mail, block):
    """Sentences of the day end with the references of their stories; a table row is its numbers; the rest is ours."""
    hrefs = [href for href, _text in block.links]
    if block.tag == "p" and hrefs and all(href.startswith("#s") or item_of(href) for href in hrefs):
        mail.sentences.append(Sentence(_without_references(block), hrefs))
    elif block.tag == "th" and "r" in block.css.split() and not block.links:
        mail.table.setdefault(block.text, {"row": block.row, "cells": []})
    elif block.tag == "td" and "z" not in block.css.split() and (row := _table_row(mail, block)):
        row["cells"].append(block.text)
    else:
        mail.furniture.append(block.text)


def _follow_jumps(mail):
    """A sentence that jumps to a story of this mail refers to what the story refers to."""
    links = {story.anchor: story.links for section in mail.sections for story in section.stories}
    for sentence in mail.sentences:
        sentence.links = [link for href in sentence.links for link in links.get(href, [href])]


def repository_of(href):
    """owner/name where the address is that of a repository's own page, else an empty string."""
    found = re.fullmatch(r"https://github\.com/([\w.-]+/[\w.-]+)/?", href)
    return found[1] if found else ""


def item_of(href):
    """(owner/name in lower case, "number" | "commit" | "release", key), or None for any other address.

    GitHub redirects between /issues/n and /pull/n, so they are the same.
    """
    found = re.fullmatch(r"https://github\.com/([\w.-]+/[\w.-]+)/(issues|pull|commit|releases/tag)/([^?#]+)", href)
    is_plain = found and (found[2] == "releases/tag" or re.fullmatch(r"\d+|[0-9a-f]{7,40}", found[3]))
    if not is_plain:
        return None
    kinds = {"issues": "number", "pull": "number", "commit": "commit", "releases/tag": "release"}
    return found[1].lower(), kinds[found[2]], found[3]


def _without_references(block):
    text = block.text
    for _href, shown in reversed(block.links):
        text = text.removesuffix(one_line(shown)).rstrip()
    return text


def _table_row(mail, block):
    """The row of numbers that this cell belongs to, or None."""
    last = list(mail.table.values())[-1:]
    return last[0] if last and last[0]["row"] == block.row else None
