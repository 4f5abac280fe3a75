"""Taking the register away: exactly what is shown, noted, limited, in the background when it is long."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from sqlalchemy import select, update

from lifecycle import clock
from lifecycle.errors import Unavailable
from lifecycle.records.lists import export
from lifecycle.records.people import access_log
from lifecycle.register.exports import MOST_IN_AN_HOUR
from tests.waiting import wait_until
from web.register import export as module
from web.register import exporting

if TYPE_CHECKING:
    from werkzeug.test import TestResponse

    from tests.web.site import Browser, Site

LIST = "sort=oldest&cols=light,stage"


def ask(browser: Browser, format_: str = "csv", list_: str = LIST) -> TestResponse:
    return browser.post("/projects/export", list=list_, format=format_)


def lines(answer: TestResponse) -> list[list[str]]:
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))


def book(answer: TestResponse) -> Any:
    return openpyxl.load_workbook(io.BytesIO(answer.data))


def log(site: Site) -> list[tuple[str, str, str]]:
    with site.world.engine.read() as session:
        rows = session.tx.execute(select(access_log).where(access_log.c.act == "export"))
        return [(row.act, row.outcome, row.target) for row in rows]


def test_an_export_is_what_the_list_shows(site: Site) -> None:
    site.world.started(title="=1+1")
    site.world.started(title="区域气象大模型")
    site.world.register(title="草稿")
    browser = site.browser("SH")
    answer = ask(browser, list_="q=环节:挖掘&state=running&sort=newest&cols=light,stage")
    assert answer.status_code == 200
    assert "attachment" in answer.headers["Content-Disposition"]
    assert lines(answer) == [
        ["项目编号", "项目名称", "阶段", "环节", "状态", "亮灯"],
        ["YH-2026-0002", "区域气象大模型", "0到1", "成果挖掘", "进行中", "红灯"],
        ["YH-2026-0001", "'=1+1", "0到1", "成果挖掘", "进行中", "红灯"],
    ]


def test_a_workbook_says_what_it_is(site: Site) -> None:
    site.world.started(title="=1+1")
    answer = ask(site.browser("SH"), "xlsx", "q=不存在&state=all&light=red")
    table, about = book(answer).worksheets
    assert (table["B2"].value, table["B2"].data_type) == (None, "n")
    told = {row[0].value: row[1].value for row in about.iter_rows(min_row=2)}
    assert told["搜索"] == "不存在"
    assert (told["状态"], told["亮灯"], told["行数"]) == ("全部", "红灯", 0)
    assert told["导出人"] == "示例sh"
    assert told["标准版本"] == "2026.1"
    assert re.fullmatch(r"[0-9A-F]{4}-[0-9A-F]{4}", told["校验码"])
    assert told["校验码"] in answer.headers["Content-Disposition"]


def test_a_title_that_looks_like_a_formula_is_a_text(site: Site) -> None:
    site.world.started(title="=HYPERLINK(1)")
    table = book(ask(site.browser("SH"), "xlsx", "")).worksheets[0]
    assert (table["B2"].value, table["B2"].data_type, table["B2"].quotePrefix) == ("=HYPERLINK(1)", "s", True)


def test_both_formats_have_the_same_check_code_and_other_rows_another(site: Site) -> None:
    site.world.started()
    browser = site.browser("SH")
    code = re.compile(r"[0-9A-F]{4}-[0-9A-F]{4}")

    def of(format_: str) -> str:
        found = code.search(ask(browser, format_).headers["Content-Disposition"])
        assert found is not None
        return found[0]

    first = of("csv")
    assert of("xlsx") == first
    site.world.started(title="又一个")
    assert of("csv") != first


def test_a_party_takes_away_its_own_projects_only(site: Site) -> None:
    site.world.started(title="有企业", parties=("source_platform", "enterprise"))
    site.world.started(title="金丝雀", parties=("source_platform",))
    answer = ask(site.browser("EL"), list_="")
    assert [line[1] for line in lines(answer)[1:]] == ["有企业"]


@pytest.mark.parametrize("office", ["sysadmin", "secadmin", "auditadmin"])
def test_administrators_take_nothing_away(site: Site, office: str) -> None:
    assert ask(site.browser(office)).status_code == 403
    assert log(site) == []


def test_every_export_is_noted_with_its_size_and_check_code(site: Site) -> None:
    site.world.started()
    answer = ask(site.browser("SH"))
    begun, done = log(site)
    assert begun == ("export", "begun", "csv 1")
    assert done[1] == "done"
    assert done[2].split()[0] in answer.headers["Content-Disposition"]


def test_ten_exports_in_an_hour_are_enough(site: Site) -> None:
    browser = site.browser("SH")
    for _ in range(MOST_IN_AN_HOUR):
        assert ask(browser).status_code == 200
    refused = ask(browser)
    assert refused.status_code == 400
    assert "一小时内最多导出 10 次" in refused.text
    assert ask(site.browser("DD")).status_code == 200
    with site.world.engine.database.write() as tx:
        tx.execute(update(export).values(at=clock.now().replace(year=2025)))
    assert ask(browser).status_code == 200


def test_a_get_takes_nothing_away(site: Site) -> None:
    assert site.browser("SH").get("/projects/export").status_code == 404
    assert log(site) == []


# Long ones --------------------------------------------------------------------------------------------------------


@pytest.fixture
def long(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every export is a long one, and is drawn project by project."""
    monkeypatch.setattr(exporting, "AT_ONCE", 0)
    monkeypatch.setattr(module, "DRAWN", 1)


