"""The case as a file: documents and a look at them, past days, the sheet, and the bundle with its proof."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date
from typing import TYPE_CHECKING

import pytest

from lifecycle.bundles.checking import check
from lifecycle.files import FileStore
from lifecycle.policy import actor_of
from lifecycle.queries.past import past_page
from lifecycle.verbs import duties, facts
from lifecycle.verbs.duties import DutyKey, Evidence
from tests.lifecycle.scenes import on
from tests.web.site import MORNING
from web.project.evidence import FOLDER

if TYPE_CHECKING:
    from pathlib import Path

    from tests.web.site import Site
    from web.demonstration.driver import Driver

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)
TEXT = "第一行\n<script>alert(1)</script>\n第三行"


@pytest.fixture
def driver(site: Site) -> Driver:
    """A project of 5 January with two versions of one document, on the morning of the 20th."""
    found = site.world.started(title="有材料的")
    store = FileStore(site.app.extensions["settings"].home / FOLDER)
    first = site.world.standard.duties_of(site.world.standard.first_stage())
    code = next(each.code for each in first if each.doer == "PL" and each.evidence)
    kind = site.world.standard.duties[code].evidence[0]
    for name, content in (("甲.txt", b"old"), ("乙.txt", TEXT.encode()), ("丙.png", PNG)):
        kept = store.put(io.BytesIO(content), name)
        piece = Evidence(kind, "file", kept.sha256, kept.name, kept.size)
        found.day = date(2026, 1, 9)
        found.act("PL", duties.attach, DutyKey(found.number, code), [piece])
    found.day = MORNING.date()
    return found


def path(driver: Driver, rest: str) -> str:
    return f"/projects/{driver.number}{rest}"


# Documents ----------------------------------------------------------------------------------------------------


def test_documents_stand_by_kind_with_every_version(site: Site, driver: Driver) -> None:
    page = site.browser("PO").get(path(driver, "/documents")).text
    assert "丙.png" in page
    assert "历次版本 2" in page
    assert "甲.txt" in page
    assert "还缺的材料" in page


# A past day ---------------------------------------------------------------------------------------------------


def test_a_past_day_shows_what_was_so_then(site: Site, driver: Driver) -> None:
    driver.day = date(2026, 1, 15)
    driver.act("PO", facts.record, driver.number, "ownership_verified", value=True)
    browser = site.browser("PO")
    fact = site.world.standard.facts["ownership_verified"].text.zh
    assert fact not in browser.get(path(driver, "/as-of?day=2026-01-14")).text.split("当时已记录的事实")[1]
    assert fact in browser.get(path(driver, "/as-of?day=2026-01-15")).text.split("当时已记录的事实")[1]


def test_the_past_of_today_is_what_the_tables_hold(site: Site, driver: Driver) -> None:
    with site.world.engine.read() as session:
        actor = actor_of(session.tx, site.world.cast["PO"])
        page = past_page(session, actor, driver.number, session.day)
    with on(MORNING.date()):
        case = driver.look()[1]
    assert (page.header.stage.code, page.header.status.code) == (case.project.stage, case.project.status)
    assert page.events == case.project.revision
    shown = {row.code: row.due for group in page.checklist.groups for row in group.rows}
    assert shown == {code: case.latest_duties()[code, 1].due for code in shown}


def test_before_it_was_there_and_tomorrow_there_is_nothing_to_see(site: Site, driver: Driver) -> None:
    browser = site.browser("PL")
    for day, told in (("2026-01-01", "才登记"), ("2026-02-20", "不能晚于今天"), ("whenever", "不是有效日期")):
        answer = browser.get(path(driver, f"/as-of?day={day}"))
        assert answer.status_code == 400
        assert told in answer.text


def test_nothing_can_be_done_on_a_past_day(site: Site, driver: Driver) -> None:
    page = site.browser("PL").get(path(driver, "/as-of?day=2026-01-12")).text
    assert "<main" in page
    assert 'method="post"' not in page.split("<main")[1]


def test_the_history_leads_to_each_of_its_days(site: Site, driver: Driver) -> None:
    page = site.browser("PO").get(path(driver, "/history")).text
    assert f"/projects/{driver.number}/as-of?day=2026-01-09" in page
    assert "2026年1月9日（周五）" in page


# The sheet and the bundle -------------------------------------------------------------------------------------


def test_the_sheet_holds_the_case_and_its_check_code(site: Site, driver: Driver) -> None:
    page = site.browser("EL").get(path(driver, "/sheet")).text
    head = driver.look()[1].project.head
    assert f"{head[:4]}-{head[4:8]}".upper() in page
    for title in ("基本情况", "历程", "职责事项", "已记录的事实", "材料目录"):
        assert title in page


def bundle_of(site: Site, driver: Driver, folder: Path) -> Path:
    browser = site.browser("PO")
    browser.get(path(driver, "/documents"))
    answer = browser.post(path(driver, "/bundle"))
    assert answer.mimetype == "application/zip"
    file = folder / "case.zip"
    file.write_bytes(answer.data)
    return file


def test_a_bundle_is_whole_and_proves_itself(site: Site, driver: Driver, tmp_path: Path) -> None:
    file = bundle_of(site, driver, tmp_path)
    found = check(file)
    assert found.doubts == ()
    assert (found.number, found.events) == (driver.number, driver.look()[1].project.revision)
    with zipfile.ZipFile(file) as archive:
        names = archive.namelist()
        assert {"documents/1-1.txt", "documents/1-2.txt", "documents/1-3.png"} <= set(names)
        assert archive.read("documents/1-2.txt") == TEXT.encode()
        assert driver.number in archive.read("README.txt").decode()
    assert any("done" in line for line in site.access_log())


def tampered(file: Path, name: str, content: bytes | None, *, mend: bool = False) -> Path:
    """A copy with one part replaced, or left out; `mend`: with a manifest that fits it."""
    import hashlib  # noqa: PLC0415 - only here

    made = file.with_name("other.zip")
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(made, "w") as new:
        for each in old.namelist():
            kept = old.read(each) if each != name else content
            if each == "manifest.json" and mend and content is not None:
                manifest = json.loads(old.read(each))
                for part in manifest["parts"]:
                    if part["path"] == name:
                        part["sha256"] = hashlib.sha256(content).hexdigest()
                kept = json.dumps(manifest).encode()
            if kept is not None:
                new.writestr(each, kept)
    return made


def problems(file: Path) -> set[str]:
    return {each.problem for each in check(file).doubts}


def test_whatever_is_changed_in_a_bundle_shows(site: Site, driver: Driver, tmp_path: Path) -> None:
    file = bundle_of(site, driver, tmp_path)
    with zipfile.ZipFile(file) as archive:
        history, state = archive.read("history.jsonl"), archive.read("state.json")
    lines = history.splitlines(keepends=True)
    changed = history.replace("有材料的".encode(), "改过的的".encode())
    assert changed != history
    assert problems(tampered(file, "documents/1-1.txt", b"new")) == {"part_changed", "document_differs"}
    assert problems(tampered(file, "documents/1-1.txt", b"new", mend=True)) == {"document_differs"}
    assert problems(tampered(file, "documents/1-1.txt", None)) == {"part_missing"}
    assert problems(tampered(file, "history.jsonl", changed, mend=True)) >= {"link_broken", "state_differs"}
    assert "head_differs" in problems(tampered(file, "history.jsonl", b"".join(lines[:-1]), mend=True))
    assert problems(tampered(file, "state.json", state.replace(b"active", b"on_hold"), mend=True)) == {
        "state_differs"
    }
    assert problems(tampered(file, "words.json", b"nonsense")) == {"unreadable"}
    assert {each.problem for each in check(file, "0000-0000").doubts} == {"check_differs"}


@pytest.mark.parametrize("office", ["PL", "EL", "auditadmin"])
def test_only_the_bureau_takes_a_bundle_out(site: Site, driver: Driver, office: str) -> None:
    browser = site.browser(office)
    page = browser.get(path(driver, "/documents")).text
    assert "打包下载" not in page
    assert browser.post(path(driver, "/bundle")).status_code == 403


def test_ten_bundles_an_hour_are_enough(site: Site, driver: Driver, tmp_path: Path) -> None:
    browser = site.browser("PO")
    browser.get(path(driver, "/documents"))
    answers = [browser.post(path(driver, "/bundle")).status_code for _ in range(11)]
    assert answers == [200] * 10 + [400]


# Issues -------------------------------------------------------------------------------------------------------


def test_a_firm_raises_an_issue_and_finds_it_on_the_list(site: Site, driver: Driver) -> None:
    browser = site.browser("EL")
    page = browser.get(path(driver, "/issues/new")).text
    assert "问题清单" in page
    assert 'name="bars"' not in page
    sent = browser.hidden() | {"what": "示例：中试场地未落实", "owner": "PO", "due": "2026年2月6日"}
    sent.pop("csrf_token")
    assert browser.post(path(driver, "/issues/new"), **sent).status_code == 303
    listed = browser.get(path(driver, "/debts")).text
    assert "示例：中试场地未落实" in listed
    assert "提出问题" in browser.get(path(driver, "/history")).text


def test_an_issue_that_says_nothing_keeps_what_was_typed(site: Site, driver: Driver) -> None:
    browser = site.browser("PO")
    assert 'name="bars"' in browser.get(path(driver, "/issues/new")).text
    sent = browser.hidden() | {"what": "示例：缺资金", "owner": "", "due": "2026-02-06"}
    sent.pop("csrf_token")
    answer = browser.post(path(driver, "/issues/new"), **sent)
    assert answer.status_code == 400
    assert "示例：缺资金" in answer.text
    assert "2026-02-06" in answer.text
