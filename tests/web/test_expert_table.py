"""Filling the pool of experts from a table: every row is weighed first, and nothing wrong goes in."""

from __future__ import annotations

import io
import re
from datetime import date
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import insert, select

from lifecycle import experts as pool
from lifecycle.policy import actor_of
from lifecycle.records import experts as tables
from lifecycle.records import people
from tests.lifecycle import scenes

if TYPE_CHECKING:
    from werkzeug.test import TestResponse

    from tests.web.site import Browser, Site

HEAD = "专家,领域,专长,同时在评上限,任职单位,任职起,任职止"
GOOD = ("expert1,技术,膜、过滤,2,institute,2024-03-01,", "示例expert2,technical、finance,,,,,")
IMPORT = "/experts/-/import"


@pytest.fixture
def known(site: Site) -> Site:
    """Three people with accounts, an employer, and one of the three in the pool."""
    with site.world.engine.write() as session:
        keeper, standard = actor_of(session.tx, site.world.cast["SH"]), site.world.standard
        for n in (1, 2, 3):
            who = scenes.person(session.tx, f"expert{n}")
        pool.enter(session, keeper, standard, who, ["finance"])
        scenes.organisation(session.tx, "institute", "employer")
    return site


def table(*rows: str, head: str = HEAD) -> bytes:
    return "\n".join((head, *rows)).encode()


def upload(browser: Browser, content: bytes, name: str = "专家.csv") -> TestResponse:
    browser.get(IMPORT)
    return browser.post(IMPORT, file=(io.BytesIO(content), name))


def inside(site: Site) -> dict[str, tuple[str, str, int]]:
    """Of each expert, by login, what they are competent for."""
    with site.world.engine.read() as session:
        expert, person = tables.expert.c, people.person.c
        rows = session.tx.execute(
            select(person.login, expert.fields, expert.keywords, expert.load_limit).join_from(
                tables.expert, people.person, person.id == expert.person
            )
        )
        return {row.login: (row.fields, row.keywords, row.load_limit) for row in rows}


def sealed(browser: Browser) -> str:
    found = re.search(r'name="upload"[^>]*value="([^"]+)"', browser.page)
    assert found
    return found[1]


def test_nobody_but_the_keeper_imports(known: Site) -> None:
    for office in ("PO", "DD", "PL", "sysadmin"):
        browser = known.browser(office)
        browser.get("/my-work")
        assert browser.get(IMPORT).status_code == 403
        assert browser.post(IMPORT, file=(io.BytesIO(table(*GOOD)), "a.csv")).status_code == 403
        assert browser.post(f"{IMPORT}/run", upload="x").status_code == 403
    assert set(inside(known)) == {"expert3"}


