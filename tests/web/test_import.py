"""Filling the register from a table in the browser: seen row by row before anything is written, and never twice."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from sqlalchemy import func, select

from lifecycle.records import project as projects
from lifecycle.records import work
from web import tables

if TYPE_CHECKING:
    from werkzeug.test import TestResponse

    from tests.web.site import Browser, Site

HEAD = ["来源编号", "项目名称", "持有单位", "简介", "入口", "负责人"]
GOOD = [
    ["A-1", "稻壳基负极材料", "示例甲所", "=1+1", "", "示例人"],
    ["A-2", "深海浮标供电", "示例乙所", "", "E1", ""],
]


def table(*rows: list[str], head: list[str] | None = None) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows([head or HEAD, *rows])
    return text.getvalue().encode("utf-8-sig")


def upload(browser: Browser, content: bytes, name: str = "台账.csv", **more: Any) -> TestResponse:
    browser.get("/projects/import")
    given: dict[str, Any] = {
        "table": "旧台账",
        "kind": "source_platform",
        "file": (io.BytesIO(content), name),
    }
    return browser.post("/projects/import", **(given | more))


def go(browser: Browser, **more: Any) -> str:
    answer = browser.post("/projects/import/run", what=browser.hidden()["what"], **more)
    assert answer.status_code == 303, answer.text
    return browser.get(answer.headers["Location"]).text


def count(site: Site) -> int:
    with site.world.engine.read() as session:
        return session.tx.scalar(select(func.count()).select_from(projects.project)) or 0


def outcomes(page: str) -> list[str]:
    return re.findall(r'<span class="chip (\w+)">', page)


def test_a_table_is_seen_row_by_row_before_it_is_written(site: Site) -> None:
    officer = site.browser("PO")
    page = upload(officer, table(*GOOD)).text
    assert outcomes(page) == ["new", "new"]
    assert "示例甲所、示例乙所" in page
    assert count(site) == 0
    page = go(officer)
    assert count(site) == 2
    numbers = re.findall(r'href="(/projects/YH-[\d-]+)"', page)
    assert len(numbers) == 2
    assert "负责人: 示例人" in officer.get(numbers[0]).text


def test_a_spreadsheet_is_read_too_and_what_is_known_is_left_alone(site: Site) -> None:
    officer = site.browser("PO")
    upload(officer, table(GOOD[0]))
    go(officer)
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in (HEAD, *GOOD):
        book.active.append(row)
    content = io.BytesIO()
    book.save(content)
    page = upload(officer, content.getvalue(), "台账.xlsx").text
    assert outcomes(page) == ["new", "known"]
    go(officer)
    assert count(site) == 2


def test_wrong_rows_say_where_and_why_and_the_others_can_be_taken_without_them(site: Site) -> None:
    officer = site.browser("PO")
    wrong = [["A-3", "", "示例甲所", "", "", ""], ["A-4", "某成果", "示例甲所", "", "E99", ""]]
    page = upload(officer, table(*GOOD, *wrong)).text
    assert outcomes(page) == ["wrong", "wrong", "new", "new"]
    assert "项目名称：请填写此项。" in page
    assert "入口“E99”" in page
    assert officer.post("/projects/import/run", what=officer.hidden()["what"]).status_code == 409
    assert count(site) == 0
    page = go(officer, go="leave_out")
    assert count(site) == 2
    assert outcomes(page) == ["wrong", "wrong", "new", "new"]


def test_sent_twice_it_is_imported_once(site: Site) -> None:
    officer = site.browser("PO")
    upload(officer, table(*GOOD))
    what = officer.hidden()["what"]
    for _ in range(2):
        assert officer.post("/projects/import/run", what=what).status_code == 303
    assert count(site) == 2


def test_a_column_that_is_called_as_a_fact_is_recorded_as_it(site: Site) -> None:
    officer = site.browser("PO")
    fact = site.world.standard.facts["holder_named"]
    page = upload(officer, table(["A-1", "稻壳", "示例甲所", "是"], head=[*HEAD[:3], fact.text.zh])).text
    assert outcomes(page) == ["new"]
    project = re.search(r'href="(/projects/YH-[\d-]+)"', go(officer))
    assert project is not None
    with site.world.engine.read() as session:
        row = session.tx.execute(select(work.fact)).one()
    assert (row.name, row.value) == ("holder_named", "true")
    page = upload(officer, table(["A-2", "稻壳", "示例甲所", "大概"], head=[*HEAD[:3], fact.text.zh])).text
    assert outcomes(page) == ["wrong"]


def test_what_became_of_each_row_can_be_taken_away_without_formulas(site: Site) -> None:
    officer = site.browser("PO")
    upload(officer, table(["A-1", "=cmd|稻壳", "示例甲所", "", "", ""]))
    answer = officer.post("/projects/import/run", what=officer.hidden()["what"])
    at = answer.headers["Location"]
    officer.get(at)
    book = openpyxl.load_workbook(io.BytesIO(officer.post(f"{at}/download").data))
    assert book.worksheets[0]["B2"].value == "=cmd|稻壳"
    assert book.worksheets[0]["B2"].data_type == "s"
    assert site.browser("SH").get(at).status_code == 404


def test_the_empty_table_can_be_filled_in_and_read_back(site: Site) -> None:
    officer = site.browser("PO")
    book = openpyxl.load_workbook(io.BytesIO(officer.get("/projects/import/template").data))
    sheet = book.worksheets[0]
    assert [cell.value for cell in sheet[1]] == HEAD[:5]
    assert "E1" in str([cell.value for cell in book.worksheets[1]["A"]])
    sheet.append(["A-1", "稻壳基负极材料", "示例甲所", "", None])
    content = io.BytesIO()
    book.save(content)
    assert outcomes(upload(officer, content.getvalue(), "导入表.xlsx").text) == ["new"]


def test_a_foreign_table_comes_with_its_map(site: Site) -> None:
    officer = site.browser("PO")
    lines = table(["A-1", "稻壳", "示例甲所"], head=["No", "Name", "Lab"])
    text = "title: {column: Name}\norigin: {column: No}\norganisation: {column: Lab, kind: source_platform}\n"
    refused = upload(officer, lines, map=(io.BytesIO(b"title: {colum: Name}\n"), "m.yaml"))
    assert refused.status_code == 400
    assert "colum" in refused.text
    assert outcomes(upload(officer, lines, map=(io.BytesIO(text.encode()), "m.yaml")).text) == ["new"]


def test_columns_with_other_names_are_asked_for_and_nothing_is_lost(site: Site) -> None:
    officer = site.browser("PO")
    lines = table(["A-1", "稻壳", "示例甲所", "E1", "三台"], head=["No", "Name", "Lab", "入口", "样机"])
    asked = upload(officer, lines)
    assert asked.status_code == 200
    assert "哪一列是什么" in asked.text
    assert "示例甲所" in asked.text
    assert '<option selected value="入口">' in asked.text, "what is called as ours is chosen already"
    what = officer.hidden()["what"]
    half = officer.post("/projects/import/columns", what=what, origin="No", title="", organisation="Lab")
    assert half.status_code == 400
    assert '<option selected value="Lab">' in half.text
    given = {"origin": "No", "title": "Name", "organisation": "Lab", "entry": "入口"}
    previewed = officer.post("/projects/import/columns", what=officer.hidden()["what"], **given)
    assert outcomes(previewed.text) == ["new"]
    assert count(site) == 0
    project = re.search(r'href="(/projects/YH-[\d-]+)"', go(officer))
    assert project is not None
    assert "样机: 三台" in officer.get(project[1]).text


def test_a_column_that_the_table_has_not_got_is_refused(site: Site) -> None:
    officer = site.browser("PO")
    upload(officer, table(["A-1", "稻壳", "示例甲所"], head=["No", "Name", "Lab"]))
    given = {"origin": "No", "title": "Nothing", "organisation": "Lab"}
    answer = officer.post("/projects/import/columns", what=officer.hidden()["what"], **given)
    assert answer.status_code == 400
    assert "Nothing" in answer.text
    assert count(site) == 0


# Those who mean harm ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("persona", ["PL", "EL", "EX", "sysadmin"])
def test_only_the_bureau_imports(site: Site, persona: str) -> None:
    browser = site.browser(persona)
    assert browser.get("/projects/import").status_code == 403
    assert browser.get("/projects/import/template").status_code == 403
    assert browser.post("/projects/import/run", what="x").status_code in (403, 404)
    assert "/projects/import" not in browser.get("/projects").text


def test_what_somebody_else_uploaded_is_not_taken(site: Site) -> None:
    officer, head = site.browser("PO"), site.browser("SH")
    upload(officer, table(*GOOD))
    head.get("/projects/import")
    assert head.post("/projects/import/run", what=officer.hidden()["what"]).status_code == 404
    assert head.post("/projects/import/columns", what=officer.hidden()["what"]).status_code == 404
    assert count(site) == 0


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"MZ\0\0", "x.xlsx"),
        (b"\0\1", "x.csv"),
        (b"", "x.csv"),
        (b"a,b\n1,2\n", "x.exe"),
        (b"a,a\n", "x.csv"),
    ],
)
def test_what_is_no_table_is_refused_with_a_sentence(site: Site, content: bytes, name: str) -> None:
    officer = site.browser("PO")
    answer = upload(officer, content, name)
    assert answer.status_code == 400
    assert 'class="problems"' in answer.text


def test_a_long_table_goes_by_the_command_line(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MOST_ROWS", 1)
    answer = upload(site.browser("PO"), table(*GOOD))
    assert answer.status_code == 400
    assert "lifecycle import" in answer.text


def test_a_token_of_a_result_is_no_path(site: Site) -> None:
    officer = site.browser("PO")
    for token in ("..", "%2e%2e%2fsecret-key", "x" * 500, "nothing"):
        assert officer.get(f"/projects/imports/{token}").status_code == 404


def test_a_project_under_way_is_a_draft_that_prepares_its_entry(site: Site) -> None:
    officer = site.browser("PO")
    upload(officer, table(["A-1", "已评估的成果", "示例甲所", "", "E2", ""]))
    project = re.search(r'href="(/projects/YH-[\d-]+)"', go(officer))
    assert project is not None
    page = officer.get(project[1]).text
    assert "中途进入" in page
    assert f"{project[1]}/entry" in page
    assert "批准" in officer.get(f"{project[1]}/entry").text
