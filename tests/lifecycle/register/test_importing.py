"""Somebody else's table in the register: every row a draft or a named problem, all or nothing, and never twice."""

from __future__ import annotations

import csv
import time
from datetime import date
from typing import TYPE_CHECKING

import openpyxl
import pytest
from sqlalchemy import select

from lifecycle.errors import Invalid, NotPermitted
from lifecycle.policy import actor_of
from lifecycle.queries.history import history_page
from lifecycle.records import people, work
from lifecycle.records import project as projects
from lifecycle.records.project import ProjectRow
from lifecycle.register.column_map import ColumnMap, read_map
from lifecycle.register.importing import ImportRefused, Report, Way, import_file
from lifecycle.verbs.register import TITLE_LIMIT
from lifecycle.verify import verify
from tests.architecture.sources import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from tests.world import World

MAP = """
title: {column: 名称, shorten: true}
origin: {column: 编号, prefix: "旧登记簿:"}
organisation: {column: 单位, kind: source_platform, codes: {示例甲所: jia}}
facts:
  - {fact: ip_status, column: 状态, values: {已授权: granted, 申请中: filed, 不详: null}}
  - {fact: ip_expires_on, column: 到期, formats: ["%d %B %Y", "%m/%d/%Y"]}
summary: [备注, 状态]
"""
HEADER = ["编号", "名称", "单位", "状态", "到期", "备注"]
GOOD = [
    ["A-1", "稻壳基负极材料", "示例甲所", "已授权", "10 March 2035", "=1+1"],
    ["A-2", "  深海浮标\n供电模块 ", "示例乙所", "申请中", "", "@SUM(A1)"],
    ["A-3", "灭菌膜", "示例甲所", "不详", "06/16/2034", ""],
]


def write(folder: Path, rows: list[list[str]], encoding: str = "utf-8", name: str = "table.csv") -> Path:
    file = folder / name
    with file.open("w", encoding=encoding, newline="") as stream:
        csv.writer(stream).writerows([HEADER, *rows])
    return file


@pytest.fixture
def mapping(tmp_path: Path) -> ColumnMap:
    return map_of(tmp_path, MAP)


def map_of(folder: Path, text: str) -> ColumnMap:
    file = folder / "map.yaml"
    file.write_text(text, encoding="utf-8")
    return read_map(file)


def take(world: World, file: Path, mapping: ColumnMap, way: Way | None = None, office: str = "PO") -> Report:
    return import_file(world.engine, world.cast[office], file, mapping, way or Way())


def register(world: World) -> list[ProjectRow]:
    with world.engine.read() as session:
        rows = session.tx.execute(select(projects.project).order_by(projects.project.c.id))
        return [ProjectRow.of(row) for row in rows]


def test_every_row_becomes_a_draft_that_awaits_screening(
    world: World, tmp_path: Path, mapping: ColumnMap
) -> None:
    report = take(world, write(tmp_path, GOOD), mapping)
    rows = register(world)
    assert (report.drafts, report.known, report.problems) == (3, 0, [])
    assert [row.number for row in rows] == report.numbers
    assert [row.title for row in rows] == ["稻壳基负极材料", "深海浮标 供电模块", "灭菌膜"]
    assert {row.status for row in rows} == {"draft"}
    assert [row.origin for row in rows] == ["旧登记簿:A-1", "旧登记簿:A-2", "旧登记簿:A-3"]


def test_facts_are_typed_and_recorded_by_whoever_imports(
    world: World, tmp_path: Path, mapping: ColumnMap
) -> None:
    take(world, write(tmp_path, GOOD), mapping)
    with world.engine.read() as session:
        rows = session.tx.execute(select(work.fact).order_by(work.fact.c.project, work.fact.c.name)).all()
    assert [(row.project, row.name, row.value) for row in rows] == [
        (1, "ip_expires_on", '"2035-03-10"'),
        (1, "ip_status", '"granted"'),
        (2, "ip_status", '"filed"'),
        (3, "ip_expires_on", '"2034-06-16"'),
    ]
    assert {row.recorded_by for row in rows} == {world.cast["PO"]}