def test_what_would_happen_is_shown_first_and_then_done_once(known: Site) -> None:
    browser = known.browser("SH")
    answer = upload(browser, table(*GOOD, "expert3,技术,,,,,"))
    assert answer.status_code == 200
    for said in ("第 2 行", "示例expert2", "将入库", "已在库中"):
        assert said in answer.text
    assert set(inside(known)) == {"expert3"}, "nothing is written before it is said"
    seal = sealed(browser)
    assert browser.post(f"{IMPORT}/run", upload=seal).status_code == 303
    assert inside(known) == {
        "expert1": (",technical,", ",膜,过滤,", 2),
        "expert2": (",technical,finance,", "", 3),
        "expert3": (",finance,", "", 3),
    }
    with known.world.engine.read() as session:
        [row] = session.tx.execute(select(tables.relation))
    assert (row.kind, row.since, row.until) == ("employment", date(2024, 3, 1), None)
    assert "已入库 2 位；已在库 1 位未改动" in browser.get("/experts").text
    before = inside(known)
    assert browser.post(f"{IMPORT}/run", upload=seal).status_code == 303
    assert inside(known) == before


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("nemo,技术,,,,,", "系统里没有“nemo”"),
        ("示例exp,技术,,,,,", "没有完全叫“示例exp”的"),
        ("expert1,,,,,,", "领域：请填写此项"),
        ("expert1,占星,,,,,", "可填：技术"),
        ("expert1,技术,,两份,,,", "整数"),
        ("expert1,技术,,,查无此所,2024-03-01,", "系统里没有“查无此所”"),
        ("expert1,技术,,,institute,,", "任职起：请填写此项"),
        ("expert1,技术,,,,2024-03-01,", "任职单位：请填写此项"),
        ("expert1,技术,,,institute,去年,", "日期"),
        ("expert1,技术,,,institute,2024-03-01,2023-01-01", "不能早于开始日期"),
        ("expert1,技术,,,institute,2030-01-01,", "不能晚于今天"),
        ("sysadmin,技术,,,,,", "系统里没有“sysadmin”"),
        ("示例expert2,技术,,,,,", "出现了两次"),
        (f"expert1,技术,{'字' * 41},,,,", "40"),
        ("expert1,技术,,,,,,多了", "多"),
    ],
)
def test_a_wrong_row_says_where_and_why_and_nothing_goes_in_unless_it_is_left_out(
    known: Site, row: str, said: str
) -> None:
    browser = known.browser("SH")
    answer = upload(browser, table(GOOD[1], row))
    assert answer.status_code == 200
    assert said in answer.text, answer.text
    seal = sealed(browser)
    assert browser.post(f"{IMPORT}/run", upload=seal).status_code == 409
    assert set(inside(known)) == {"expert3"}
    assert browser.post(f"{IMPORT}/run", upload=seal, go="leave_out").status_code == 303
    assert set(inside(known)) == {"expert2", "expert3"}
    with known.world.engine.read() as session:
        assert session.tx.execute(select(tables.relation)).all() == []


def test_columns_of_other_names_are_asked_for_and_what_was_chosen_stays(known: Site) -> None:
    browser = known.browser("SH")
    answer = upload(browser, table("expert1,技术,x", head="Name of the expert,Kompetenz,Rest"))
    assert answer.status_code == 200
    assert "哪一列是什么" in answer.text
    seal = sealed(browser)
    lacking = browser.post(f"{IMPORT}/columns", upload=seal, person="Name of the expert")
    assert lacking.status_code == 400
    assert '<option selected value="Name of the expert">' in lacking.text
    chosen = {"person": "Name of the expert", "fields": "Kompetenz"}
    assert browser.post(f"{IMPORT}/columns", upload=seal, **chosen).status_code == 200
    assert browser.post(f"{IMPORT}/run", upload=sealed(browser)).status_code == 303
    assert "expert1" in inside(known)


@pytest.mark.parametrize(
    ("content", "name"), [(b"", "a.csv"), (b"a,b\n", "a.txt"), (b"\0\1", "a.csv"), (b"PK", "a.xlsx")]
)
def test_what_is_no_table_is_refused_at_its_field(known: Site, content: bytes, name: str) -> None:
    assert upload(known.browser("SH"), content, name).status_code in (400, 413, 422)


def test_a_form_that_is_not_ours_or_of_somebody_else_is_not_there(known: Site) -> None:
    browser = known.browser("SH")
    browser.get(IMPORT)
    assert browser.post(f"{IMPORT}/run", upload="forged").status_code == 404
    assert browser.post(f"{IMPORT}/columns", upload="forged").status_code == 404


def test_the_template_has_our_columns_and_is_read_again(known: Site) -> None:
    browser = known.browser("SH")
    answer = browser.get(f"{IMPORT}/template")
    assert answer.status_code == 200
    again = upload(browser, answer.data, "模板.xlsx")
    assert again.status_code == 200
    assert "没有新的专家可以入库" in again.text


def test_two_of_one_name_are_told_apart_by_their_login(known: Site) -> None:
    with known.world.engine.write() as session:
        session.tx.execute(insert(people.person).values(login="twin", name="示例expert1", domain="business"))
    browser = known.browser("SH")
    assert "请填编码或登录名" in upload(browser, table("示例expert1,技术,,,,,")).text
    assert "将入库" in upload(browser, table("twin,技术,,,,,")).text
