"""Handing in evidence, confirming, returning, waiving: through the form of a duty."""

from __future__ import annotations

import io

import pytest

from tests.web.project.site import Page, Site, Somebody

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def duty(site: Site, role: str, evidence: int = 1) -> str:
    """A duty of a role that can be done at once and wants so many kinds of evidence."""
    _, case, _ = site.driver.look()
    return next(
        row.code
        for row in case.duties.values()
        if row.role == role and row.required and row.state == "not_started" and row.waits_for is None
        if len(site.world.standard.duties[row.code].evidence) == evidence
    )


def values(site: Site, code: str, text: str = "示例材料") -> dict[str, str]:
    return {f"value-{kind}": f"{text} {kind}" for kind in site.world.standard.duties[code].evidence}


def state(site: Site, code: str) -> str:
    _, case, _ = site.driver.look()
    return case.latest_duties()[code, 1].state


def submit(site: Site, who: Somebody, code: str) -> Page:
    return who.send(site.path(f"/duties/{code}"), "submit", fields=values(site, code))


def test_the_platform_submits_and_the_officer_confirms(site: Site) -> None:
    code = duty(site, "platform")
    sent = submit(site, site.as_office("PL"), code)
    assert sent.status == 303
    assert state(site, code) == "submitted"
    confirmed = site.as_office("PO").send(site.path(f"/duties/{code}"), "confirm")
    assert confirmed.status == 303
    assert state(site, code) == "confirmed"


def test_missing_evidence_is_said_at_its_field_and_what_was_typed_stays(site: Site) -> None:
    code = duty(site, "platform", evidence=2)
    first, second = site.world.standard.duties[code].evidence
    typed = "编号 JC-2026-118，共 𠮷 3 页"
    page = site.as_office("PL").send(site.path(f"/duties/{code}"), "submit", fields={f"value-{first}": typed})
    assert page.status == 400
    form = page.form("submit")
    assert form.fields[f"value-{first}"] == typed
    assert f'href="#file-{second}"' in page.text
    assert state(site, code) == "not_started"


def test_a_draft_is_kept_and_completed_later(site: Site) -> None:
    code = duty(site, "platform", evidence=2)
    first, second = site.world.standard.duties[code].evidence
    platform = site.as_office("PL")
    platform.send(site.path(f"/duties/{code}"), "save", fields={f"value-{first}": "第一份"})
    assert state(site, code) == "in_progress"
    platform.send(site.path(f"/duties/{code}"), "submit", fields={f"value-{second}": "第二份"})
    assert state(site, code) == "submitted"


def test_a_file_survives_a_refusal_and_is_offered_for_download_only(site: Site) -> None:
    code = duty(site, "platform", evidence=2)
    first, second = site.world.standard.duties[code].evidence
    platform, path = site.as_office("PL"), site.path(f"/duties/{code}")
    refused = platform.send(path, "submit", fields={f"file-{first}": (io.BytesIO(PDF), "权属证明𠮷.pdf")})
    assert refused.status == 400
    assert "权属证明𠮷.pdf" in refused.text
    taken = platform.press(path, refused.form("submit"), "submit", fields={f"value-{second}": "另附"})
    assert taken.status == 303
    answer = site.as_office("PO").get(site.path("/documents/1/1")).response
    assert answer.data == PDF
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    answer.close()


@pytest.mark.parametrize(
    ("name", "content"),
    [("图.svg", b"<svg/>"), ("网页.pdf", b"<html></html>"), ("空.pdf", b""), ("无扩展名", PDF)],
)
def test_a_hostile_file_is_refused_at_its_field(site: Site, name: str, content: bytes) -> None:
    code = duty(site, "platform")
    (kind,) = site.world.standard.duties[code].evidence
    file = (io.BytesIO(content), name)
    page = site.as_office("PL").send(site.path(f"/duties/{code}"), "submit", fields={f"file-{kind}": file})
    assert page.status == 400
    assert f'href="#file-{kind}"' in page.text
    assert state(site, code) == "not_started"


