"""Everybody goes wherever their links lead: nothing is dead, nothing breaks, nothing is untranslated."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.crawl.conftest import PERSONAS
from tests.crawl.reading import CHINESE, LEAK, NOTHING, SENTENCE, read, without

if TYPE_CHECKING:
    from tests.crawl.conftest import Crawled
    from tests.crawl.crawler import Visited

ITSELF = {"中文", "切换为中文", "English", "Switch to English"}
"""The switch of languages is read by those who read the other one."""


def dead(visited: Visited) -> list[str]:
    found = []
    if visited.status != 200:
        found.append(f"{visited.status} {visited.url} (from {visited.came_from})")
    missing = visited.page.fragments - visited.page.anchors
    found += [f"{visited.url} has no #{each}" for each in sorted(missing)]
    return found


def untranslated(visited: Visited, words: list[str]) -> list[str]:
    foreign = CHINESE if visited.language == "en" else SENTENCE
    left = ((text, without(text, words)) for text in visited.page.texts if text not in ITSELF)
    return [f"{visited.url}: {text[:90]}" for text, rest in left if foreign.search(rest)]


def leaking(visited: Visited, words: list[str]) -> list[str]:
    codes = (LEAK, NOTHING) if visited.language == "zh" else (LEAK,)
    left = ((text, without(text, words)) for text in visited.page.texts)
    return [
        f"{visited.url}: {found[0]} in {text[:90]}"
        for text, rest in left
        for code in codes
        if (found := code.search(rest))
    ]


@pytest.mark.parametrize("login", PERSONAS)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_link_leads_somewhere_and_every_text_is_in_the_readers_language(
    crawled: Crawled, login: str, language: str
) -> None:
    found: list[str] = []
    pages = 0
    for visited in crawled.crawler(login, language).crawl("/", "/account"):
        found += dead(visited)
        pages += visited.is_page
        if visited.is_page and not visited.url.startswith("/handbook"):
            found += untranslated(visited, crawled.words)
            found += leaking(visited, crawled.words)
    assert pages > 5
    assert not found, "\n".join(sorted(set(found)))


def test_what_the_crawl_looks_for_is_found() -> None:
    """A negative control."""
    page = read(
        "/", '<p title="未译">Hello 未译</p><p>gate_review</p><p>three words here</p><code>a_b</code>'
    )
    assert [bool(CHINESE.search(text)) for text in page.texts] == [True, True, False, False]
    assert LEAK.search(page.texts[2])
    assert SENTENCE.search(page.texts[3])
    assert without("王某 said three words here", ["three words here", "王某"]).split() == ["said"]
