"""Scoring away from the screen: the sheet as a spreadsheet, and everything that can have happened to it on the way."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import openpyxl
import pytest

from lifecycle.verbs import sheets
from tests.web.evaluation.test_expert import invited as invited
from tests.web.evaluation.test_expert import seated
from web.evaluation.workbook import FIRST

if TYPE_CHECKING:
    from collections.abc import Callable

    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

    from lifecycle.records.evaluations import AssignmentRow
    from tests.web.evaluation.conftest import Room
    from tests.web.project.site import Page, Somebody

SHEET = "评分"


def taken_out(room: Room, who: Somebody) -> Workbook:
    page = who.get(room.own("/offline.xlsx"))
    assert page.status == 200
    return openpyxl.load_workbook(BytesIO(page.response.get_data()))


def brought_back(room: Room, who: Somebody, content: bytes, name: str = "sheet.xlsx") -> Page:
    page = who.get(room.own("/offline"))
    assert page.status == 200
    form = page.form(having="workbook")
    return who.press(room.own("/offline"), form, "", workbook=(BytesIO(content), name))


def saved(book: Workbook) -> bytes:
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def fill(room: Room, book: Workbook, level: object = 5) -> Worksheet:
    """Every light cell."""
    sheet = book[SHEET]
    document = room.panel.evidence()
    for row, code in enumerate(room.panel.now.dimensions, start=FIRST):
        sheet[f"E{row}"], sheet[f"F{row}"], sheet[f"G{row}"] = level, f"示例：{code} 的依据", str(document)
    return sheet


def test_a_sheet_filled_in_offline_is_handed_in_on_the_screen(room: Room, invited: AssignmentRow) -> None:
    who = seated(room, invited)
    assert room.own("/offline") in who.get(room.own("/score")).text
    book = taken_out(room, who)
    fill(room, book)
    answer = brought_back(room, who, saved(book))
    assert answer.status == 303
    check = who.get(room.own("/score?at=check"))
    assert "已读入 8 维" in check.text
    assert "已评 8 / 8 维" in check.text
    assert who.press(room.own("/score?at=check"), check.form("submit"), "submit").status == 303
    assert room.panel.now.has_scored(invited.n)


def test_what_is_left_empty_in_the_file_changes_nothing(room: Room, invited: AssignmentRow) -> None:
    who = seated(room, invited)
    book = taken_out(room, who)
    sheet = book[SHEET]
    sheet[f"E{FIRST}"], sheet[f"F{FIRST}"] = 2, "示例：只填一维"
    room.panel.by(invited.person, sheets.save, room.panel.rating({"D2": 3}, "示例：网页上写的"))
    assert brought_back(room, who, saved(book)).status == 303
    assert "示例：网页上写的" in who.get(room.own("/score?at=D2")).text
    assert "示例：只填一维" in who.get(room.own("/score?at=D1")).text


def test_what_is_saved_comes_along(room: Room, invited: AssignmentRow) -> None:
    who = seated(room, invited)
    room.panel.by(invited.person, sheets.save, room.panel.rating({"D1": 4}, "示例：先存的"))
    sheet = taken_out(room, who)[SHEET]
    assert (sheet[f"E{FIRST}"].value, sheet[f"F{FIRST}"].value) == (4, "示例：先存的")


def cell(place: str, value: object) -> Callable[[Workbook], None]:
    def change(book: Workbook) -> None:
        book[SHEET][place] = value

    return change


def without_a_sheet(book: Workbook) -> None:
    del book["量表"]


def another_row(book: Workbook) -> None:
    book["材料"]["B40"] = "夹带"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (cell(f"C{FIRST}", 90), f"单元格 评分!C{FIRST} 被改动过"),
        (cell("B3", "YH-2026-0099"), "评分!B3 被改动过"),
        (another_row, "材料!B40 被改动过"),
        (without_a_sheet, "不是本系统导出的评分表"),
        (cell(f"E{FIRST}", 12), f"单元格 评分!E{FIRST} 应为 0 至 9 的整数"),
        (cell(f"E{FIRST}", "很高"), f"单元格 评分!E{FIRST} 应为 0 至 9 的整数"),
        (cell(f"E{FIRST}", 4.5), f"单元格 评分!E{FIRST} 应为 0 至 9 的整数"),
        (cell(f"G{FIRST}", "999"), f"单元格 评分!G{FIRST} 应为材料编号"),
        (cell(f"F{FIRST}", "长" * 501), f"单元格 评分!F{FIRST} 太长"),
        (cell(f"F{FIRST}", "=1+1"), f"单元格 评分!F{FIRST} 含有公式"),
    ],
)
def test_an_edited_sheet_is_refused_naming_the_cell_and_nothing_of_it_is_taken(
    room: Room, invited: AssignmentRow, change: Callable[[Workbook], None], said: str
) -> None:
    who = seated(room, invited)
    book = taken_out(room, who)
    fill(room, book)
    change(book)
    answer = brought_back(room, who, saved(book))
    assert answer.status == 400
    assert said in answer.text
    assert "已评 0 / 8 维" in who.get(room.own("/score?at=check")).text


def test_a_sheet_of_somebody_else_or_of_another_project_is_refused(
    room: Room, invited: AssignmentRow
) -> None:
    who = seated(room, invited)
    other = next(row for row in room.panel.live if row.n != invited.n)
    theirs = taken_out(room, seated(room, other))
    fill(room, theirs)
    answer = brought_back(room, who, saved(theirs))
    assert answer.status == 400
    assert "这张评分表不是发给您的" in answer.text
    mark = str(theirs[SHEET]["B5"].value)
    theirs[SHEET]["B5"] = mark.replace(room.panel.number, "YH-2026-0099")
    answer = brought_back(room, who, saved(theirs))
    assert "属于另一个项目（YH-2026-0099）" in answer.text


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"", "sheet.xlsx", "空"),
        (b"not a spreadsheet", "sheet.xlsx", ""),
        (b"%PDF-1.7", "sheet.pdf", ""),
    ],
)
def test_another_file_is_refused(
    room: Room, invited: AssignmentRow, content: bytes, name: str, said: str
) -> None:
    who = seated(room, invited)
    answer = brought_back(room, who, content, name)
    assert answer.status == 400
    assert said in answer.text
    assert 'id="workbook-error"' in answer.text


def test_an_empty_sheet_and_no_file_at_all_say_so(room: Room, invited: AssignmentRow) -> None:
    who = seated(room, invited)
    answer = brought_back(room, who, saved(taken_out(room, who)))
    assert answer.status == 400
    assert "还没有填写" in answer.text
    page = who.get(room.own("/offline"))
    nothing = who.press(room.own("/offline"), page.form(having="workbook"), "")
    assert nothing.status == 400
    assert "请填写此项" in nothing.text


def test_there_is_no_sheet_before_the_declaration_nor_after_handing_in(
    room: Room, invited: AssignmentRow
) -> None:
    before = room.expert(invited)
    for rest in ("/offline", "/offline.xlsx"):
        assert before.get(room.own(rest)).status in (403, 404)
        assert room.office("PO").get(room.own(rest)).status == 404
    who = seated(room, invited)
    book = taken_out(room, who)
    fill(room, book)
    page = who.get(room.own("/offline"))
    room.panel.score(next(row for row in room.panel.live if row.n == invited.n))
    sent = {"workbook": (BytesIO(saved(book)), "sheet.xlsx")}
    assert who.press(room.own("/offline"), page.form(having="workbook"), "", **sent).status in (403, 404)