def test_a_known_hash_is_no_file_of_mine(site: Site) -> None:
    code = duty(site, "platform")
    (kind,) = site.world.standard.duties[code].evidence
    forged = site.as_office("PL").send(
        site.path(f"/duties/{code}"), "submit", fields={f"kept-{kind}": '["' + "a" * 64 + '","x.pdf",1].sig'}
    )
    assert forged.status == 400
    assert state(site, code) == "not_started"


def test_returned_work_shows_what_has_to_change_and_can_be_redone(site: Site) -> None:
    code = duty(site, "platform")
    platform, officer, path = site.as_office("PL"), site.as_office("PO"), site.path(f"/duties/{code}")
    submit(site, platform, code)
    silent = officer.send(path, "return", fields={"return-reason": "   "})
    assert silent.status == 400
    assert 'href="#return-reason"' in silent.text
    officer.send(path, "return", fields={"return-reason": "缺第三方检测数据"})
    assert "缺第三方检测数据" in platform.get(path).text
    submit(site, platform, code)
    assert "已修改，待确认" in officer.get(path).text
    assert "第 2 版" in officer.get(path).text


def test_nobody_is_offered_to_confirm_their_own_work(site: Site) -> None:
    code = duty(site, "government")
    officer = site.as_office("PO")
    submit(site, officer, code)
    assert 'value="confirm"' not in officer.get(site.path(f"/duties/{code}")).text
    assert 'value="confirm"' in site.as_office("SH").get(site.path(f"/duties/{code}")).text


def test_a_waiver_is_offered_to_whoever_may_grant_it_and_takes_a_reason(site: Site) -> None:
    standard = site.world.standard
    _, case, _ = site.driver.look()
    open_ = [row for row in case.duties.values() if row.role == "intermediary" and row.state == "not_started"]
    code = next(row.code for row in open_ if standard.duties[row.code].waivable)
    path = site.path(f"/duties/{code}")
    assert 'value="waive"' not in site.as_office("PO").get(path).text
    assert site.as_office("SH").send(path, "waive", fields={"waive-reason": "由平台代办"}).status == 303
    assert state(site, code) == "not_needed"
    assert "由平台代办" in site.as_office("BR").get(path).text


def test_the_same_form_sent_twice_acts_once(site: Site) -> None:
    code = duty(site, "platform")
    platform, path = site.as_office("PL"), site.path(f"/duties/{code}")
    form = platform.get(path).form("save")
    for _ in range(2):
        assert platform.press(path, form, "save", fields=values(site, code)).status == 303
    _, case, _ = site.driver.look()
    assert len(case.documents) == 1


def test_a_stale_form_tells_what_changed_and_keeps_what_was_typed(site: Site) -> None:
    code = duty(site, "platform")
    (kind,) = site.world.standard.duties[code].evidence
    platform, path = site.as_office("PL"), site.path(f"/duties/{code}")
    old = platform.get(path).form("submit")
    platform.send(path, "save", fields={f"value-{kind}": "同事先存的"})
    stale = platform.press(path, old, "submit", fields={f"value-{kind}": "我写了很久的说明"})
    assert stale.status == 409
    assert "您打开页面之后有了新变化" in stale.text
    assert "保存材料" in stale.text
    form = stale.form("submit")
    assert form.fields[f"value-{kind}"] == "我写了很久的说明"
    assert platform.press(path, form, "submit").status == 303


def test_another_party_is_told_whose_duty_it_is(site: Site) -> None:
    code = duty(site, "platform")
    enterprise, path = site.as_office("EL"), site.path(f"/duties/{code}")
    page = enterprise.get(path)
    assert 'value="submit"' not in page.text
    secret = page.forms[0].fields["csrf_token"]
    refused = enterprise.post(path, {"csrf_token": secret, "act": "submit", **values(site, code)})
    assert refused.status == 403
    assert "这一事项不由您办理" in refused.text
    assert state(site, code) == "not_started"


