"""One persona going through the site by its links, a few of each shape of address, as somebody signed in."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from tests.crawl.reading import Page, read

if TYPE_CHECKING:
    import flask
    from flask.testing import FlaskClient

OF_EACH_SHAPE = {"en": 2, "zh": 1}
"""Links are the same in both languages: one of them goes the longer way."""
SLOW = {"handbook.download", "handbook.made", "handbook.one_file"}
"""Files that take seconds to be printed: whether they are right is tested with the handbook."""
CHOICES = {"post"}
"""Parts of an address of which each value is a page of its own."""


@dataclass
class Visited:
    """One answer. `came_from` is the page with the link to it."""

    url: str
    status: int
    came_from: str
    page: Page
    language: str
    is_page: bool


@dataclass
class Crawler:
    """`shapes` counts the addresses visited of each shape."""

    app: flask.Flask
    client: FlaskClient
    language: str
    most: int = 400
    shapes: Counter[str] = field(default_factory=Counter)

    def crawl(self, *starts: str) -> Iterator[Visited]:
        waiting = deque((start, "") for start in starts)
        seen = set(starts)
        while waiting and self.most:
            url, came_from = waiting.popleft()
            shape = self.shape(url)
            if shape is None or self.shapes[shape] >= OF_EACH_SHAPE[self.language]:
                continue
            self.shapes[shape] += 1
            self.most -= 1
            visited = self._visit(url, came_from)
            yield visited
            for link in visited.page.links:
                if link not in seen:
                    seen.add(link)
                    waiting.append((link, url))

    def shape(self, url: str) -> str | None:
        """The endpoint of an address, whatever is asked of it; a dead link too. None for what stays shut."""
        parts = urlsplit(url)
        with self.app.test_request_context(base_url="http://localhost"):
            adapter = self.app.create_url_adapter(None) or self.app.url_map.bind("localhost")
            try:
                endpoint, values = adapter.match(parts.path, method="GET")
            except Exception:  # noqa: BLE001 - whatever is wrong with an address: it is opened, and its answer judged
                return f"dead {url}"
        if endpoint == "static" or endpoint in SLOW:
            return None
        return " ".join((endpoint, *(f"{name}={value}" for name, value in values.items() if name in CHOICES)))

    def _visit(self, url: str, came_from: str) -> Visited:
        self.client.set_cookie("language", self.language)
        answer = self.client.get(url, base_url="http://localhost")
        hops = 0
        while answer.status_code in (HTTPStatus.FOUND, HTTPStatus.SEE_OTHER) and hops < 5:
            answer = self.client.get(answer.headers["Location"], base_url="http://localhost")
            hops += 1
        is_page = answer.mimetype == "text/html"
        page = read(url, answer.get_data(as_text=True)) if is_page else Page()
        return Visited(url, answer.status_code, came_from, page, self.language, is_page)