def test_each_row_is_one_event_and_the_history_holds(
    world: World, tmp_path: Path, mapping: ColumnMap
) -> None:
    report = take(world, write(tmp_path, GOOD), mapping)
    assert list(verify(world.engine)) == []
    with world.engine.read() as session:
        actor = actor_of(session.tx, world.cast["PO"])
        page = history_page(session, actor, report.numbers[0])
    assert [(event.name, event.about) for event in page.events] == [("ProjectImported", "旧登记簿:A-1")]


def test_organisations_are_matched_by_name_or_entered_once(
    world: World, tmp_path: Path, mapping: ColumnMap
) -> None:
    first = take(world, write(tmp_path, GOOD), mapping)
    more = [["B-1", "另一项", "示例甲所", "", "", ""], ["B-2", "没有单位", "", "", "", ""]]
    second = take(world, write(tmp_path, more), mapping)
    assert (first.organisations, second.organisations) == (["示例甲所", "示例乙所"], [])
    with world.engine.read() as session:
        named = select(people.organisation.c.code).where(people.organisation.c.name == "示例甲所")
        assert session.tx.scalars(named).all() == ["jia"]
        parts = session.tx.scalars(select(projects.participation.c.project)).all()
    assert sorted(parts) == [1, 2, 3, 4]


def test_the_same_file_again_changes_nothing(world: World, tmp_path: Path, mapping: ColumnMap) -> None:
    file = write(tmp_path, GOOD)
    take(world, file, mapping)
    again = take(world, file, mapping)
    assert (again.drafts, again.known, len(register(world))) == (0, 3, 3)


def test_cells_that_look_like_formulas_stay_text(world: World, tmp_path: Path, mapping: ColumnMap) -> None:
    take(world, write(tmp_path, [["=cmd|'/c calc'!A0", "=HYPERLINK(1)", "", "", "", "+1"]]), mapping)
    (row,) = register(world)
    assert (row.title, row.origin, row.summary) == ("=HYPERLINK(1)", "旧登记簿:=cmd|'/c calc'!A0", "备注: +1")


def test_a_title_that_is_too_long_is_cut_and_kept_whole_in_the_summary(
    world: World, tmp_path: Path, mapping: ColumnMap
) -> None:
    title = "长" * (TITLE_LIMIT + 1)
    take(world, write(tmp_path, [["A-1", title, "", "", "", ""]]), mapping)
    (row,) = register(world)
    assert (len(row.title), row.title[-1], title in row.summary) == (TITLE_LIMIT, "…", True)


WRONG = [
    ["A-4", "", "示例甲所", "", "", ""],
    ["A-5", "日期不对", "示例甲所", "", "2034-06-16", ""],
    ["A-6", "状态不对", "示例甲所", "GM", "31/31/2034", ""],
    ["A-1", "编号重复", "示例甲所", "", "", ""],
    ["", "没有编号", "示例甲所", "", "", ""],
    ["A-7", "多了一格", "", "", "", "", "多"],
    ["A-8", "少了几格"],
    ["A-9", "看不见的\x07字符", "", "", "", ""],
    ["A" * 121, "编号太长", "", "", "", ""],
]
NAMED = [
    (6, "名称", "missing"),
    (7, "到期", "not_a_date"),
    (8, "状态", "not_in_list"),
    (8, "到期", "not_a_date"),
    (9, "编号", "given_twice"),
    (10, "编号", "missing"),
    (11, "", "too_many_cells"),
    (12, "单位", "too_few_cells"),
    (13, "名称", "control_characters"),
    (14, "编号", "too_long"),
]


def test_wrong_rows_are_named_by_line_and_column_and_nothing_is_written(
    world: World, tmp_path: Path, mapping: ColumnMap
) -> None:
    with pytest.raises(ImportRefused) as refused:
        take(world, write(tmp_path, [*GOOD, *WRONG]), mapping)
    found = refused.value.report
    assert [(each.line, each.column, each.problem) for each in found.problems] == NAMED
    assert (found.drafts, found.numbers, register(world)) == (3, [], [])
    with world.engine.read() as session:
        assert (
            session.tx.scalar(
                select(people.organisation.c.id).where(people.organisation.c.name == "示例乙所")
            )
            is None
        )


def test_wrong_rows_are_left_out_only_on_purpose(world: World, tmp_path: Path, mapping: ColumnMap) -> None:
    report = take(world, write(tmp_path, [*GOOD, *WRONG]), mapping, Way(leave_out=True))
    wrong = len({each.line for each in report.problems})
    assert (report.drafts, wrong, len(register(world))) == (3, len(WRONG), 3)


