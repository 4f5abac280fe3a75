"""Changing the task book through the browser: what it fixes, old and new, and the papers."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import pytest

from tests.web.project.test_duties import PDF
from tests.web.project.test_other_acts import approved

if TYPE_CHECKING:
    from tests.web.project.site import Site

PAPER = {"form-change_request": "text", "value-change_request": "示例：变更申请"}


@pytest.fixture
def ready(site: Site) -> Site:
    """Approved; the parties consent, no target is lowered."""
    approved(site)
    site.driver.record("parties_consented", value=True)
    site.driver.record("targets_lowered", value=False)
    return site


def test_old_and_new_are_shown_before_and_kept_after(ready: Site) -> None:
    deputy, path = ready.as_office("DD"), ready.path("/task-book")
    assert f'href="{path}"' in deputy.get(ready.path()).text
    given = {"value-scale_target_wan": "３000", "value-local_setup_agreed": "true", "reason": "市场扩大"}
    seen = deputy.foresee(path, fields=given | PAPER)
    assert seen.status == 200, seen.text
    assert "未记录 → 3,000" in seen.text.replace("3000", "3,000")
    assert "市场扩大" in seen.text
    assert deputy.press(path, seen.form("do"), "do").status == 303
    shown = ready.as_office("EL").get(path).text
    for said in ("市场扩大", "示例：变更申请", "3000", "是"):
        assert said in shown.replace("3,000", "3000"), said
    case = ready.driver.look()[1]
    assert case.fact_rows()["scale_target_wan"].value in ("3000", "3000.0")


def test_a_lowered_target_is_the_directors(ready: Site) -> None:
    ready.driver.record("targets_lowered", value=True)
    path = ready.path("/task-book")
    assert "此操作由局长办公会" in ready.as_office("DD").get(path).text
    given = {"reason": "市场变化"} | PAPER
    assert ready.as_office("DIR").confirm(path, fields=given).status == 303


def test_what_is_missing_is_said_at_its_field_and_a_file_is_kept(ready: Site) -> None:
    deputy, path = ready.as_office("DD"), ready.path("/task-book")
    bare = deputy.foresee(path, reason="写了很久的理由")
    assert bare.status == 400
    assert 'href="#file-change_request"' in bare.text
    file = {"file-change_request": (BytesIO(PDF), "申请.pdf")}
    kept = deputy.press(path, bare.form("check"), "check", fields=file | {"reason": ""})
    assert kept.status == 400
    assert 'href="#reason"' in kept.text
    assert "已收到文件 申请.pdf" in kept.text
    seen = deputy.press(path, kept.form("check"), "check", reason="写了很久的理由")
    back = deputy.press(path, seen.form("do"), "change")
    assert "已收到文件 申请.pdf" in back.text
    assert deputy.press(path, deputy.press(path, back.form("check"), "check").form("do"), "do").status == 303
    assert "申请.pdf" in deputy.get(path).text


@pytest.mark.parametrize("typed", ["很多", "1e9999", "\x00"])
def test_a_value_that_cannot_be_one_is_said_at_its_field(ready: Site, typed: str) -> None:
    given = {"value-scale_target_wan": typed, "reason": "写了很久的理由"} | PAPER
    page = ready.as_office("DD").foresee(ready.path("/task-book"), fields=given)
    assert page.status == 400
    assert 'href="#value-scale_target_wan"' in page.text
    assert page.form("check").fields["reason"] == "写了很久的理由"


def test_a_change_sent_twice_is_one_and_a_stale_one_is_none(ready: Site) -> None:
    deputy, path = ready.as_office("DD"), ready.path("/task-book")
    seen = deputy.foresee(path, fields={"reason": "市场变化"} | PAPER)
    old = deputy.foresee(path, fields={"reason": "另一个理由"} | PAPER)
    before = ready.driver.look()[1].project.revision
    for _ in range(2):
        assert deputy.press(path, seen.form("do"), "do").status == 303
    assert ready.driver.look()[1].project.revision == before + 1
    assert deputy.press(path, old.form("do"), "do").status == 409


def test_before_approval_there_is_none(site: Site) -> None:
    deputy, path = site.as_office("DD"), site.path("/task-book")
    assert f'href="{path}"' not in deputy.get(site.path()).text
    assert "没有可以变更的任务书" in deputy.get(path).text


def test_who_changes_nothing_sees_the_changes_and_who_may(ready: Site) -> None:
    for office in ("PO", "EL", "SH"):
        page = ready.as_office(office).get(ready.path("/task-book"))
        assert "此操作由分管副局长" in page.text
        assert "任务书没有变更过" in page.text
        assert not [form for form in page.forms if "reason" in form.names]
