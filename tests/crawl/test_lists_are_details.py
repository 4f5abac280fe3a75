"""What a row of the register says of a project is what its own page says, for every project and several people."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

import pytest

from lifecycle import accounts
from lifecycle.policy import actor_of
from lifecycle.queries.filters import ALL, Filters
from lifecycle.queries.project import ProjectPage, project_page
from lifecycle.queries.register import RegisterRow, page_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.crawl.conftest import Crawled

LOOKERS = ("po1", "dir", "qingheng", "mumian", "qiaoliang", "park")
ROW = re.compile(r"<tr[^>]*>(?:(?!</tr>).)*?/projects/(YH-\d{4}-\d{4})\"(?:(?!</tr>).)*</tr>", re.DOTALL)
TAG = re.compile(r"<[^>]*>")


def seen(crawled: Crawled, login: str) -> Iterator[tuple[RegisterRow, ProjectPage]]:
    """Every project that somebody sees, as a row and as its page."""
    with crawled.engine.read() as session:
        person = accounts.person_by_login(session.tx, login)
        assert person is not None
        actor = actor_of(session.tx, person.id or 0)
        rows = page_of(session, actor, Filters(state=ALL), limit=200)
        assert rows
        for row in rows:
            yield row, project_page(session, actor, row.number)


def differing(row: RegisterRow, page: ProjectPage) -> list[str]:
    """What the two do not agree on. Where the row names nobody, the page may know more."""
    head, standard = page.header, row.standard
    rail = page.rail.stages[page.rail.present]
    said = {
        "title": (row.title, head.title),
        "stage": (row.stage, head.stage.code),
        "status": (row.status, head.status.code),
        "track": (row.track, head.track.code),
        "officer": (row.officer, head.officer),
        "light": (row.light, None if head.ended else head.light),
        "registered": (row.registered_on, head.registered_on),
        "longest": (row.longest_wd, rail.longest_wd),
        "standard": (standard.version, head.version),
    }
    if row.office is not None and head.waiting is not None:
        office = standard.offices[row.office]
        named = {office.text.zh, standard.roles[office.role].text.zh}
        said["waits"] = (True, head.waiting.text.zh in named)
    elif row.office is not None:
        said["waits"] = (row.office, None)
    if row.next_due is not None:
        said["due"] = (True, row.next_due in {line.due for line in (*page.dates, *page.debts)})
        said["overdue"] = (row.is_overdue, row.next_due < page.day)
    return [f"{row.number} {name}: {a} ≠ {b}" for name, (a, b) in said.items() if a != b]


@pytest.mark.parametrize("login", LOOKERS)
def test_a_row_says_what_the_page_says(crawled: Crawled, login: str) -> None:
    assert [each for row, page in seen(crawled, login) for each in differing(row, page)] == []


@pytest.mark.parametrize("login", ["po1", "mumian"])
def test_the_words_of_a_row_are_those_of_the_page(crawled: Crawled, login: str) -> None:
    """On the screen: title, stage, light and officer of each row of the list stand at the head of its page."""
    client = crawled.client(login)
    client.set_cookie("language", "zh")
    url, rows = "/projects?state=all&cols=stage,light,officer", {}
    while url:
        answer = client.get(url)
        assert answer.status_code == 200
        listed = answer.get_data(as_text=True)
        rows.update({found[1]: found[0] for found in ROW.finditer(listed)})
        more = re.search(r'href="([^"]+)" rel="next"', listed)
        url = unescape(more[1]) if more else ""
    pages = {row.number: page for row, page in seen(crawled, login)}
    assert set(rows) == set(pages)
    for number, row in rows.items():
        answer = client.get(f"/projects/{number}")
        assert answer.status_code == 200
        head = answer.get_data(as_text=True).split("<main")[1].split('<div class="row">')[0]
        told, words = (" ".join(TAG.sub(" ", text).split()) for text in (head, row))
        shown = pages[number].header
        assert shown.title in words, number
        assert shown.title in told, number
        assert shown.stage.text is not None
        assert shown.stage.text.zh in words, number
        light = re.search(r'class="light (\w+)"', row)
        if light is not None:
            assert f'class="light {light[1]}"' in head, number
        if shown.officer:
            assert shown.officer in words, number
            assert shown.officer in told, number


def test_what_is_late_leads_to_where_it_is_urged_and_parties_have_no_such_way(crawled: Crawled) -> None:
    officer, firm = crawled.client("po1"), crawled.client("mumian")
    late = [page for _, page in seen(crawled, "po1") if any(line.left_wd < 0 for line in page.dates)]
    assert late
    for page in late:
        number = page.header.number
        ways = set(
            re.findall(
                r'href="(/supervision/[^"#]+)', officer.get(f"/projects/{number}").get_data(as_text=True)
            )
        )
        assert len(ways) == sum(line.left_wd < 0 for line in page.dates), number
        assert {officer.get(way).status_code for way in ways} == {200}, ways
    for row, _ in seen(crawled, "mumian"):
        answer = firm.get(f"/projects/{row.number}")
        assert answer.status_code == 200
        assert f"/supervision/{row.number}" not in answer.get_data(as_text=True)