def wait_for(browser: Browser, url: str, sign: str) -> str:

    def look() -> str:
        answer = browser.get(url)
        assert answer.status_code == 200, answer.text
        return answer.text if sign in answer.text else ""

    return wait_until(look)


def test_a_long_export_is_written_in_the_background_and_fetched_by_its_owner(site: Site, long: None) -> None:
    for n in range(3):
        site.world.started(title=f"项目{n}")
    browser = site.browser("SH")
    url = ask(browser).headers["Location"]
    page = wait_for(browser, url, "导出已完成")
    assert "共 3 行" in page
    assert site.browser("DD").get(url).status_code == 404
    assert site.browser("DD").post(f"{url}/fetch").status_code == 404
    assert [line[1] for line in lines(browser.post(f"{url}/fetch"))[1:]] == ["项目0", "项目1", "项目2"]
    assert [outcome for _, outcome, _ in log(site)] == ["begun", "done", "downloaded"]


def test_the_page_looks_again_by_itself_until_the_export_is_done(
    site: Site, long: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.world.started()
    monkeypatch.setattr(exporting, "in_background", lambda *_: None)
    browser = site.browser("SH")
    url = ask(browser).headers["Location"]
    page = browser.get(url)
    assert page.headers["Refresh"] == "2"
    assert "已写入 0 / 1 行" in page.text
    assert browser.post(f"{url}/fetch").status_code == 303
    with clock.rehearse(clock.now().replace(hour=4)):
        lost = browser.get(url)
    assert "Refresh" not in lost.headers or lost.status_code != 200


def test_an_export_whose_process_has_ended_says_so_and_can_be_asked_for_again(
    site: Site, long: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.world.started()
    monkeypatch.setattr(exporting, "in_background", lambda *_: None)
    browser = site.browser("SH")
    url = ask(browser).headers["Location"]
    with site.world.engine.database.write() as tx:
        tx.execute(update(export).values(seen_alive=clock.now().replace(hour=1)))
    page = browser.get(url)
    assert "导出没有完成" in page.text
    assert "Refresh" not in page.headers
    assert browser.hidden()["list"] == "sort=oldest&cols=stage%2Clight"


def test_what_goes_wrong_is_noted_and_leaves_no_file(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any) -> None:
        raise Unavailable("disk full")

    monkeypatch.setattr(module, "write_csv", full)
    browser = site.browser("SH")
    assert ask(browser).status_code == 503
    assert [outcome for _, outcome, _ in log(site)] == ["begun", "failed"]
    folder = site.app.extensions["settings"].home / "exports"
    assert list(folder.iterdir()) == []


def test_files_go_after_a_day(site: Site) -> None:
    browser = site.browser("SH")
    ask(browser)
    folder = site.app.extensions["settings"].home / "exports"
    (old,) = folder.iterdir()
    with site.world.engine.database.write() as tx:
        tx.execute(update(export).values(at=clock.now().replace(day=18)))
    ask(browser)
    (new,) = folder.iterdir()
    assert new != old