def test_a_dry_run_says_the_same_and_writes_nothing(world: World, tmp_path: Path, mapping: ColumnMap) -> None:
    report = take(world, write(tmp_path, [*GOOD, *WRONG]), mapping, Way(dry_run=True))
    assert [(each.line, each.column, each.problem) for each in report.problems] == NAMED
    assert (report.drafts, register(world)) == (3, [])


def test_a_process_that_dies_in_the_middle_leaves_nothing(
    world: World, tmp_path: Path, mapping: ColumnMap
) -> None:
    def dying(rows):  # type: ignore[no-untyped-def]
        for place, row in enumerate(rows):
            if place == 2:
                raise KeyboardInterrupt
            yield row

    with pytest.raises(KeyboardInterrupt):
        take(world, write(tmp_path, GOOD), mapping, Way(along=dying))
    assert register(world) == []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_the_usual_encodings_are_read(
    world: World, tmp_path: Path, mapping: ColumnMap, encoding: str
) -> None:
    take(world, write(tmp_path, GOOD, encoding), mapping)
    assert register(world)[0].title == "稻壳基负极材料"


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "no_header"),
        (b"\xff\xfe\x00\x01", "not_text"),
        ("编号,名称\nA-1,x\n".encode(), "no_such_column"),
        ("编号,编号,名称,单位,状态,到期,备注\n".encode(), "column_twice"),
        ((",".join(HEADER) + '\nA-1,"没有关上的引号').encode(), "not_csv"),
    ],
)
def test_a_file_that_does_not_fit_is_refused(
    world: World, tmp_path: Path, mapping: ColumnMap, content: bytes, problem: str
) -> None:
    file = tmp_path / "table.csv"
    file.write_bytes(content)
    with pytest.raises(Invalid) as refused:
        take(world, file, mapping)
    assert refused.value.problem == problem
    assert register(world) == []


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (("title:", "titel:"), "map.yaml:2"),
        (("kind: source_platform", "kind: [a]"), "map.yaml:4"),
        (("shorten: true", "shorten: perhaps"), "map.yaml:2"),
        (("{column: 编号,", "{column: &x 编号,"), "map.yaml:3"),
        (("summary:", "title:"), "map.yaml:8"),
    ],
)
def test_a_map_that_is_wrong_is_named_by_line(tmp_path: Path, change: tuple[str, str], named: str) -> None:
    with pytest.raises(Invalid) as refused:
        map_of(tmp_path, MAP.replace(*change))
    assert any(named in str(problem) for problem in refused.value.values["problems"])  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (("fact: ip_status", "fact: nothing_such"), "no_such_fact"),
        (("fact: ip_status", "fact: open_required_duties"), "no_such_fact"),
        (("kind: source_platform", "kind: bureau"), "takes_no_part"),
    ],
)
def test_a_map_that_the_standard_does_not_know_is_refused(
    world: World, tmp_path: Path, change: tuple[str, str], problem: str
) -> None:
    with pytest.raises(Invalid) as refused:
        take(world, write(tmp_path, GOOD), map_of(tmp_path, MAP.replace(*change)))
    assert refused.value.problem == problem


@pytest.mark.parametrize("office", ["PL", "EL", "BR"])
def test_only_the_bureau_imports(world: World, tmp_path: Path, mapping: ColumnMap, office: str) -> None:
    with pytest.raises(NotPermitted):
        take(world, write(tmp_path, GOOD), mapping, office=office)


def test_ten_thousand_rows_are_taken_at_once(world: World, tmp_path: Path, mapping: ColumnMap) -> None:
    rows = [[f"A-{n}", f"成果 {n}", f"示例单位 {n % 40}", "", "", ""] for n in range(10_000)]
    started = time.monotonic()
    report = take(world, write(tmp_path, rows), mapping)
    assert (report.drafts, len(report.organisations)) == (10_000, 40)
    assert time.monotonic() - started < 50


# Spreadsheets ---------------------------------------------------------------------------------------------------


