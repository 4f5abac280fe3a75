"""The report: one text for every reader, as page, DOCX and PDF; objections to it, and what granting one does."""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING

import docx

from lifecycle.history import check_code
from lifecycle.verbs import objections
from tests.lifecycle.scenes import on, read_case

if TYPE_CHECKING:
    from tests.web.evaluation.conftest import Room
    from tests.web.project.site import Page

REPORT = "/evaluation/1/report"
LONG = 60
BODY = re.compile(r'<article class="card report">.*</article>', re.DOTALL)


def read(room: Room, office: str, rest: str = "") -> Page:
    return room.office(office).get(room.path(REPORT + rest))


def test_every_reader_reads_the_same_text(room: Room) -> None:
    room.panel.concluded()
    seen = {office: BODY.search(read(room, office).text) for office in ("PO", "PL", "EL", "DIR")}
    texts = {office: found[0] if found else "" for office, found in seen.items()}
    assert texts["PO"]
    assert set(texts.values()) == {texts["PO"]}


def test_it_says_total_floors_reasons_and_what_would_raise_a_level(room: Room) -> None:
    levels = dict.fromkeys(("D1", "D2", "D3", "D5", "D6", "D7", "D8"), (5, 5, 5, 5, 5))
    room.panel.concluded({**levels, "D4": (2, 2, 2, 2, 2)})
    text = read(room, "PL").text
    assert "加权总分" in text
    assert "D4 市场需求与客户：中位级 2，最低 3 级" in text
    rubric = room.panel.standard.rubric
    assert rubric is not None
    following = next(each for each in rubric.levels["D4"] if each.n == 3)
    assert following.text.zh in text, "the evidence that the next level asks for"
    assert "雷达图" in text
    assert "示例：依据材料" in text


def test_its_check_code_is_that_of_the_event_that_concluded_it(room: Room) -> None:
    room.panel.concluded()
    events = room.panel.driver.look()[1]
    assert events.project.head
    text = read(room, "PO").text
    assert check_code(events.project.head) in text, "concluding was the last thing that happened"


def test_it_comes_as_docx_and_as_pdf(room: Room) -> None:
    room.panel.concluded()
    written = read(room, "PL", "/docx")
    assert written.status == 200
    book = docx.Document(io.BytesIO(written.response.data))
    assert book.paragraphs[0].text == "项目评估报告"
    with zipfile.ZipFile(io.BytesIO(written.response.data)) as parts:
        assert any(name.startswith("word/media/") for name in parts.namelist()), "the radar"
    printed = read(room, "PL", "/pdf")
    assert printed.response.data.startswith(b"%PDF")
    assert "filename=YH-2026-0001-E1.pdf" in printed.response.headers["Content-Disposition"]
    assert read(room, "PL", "/exe").status == 404


def test_there_is_none_before_the_conclusion_nor_for_a_stranger(room: Room) -> None:
    room.panel.scored()
    assert read(room, "PO").status == 404
    assert read(room, "PL", "/pdf").status == 404


def reported(room: Room) -> str:
    """Concluded and notified: the report may be objected to. The milestone one objects to."""
    driver = room.panel.concluded(5).driver
    for _ in range(LONG):
        with driver.engine.read() as session:
            case = read_case(session, driver.number)
        with on(driver.day), driver.engine.read() as session:
            windows = objections.open_windows(session, room.panel.standard, case)
        reports = [about for about in windows if about in room.panel.standard.milestones]
        here = [code for code in reports if room.panel.standard.milestones[code].stage == case.project.stage]
        if here:
            return here[0]
        if driver.step() is None:
            driver.wait()
    raise AssertionError("the report can never be objected to")


def test_a_party_objects_and_one_rank_above_has_it_scored_anew(room: Room) -> None:
    about = reported(room)
    party = room.office("PL")
    assert "提出异议" in read(room, "PL").text
    path = room.path("/object")
    form = party.get(path).form(having="about")
    sent = party.press(path, form, "", about=about, reason="示例：漏看了客户意向书")
    assert sent.status == 303, sent.text
    assert "示例：漏看了客户意向书" in read(room, "EL").text
    head = room.office("DIR")
    debt = room.path("/debts/1")
    assert debt in read(room, "DIR").text, "whoever answers is led to it"
    assert head.send(debt, "grant", **{"reply-answer": "示例：另组专家组"}).status == 303
    text = read(room, "PO").text
    assert "此结论已于" in text
    assert "示例：另组专家组" in text
    assert "开始评估" in room.office("PO").get(room.path("/evaluation")).text