def test_dates_and_numbers_typed_in_full_width_are_understood(site: Site) -> None:
    code = duty(site, "platform")
    (kind,) = site.world.standard.duties[code].evidence
    fields = {f"form-{kind}": "date", f"value-{kind}": "２０２６年１月５日"}
    assert site.as_office("PL").send(site.path(f"/duties/{code}"), "submit", fields=fields).status == 303
    _, case, _ = site.driver.look()
    assert next(iter(case.documents.values())).value == "2026-01-05"


@pytest.mark.parametrize("form", ["date", "link", "file", "nonsense"])
def test_a_value_of_the_wrong_form_is_said_at_its_field(site: Site, form: str) -> None:
    code = duty(site, "platform")
    (kind,) = site.world.standard.duties[code].evidence
    fields = {f"form-{kind}": form, f"value-{kind}": "不是这种"}
    page = site.as_office("PL").send(site.path(f"/duties/{code}"), "submit", fields=fields)
    assert page.status == 400
    assert f'href="#file-{kind}"' in page.text


def test_a_megabyte_of_nonsense_is_refused_quickly(site: Site) -> None:
    code = duty(site, "platform")
    (kind,) = site.world.standard.duties[code].evidence
    fields = {f"value-{kind}": "无" * 400_000}
    page = site.as_office("PL").send(site.path(f"/duties/{code}"), "submit", fields=fields)
    assert page.status in (400, 413)
    assert state(site, code) == "not_started"


def test_a_forged_post_changes_nothing(site: Site) -> None:
    code = duty(site, "platform")
    page = site.as_office("PL").post(site.path(f"/duties/{code}"), {"act": "submit", **values(site, code)})
    assert page.status == 400
    assert state(site, code) == "not_started"


def test_an_act_that_the_page_does_not_have_is_refused(site: Site) -> None:
    code = duty(site, "platform")
    platform, path = site.as_office("PL"), site.path(f"/duties/{code}")
    form = platform.get(path).form("submit")
    assert platform.press(path, form, "skip").status == 400
    assert state(site, code) == "not_started"


def test_a_secret_document_is_opened_by_who_does_and_confirms_it_and_the_bureau_alone(site: Site) -> None:
    code = next(
        duty.code
        for duty in site.world.standard.duties_of("mining")
        if duty.role == "platform"
        and any(site.world.standard.documents[kind].secret for kind in duty.evidence)
    )
    words = "尚未公开的成果要点"
    assert (
        site.as_office("PL")
        .send(site.path(f"/duties/{code}"), "submit", fields=values(site, code, words))
        .status
        == 303
    )
    for office in ("PL", "PO", "SH"):
        assert words in site.as_office(office).get(site.path(f"/duties/{code}")).text
    for office in ("EL", "BR"):
        page = site.as_office(office).get(site.path(f"/duties/{code}")).text
        assert words not in page
        assert "保密材料" in page


def test_a_return_of_some_papers_locks_the_rest_and_shows_what_came_back(site: Site) -> None:
    code = duty(site, "platform", evidence=2)
    first, second = site.world.standard.duties[code].evidence
    path = site.path(f"/duties/{code}")
    submit(site, site.as_office("PL"), code)
    returned = site.as_office("PO").send(
        path, "return", fields={"return-reason": "缺签字页", "return-only": first}
    )
    assert returned.status == 303
    page = site.as_office("PL").get(path)
    assert f'name="value-{first}"' in page.text
    assert f'name="value-{second}"' not in page.text
    name = site.world.standard.documents[first].text.zh
    assert f"只需修改：{name}<" in page.text
    assert "不需修改（已锁定）" in page.text
    again = site.as_office("PL").send(
        path, "submit", fields={f"value-{first}": f"示例材料 {first}，已补签字页"}
    )
    assert again.status == 303
    page = site.as_office("PO").get(path)
    assert "<ins>，已补签字页</ins>" in page.text
    assert "未改动" in page.text
    assert page.text.count("changed-mark") == 1