def sheet(folder: Path, rows: list[list[object]], header: list[str] | None = None) -> Path:
    book = openpyxl.Workbook()
    book.active.append(header or HEADER)
    for row in rows:
        book.active.append(row)
    for row in book.active.iter_rows():
        for cell in row:
            if isinstance(cell.value, str):
                cell.data_type = "s"
    file = folder / "table.xlsx"
    book.save(file)
    return file


def test_a_spreadsheet_is_read_by_the_same_map(world: World, tmp_path: Path, mapping: ColumnMap) -> None:
    rows: list[list[object]] = [
        [1001, "稻壳基负极材料", "示例甲所", "已授权", date(2035, 3, 10), "=1+1"],
        ["A-2", "  深海浮标\n供电模块 ", "示例乙所", "申请中", None, 2.5],
        ["A-3", "灭菌膜", "示例甲所", "不详", "06/16/2034", True],
    ]
    report = take(world, sheet(tmp_path, rows), mapping)
    assert (report.drafts, report.problems, len(report.organisations)) == (3, [], 2)
    first, second, third = register(world)
    assert (first.origin, first.summary) == ("旧登记簿:1001", "备注: =1+1\n状态: 已授权")
    assert (second.title, second.summary) == ("深海浮标 供电模块", "备注: 2.5\n状态: 申请中")
    assert "备注: true" in third.summary
    with world.engine.read() as session:
        facts = session.tx.execute(select(work.fact).where(work.fact.c.name == "ip_expires_on")).all()
    assert {(row.project, row.value) for row in facts} == {
        (first.id, '"2035-03-10"'),
        (third.id, '"2034-06-16"'),
    }
    assert list(verify(world.engine)) == []


def test_a_wrong_cell_of_a_spreadsheet_is_named_by_its_line(
    world: World, tmp_path: Path, mapping: ColumnMap
) -> None:
    rows: list[list[object]] = [
        ["A-1", "甲", "示例甲所", "", "", ""],
        [],
        ["A-2", "", "示例甲所", "别的", "", ""],
    ]
    with pytest.raises(ImportRefused) as refused:
        take(world, sheet(tmp_path, rows), mapping)
    assert [(each.line, each.column, each.problem) for each in refused.value.report.problems] == [
        (4, "状态", "not_in_list")
    ]
    assert register(world) == []


@pytest.mark.parametrize(
    ("content", "problem"),
    [(b"PK\x03\x04nonsense", "unreadable"), (b"plain text", "unreadable"), (b"", "unreadable")],
)
def test_what_is_no_spreadsheet_is_refused(
    world: World, tmp_path: Path, mapping: ColumnMap, content: bytes, problem: str
) -> None:
    file = tmp_path / "table.xlsx"
    file.write_bytes(content)
    with pytest.raises(Invalid) as refused:
        take(world, file, mapping)
    assert (refused.value.field, refused.value.problem) == ("file", problem)


def test_a_spreadsheet_without_a_column_of_the_map_is_refused(
    world: World, tmp_path: Path, mapping: ColumnMap
) -> None:
    with pytest.raises(Invalid) as refused:
        take(world, sheet(tmp_path, [], HEADER[:-1]), mapping)
    assert refused.value.problem == "no_such_column"


def test_the_example_of_the_documentation_works(world: World) -> None:
    folder = ROOT / "docs" / "how-to" / "import-a-register"
    report = take(world, folder / "example.csv", read_map(folder / "example.yaml"), Way(dry_run=True))
    assert (report.drafts, [each.line for each in report.problems]) == (7, [9])


def test_each_row_says_where_its_project_enters(world: World, tmp_path: Path) -> None:
    mapping = map_of(tmp_path, MAP + "entry: {column: 备注, values: {已评估: E2}}\n")
    points = world.standard.flow.entry_points
    rows = [[*GOOD[0][:5], "已评估"], [*GOOD[1][:5], ""], [*GOOD[2][:5], "E99"]]
    report = take(world, write(tmp_path, rows), mapping, Way(leave_out=True, tell_each=True))
    assert [(row.entry, row.stage, row.status) for row in register(world)] == [
        ("E2", points["E2"].stage, "draft"),
        ("E1", points["E1"].stage, "draft"),
    ]
    assert [row.outcome for row in report.rows] == ["new", "new", "wrong"]
    assert [(each.line, each.column, each.problem) for each in report.problems] == [
        (5, "备注", "not_in_list")
    ]
