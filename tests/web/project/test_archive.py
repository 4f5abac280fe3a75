"""What is owed, what is on file, and the archive, through the browser."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import TYPE_CHECKING

import pytest

from lifecycle.verbs import debts, ends, rounds
from lifecycle.verbs.rounds import Owed
from tests.web.project.site import open_site
from tests.web.project.test_duties import PDF
from tests.web.project.test_other_acts import approved

if TYPE_CHECKING:
    from pathlib import Path

    from tests.web.project.site import Site
    from tests.world import World

NOTICE, LESSONS = "termination_notice", "lessons_note"


@pytest.fixture
def ended(site: Site) -> Site:
    """Terminated before approval: nothing to settle."""
    site.driver.complete("MIN-P-1")
    site.driver.act("DD", ends.terminate, site.number, "market_failure", "示例：市场变化")
    return site


@pytest.fixture
def settling(world: World, tmp_path: Path) -> Site:
    """Terminated after approval, with two items to settle."""
    site = open_site(world, tmp_path / "home", world.started(title="区域气象大模型"))
    approved(site)
    day = site.driver.day
    owed = (
        Owed("示例：较晚到期", "PL", day + timedelta(days=60), "S3"),
        Owed("示例：清算审计", "EL", day + timedelta(days=10), "S1"),
    )
    site.driver.act("DIR", ends.terminate, site.number, "market_failure", "示例：市场变化", owed)
    return site


def paper(kind: str, text: str = "示例材料") -> dict[str, str]:
    return {f"form-{kind}": "text", f"value-{kind}": text}


# The list -------------------------------------------------------------------------------------------------------


def test_the_list_shows_each_document_with_version_hash_and_hand(site: Site) -> None:
    platform, kind = site.as_office("PL"), "disclosure_form"
    code = "MIN-P-1"
    for name in ("第一稿.pdf", "第二稿.pdf"):
        file = {f"file-{kind}": (BytesIO(PDF), name)}
        assert platform.send(site.path(f"/duties/{code}"), "save", fields=file).status == 303
    text = site.as_office("PO").get(site.path("/archive")).text
    assert text.index("第二稿.pdf") < text.index("第一稿.pdf"), "the newest first"
    row = site.driver.look()[1].documents[(1, 1)]
    assert f"sha256 {row.value}" in text
    assert "示例pl" in text
    hidden = site.as_office("BR").get(site.path("/archive")).text
    assert "第二稿.pdf" not in hidden, "a confidential document is listed, not shown"
    assert row.value not in hidden


def test_what_is_missing_is_marked_and_keeps_it_from_being_archived(ended: Site) -> None:
    officer, path = ended.as_office("PO"), ended.path("/archive")
    page = officer.get(path)
    assert "还不能归档" in page.text
    missing = page.text.partition("缺少材料")[2].partition("</dd>")[0]
    assert "终止通知书" in missing
    refused = officer.press(path, page.form("archive"), "archive")
    assert refused.status == 409
    for kind in (NOTICE, LESSONS):
        assert officer.send(path, "file", fields=paper(kind, f"示例：{kind}")).status == 303
    ready = officer.get(path)
    assert "材料齐全，可以归档" in ready.text
    assert officer.press(path, ready.form("archive"), "archive").status == 303
    archived = officer.get(path)
    assert "归档" in archived.text
    assert not [each for each in archived.forms if "key" in each.names], "nothing can be done any more"
    assert f"示例：{LESSONS}" in archived.text


def test_papers_are_filed_in_versions_and_a_file_survives_a_refusal(ended: Site) -> None:
    officer, path = ended.as_office("PO"), ended.path("/archive")
    empty = officer.send(path, "file")
    assert empty.status == 400
    file = {f"file-{NOTICE}": (BytesIO(PDF), "通知书.pdf")}
    form = empty.form("file")
    ended.driver.record("new_evidence_complete", value=True)
    stale = officer.press(path, form, "file", fields=file)
    assert stale.status == 409
    assert "已收到文件 通知书.pdf" in stale.text
    twice = [officer.press(path, stale.form("file"), "file") for _ in range(2)]
    assert [page.status for page in twice] == [303, 303]
    assert officer.send(path, "file", fields=paper(NOTICE, "更正的通知")).status == 303
    rows = [row for row in ended.driver.look()[1].documents.values() if row.kind == NOTICE]
    assert [(row.n, row.version) for row in rows] == [(rows[0].n, 1), (rows[0].n, 2)]


def test_only_the_officer_files_and_archives(ended: Site) -> None:
    form = ended.as_office("PO").get(ended.path("/archive")).form("archive")
    for office in ("SH", "PL", "EL"):
        reader = ended.as_office(office)
        page = reader.get(ended.path("/archive"))
        assert "此操作由项目专员" in page.text
        assert not [each for each in page.forms if "key" in each.names]
        secret = reader.get("/delegation").form(having="csrf_token").fields["csrf_token"]
        forged = reader.post(ended.path("/archive"), form.fields | {"csrf_token": secret, "act": "archive"})
        assert forged.status == 403
    assert ended.driver.look()[1].project.archived_on is None


def test_a_running_project_has_a_list_and_no_archive_yet(site: Site) -> None:
    page = site.as_office("PO").get(site.path("/archive"))
    assert page.status == 200
    assert "还没有材料" in page.text
    assert not [form for form in page.forms if "key" in form.names]
    assert f'href="{site.path("/archive")}"' in site.as_office("PO").get(site.path()).text


def test_the_archive_counts_the_settlement_and_says_how_long_it_is_open(settling: Site) -> None:
    officer = settling.as_office("PO")
    text = officer.get(settling.path("/archive")).text
    assert "示例：清算审计" in text.partition("补充归档材料")[0]
    refused = officer.press(
        settling.path("/archive"), officer.get(settling.path("/archive")).form("archive"), "archive"
    )
    assert refused.status == 409


# Debts ----------------------------------------------------------------------------------------------------------


def test_debts_are_listed_with_owner_age_and_day_the_oldest_first(settling: Site) -> None:
    settling.driver.wait(12)
    text = settling.as_office("SH").get(settling.path("/debts")).text
    assert text.index("示例：清算审计") < text.index("示例：较晚到期"), "of one day, the one due first"
    assert "已登记 12 个工作日" in text
    assert "超 " in text
    assert "可以核销的岗位：成果转化科科长" in text
    assert "不得通过" not in text, "after the end there is no next gate"
    settling.driver.act("EL", debts.answer, settling.number, 2, "示例：已审计")
    settling.driver.act("SH", debts.settle, settling.number, 2)
    settling.driver.wait(3)
    later = settling.as_office("SH").get(settling.path("/debts")).text
    settled = later.partition("已核销")[2]
    assert "示例：清算审计" in settled
    assert "已登记 12 个工作日" in settled, "what is settled ages no more"
    assert "已登记 15 个工作日" in later
    shown = settling.as_office("SH").get(settling.path()).text
    assert f'href="{settling.path("/debts")}"' in shown


def test_the_conditions_of_a_pass_are_said_to_bar_the_next_gate(in_review: Site) -> None:
    driver = in_review.driver
    row = driver.look()[1].open_round()
    assert row is not None
    driver.act(row.propose_office, rounds.propose, in_review.number, "go", "示例")
    decider, path = in_review.as_office(row.decide_office), in_review.path("/decide")
    form = decider.get(f"{path}?option=go").form("check")
    day = (driver.day + timedelta(days=20)).isoformat()
    owed = {"what-0": "补充访谈记录", "owner-0": "PL", "due-0": day}
    reasons = {name: "示例" for name in form.names if name.startswith("reason")}
    seen = decider.press(path, form, "check", fields=owed | reasons)
    assert decider.press(path, seen.form("confirm"), "confirm").status == 303
    listed = decider.get(in_review.path("/debts")).text
    assert "其中 1 项办结前不得通过下一关口" in listed
    assert "补充访谈记录" in listed
    assert "办结前不得通过下一关口" in decider.get(in_review.path()).text
