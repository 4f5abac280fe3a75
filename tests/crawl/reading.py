"""What a reader gets from a page: its links, and every text they see or hear, apart from code that is shown as code."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

SILENT = {"script", "style", "svg"}
CODE = {"code", "kbd", "pre"}
SPOKEN = ("title", "aria-label", "placeholder", "alt")
VOID = {"br", "img", "input", "link", "meta", "hr", "col", "wbr", "source"}


@dataclass
class Page:
    """`links` are addresses of this site without their fragment; `texts` are what is written and what is spoken."""

    links: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    anchors: set[str] = field(default_factory=set)
    fragments: set[str] = field(default_factory=set)


class _Reader(HTMLParser):
    def __init__(self, url: str) -> None:
        super().__init__()
        self.url, self.page = url, Page()
        self._open: list[str] = []
        self._quiet = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if "id" in given:
            self.page.anchors.add(given["id"])
        if tag == "a" and "href" in given:
            self._link(given["href"])
        if not self._quiet:
            self.page.texts += [given[name] for name in SPOKEN if given.get(name)]
        if tag in VOID:
            return
        self._open.append(tag)
        self._quiet += self._is_quiet(tag, given)

    def _is_quiet(self, tag: str, given: dict[str, str]) -> bool:
        kinds = given.get("class", "").split()
        quiet = tag in SILENT | CODE or "code" in kinds or ("lang" in given and tag != "html")
        self._open[-1] = f"{tag}!" if quiet else tag
        return quiet

    def handle_endtag(self, tag: str) -> None:
        while self._open:
            opened = self._open.pop()
            self._quiet -= opened.endswith("!")
            if opened.rstrip("!") == tag:
                return

    def handle_data(self, data: str) -> None:
        if not self._quiet and data.strip():
            self.page.texts.append(" ".join(data.split()))

    def _link(self, href: str) -> None:
        there = urlsplit(urljoin(f"http://localhost{self.url}", href))
        if there.netloc == "localhost":
            self.page.links.append(f"{there.path}?{there.query}" if there.query else there.path)
        if href.startswith("#") and len(href) > 1:
            self.page.fragments.add(href[1:])


def read(url: str, text: str) -> Page:
    reader = _Reader(url)
    reader.feed(text)
    return reader.page


CHINESE = re.compile(r"[\u3000-\u303f\u3400-\u4dbf\u4e00-\u9fff\uff00-\uffef]")
"""A character of Chinese, its blank, or a sign as wide as one."""
SENTENCE = re.compile(r"\b[A-Za-z]{2,}(?:,? +[A-Za-z]{2,}){2,}\b")
"""Three words of English in a row."""
LEAK = re.compile(r"\b[a-z]+(?:_[a-z]+)+\b|\b(?:True|False|Undefined)\b|\{[a-z_]+\}|\bnull\b")
"""A code that is written with a low line, a value of the program, a blank that was not filled in."""
NOTHING = re.compile(r"\bNone\b")
"""A value of the program too; in English it may as well be the word."""


SECTION = re.compile(r"\d[(（][一二三四五六七八九十]+[)）]\d?")
"""A section of the source document, which has no English number."""

COMMAND = re.compile(r"\blifecycle(?: [a-z-]+)+")
"""A command to be typed, which is the same in every language."""


def without(text: str, known: list[str]) -> str:
    """The text without what people themselves have written; `known` is sorted, the longest first."""
    text = COMMAND.sub(" ", SECTION.sub(" ", text))
    if CHINESE.search(text) or SENTENCE.search(text) or LEAK.search(text):
        for each in known:
            if each in text:
                text = text.replace(each, " ")
    return text
