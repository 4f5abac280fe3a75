"""An expert: by account or by a link, answering, declaring, scoring criterion by criterion, and what stays sealed."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from lifecycle.verbs import sheets
from tests.web.project.site import Page, Somebody

if TYPE_CHECKING:
    from lifecycle.records.evaluations import AssignmentRow
    from tests.web.evaluation.conftest import Room


@pytest.fixture
def invited(room: Room) -> AssignmentRow:
    """One expert of a panel that was drawn; the self-rating is in."""
    room.panel.rate_self()
    return room.panel.draw()[0]


def none_applies(page: Page) -> dict[str, str]:
    return {name: "no" for name in page.form("declare").names if name.startswith("cause-")}


def seated(room: Room, row: AssignmentRow) -> Somebody:
    """They went through the pages up to the sheet."""
    who = room.expert(row)
    for button in ("open", "accept"):
        assert who.send(room.own(), button).status == 303
    page = who.get(room.own())
    assert who.press(room.own(), page.form("declare"), "declare", fields=none_applies(page)).status == 303
    return who


def test_the_invitation_stands_in_my_work_and_leads_to_it(room: Room, invited: AssignmentRow) -> None:
    who = room.expert(invited)
    assert room.own() in who.get("/my-work").text
    assert room.own() in who.get("/evaluations").text


def test_nothing_of_the_case_is_shown_before_the_declaration(room: Room, invited: AssignmentRow) -> None:
    who = room.expert(invited)
    for button in ("open", "accept"):
        assert "示例：数据" not in who.get(room.own()).text
        who.send(room.own(), button)
    assert "示例：数据" not in who.get(room.own()).text
    assert who.get(room.own("/score")).status in (403, 404)
    assert who.get(room.path()).status == 404, "the project itself is not an expert's"
    seated_now = who.get(room.own())
    who.press(room.own(), seated_now.form("declare"), "declare", fields=none_applies(seated_now))
    assert "示例：数据" in who.get(room.own("/score")).text


def test_the_lowest_level_says_what_it_stands_for_and_not_what_the_scale_is(
    room: Room, invited: AssignmentRow
) -> None:
    page = seated(room, invited).get(room.own("/score"))
    scale = room.panel.now.rubric.scale
    assert page.status == 200
    assert scale.lowest.zh in page.text
    assert scale.text.zh not in page.text


def test_an_expert_whose_session_is_over_is_told_how_to_get_in_again(room: Room) -> None:
    stranger = room.site.app.test_client()
    answer = stranger.get(room.own("/score"), base_url="http://localhost")
    page = stranger.get(answer.headers["Location"], base_url="http://localhost")
    assert page.status_code == 200
    assert "请向经办人索取新链接" in page.text
    assert "索取新链接" not in stranger.get("/sign-in?next=/projects", base_url="http://localhost").text


def test_every_cause_has_to_be_answered_and_one_that_applies_recuses(
    room: Room, invited: AssignmentRow
) -> None:
    who = room.expert(invited)
    who.send(room.own(), "open")
    who.send(room.own(), "accept")
    page = who.get(room.own())
    answers = none_applies(page)
    some = dict(list(answers.items())[:-1])
    unanswered = who.press(room.own(), page.form("declare"), "declare", fields=some)
    assert unanswered.status == 400
    blank = who.press(room.own(), page.form("declare"), "declare")
    assert blank.status == 400
    assert blank.text.count('class="error"') == len(answers), "every cause that was left out is named"
    assert f"有 {len(answers)} 处需要修改" in blank.text
    code = next(iter(answers)).removeprefix("cause-")
    wordless = who.press(room.own(), page.form("declare"), "declare", fields=some | {f"cause-{code}": "yes"})
    assert wordless.status == 400
    assert "有 2 处需要修改" in wordless.text, "one without words, one without an answer"
    said = answers | {f"cause-{code}": "yes", f"words-{code}": "示例：曾是同事"}
    assert who.press(room.own(), page.form("declare"), "declare", fields=said).status == 303
    assert room.panel.now.assignments[invited.n].state == "recused"
    assert "示例：数据" not in who.get(room.own()).text


def test_declining_needs_no_reason_and_ends_it(room: Room, invited: AssignmentRow) -> None:
    who = room.expert(invited)
    who.send(room.own(), "open")
    assert who.send(room.own(), "decline").status == 303
    assert room.panel.now.assignments[invited.n].state == "declined"


def test_a_sheet_is_filled_in_step_by_step_and_sealed(room: Room, invited: AssignmentRow) -> None:
    who = seated(room, invited)
    document = str(room.panel.evidence())
    for code in room.panel.now.dimensions:
        path = room.own(f"/score?at={code}")
        sent = who.send(path, "next", having="reason", level="5", reason=f"示例：{code}", evidence=document)
        assert sent.status == 303
    check = who.get(room.own("/score?at=check"))
    assert "已评 8 / 8 维" in check.text
    assert who.press(room.own("/score?at=check"), check.form("submit"), "submit").status == 303
    after = who.get(room.own())
    assert "提交后不能更改" in after.text
    again = who.press(
        room.own("/score?at=D1"), check.form("submit"), "save", level="9", reason="示例", key="another"
    )
    assert again.status in (403, 404), "a sheet that is in is not changed"


def test_a_level_without_its_reason_is_named_and_nothing_is_lost(room: Room, invited: AssignmentRow) -> None:
    who = seated(room, invited)
    who.send(room.own("/score?at=D1"), "save", having="reason", level="5", reason="")
    refused = who.send(room.own("/score?at=check"), "submit")
    assert refused.status == 400
    assert "未写理由" in refused.text
    assert who.get(room.own("/score?at=D1")).form("save").fields["level"] == "5"


def test_after_the_last_day_the_sheet_says_so(room: Room, invited: AssignmentRow) -> None:
    room.panel.dossier_done()
    who = seated(room, invited)
    room.panel.by(invited.person, sheets.save, room.panel.given(5))
    attempt = room.panel.now.attempt
    assert attempt is not None
    due = room.panel.now.due(attempt)
    assert due is not None
    room.site.driver.day = due + timedelta(days=1)
    late = room.expert(invited)
    refused = late.send(room.own("/score?at=check"), "submit")
    assert refused.status == 400
    assert str(due.day) in refused.text
    assert who is not late


# By a link --------------------------------------------------------------------------------------------------------


def link(room: Room, row: AssignmentRow) -> str:
    """The officer makes a one-time link; its path."""
    officer = room.office("PO")
    page = officer.get(room.path("/evaluation"))
    form = next(
        each for each in page.forms if ("act", "link") in each.buttons and each.fields.get("n") == str(row.n)
    )
    assert officer.press(room.path("/evaluation"), form, "link").status == 303
    shown = officer.get(room.path("/evaluation")).text
    address = shown.split('<code class="link-once">')[1].split("</code>")[0]
    assert "link-once" not in officer.get(room.path("/evaluation")).text, "shown once"
    return urlsplit(address).path


def said(page: Page) -> str:
    """What stands on a page below its bar."""
    return page.text.split("<main")[1].split("<footer")[0]


def visitor(room: Room) -> Somebody:
    return Somebody(room.site, room.site.app.test_client())


def test_a_link_lets_in_once_to_one_evaluation_and_nowhere_else(room: Room, invited: AssignmentRow) -> None:
    path = link(room, invited)
    who = visitor(room)
    opened = who.get(path)
    assert opened.status == 200, "opening it uses nothing up"
    assert who.press(path, opened.forms[-1], "").status == 303
    assert who.get(room.own()).status == 200
    assert room.panel.now.assignments[invited.n].opened_on is not None
    for elsewhere in ("/my-work", "/projects", room.path(), "/inbox", "/password"):
        answer = who.get(elsewhere)
        assert answer.status in (302, 404), elsewhere
        assert answer.response.headers.get("Location", "/evaluations") == "/evaluations", elsewhere
    other = visitor(room)
    assert other.get(path).status == 404, "used up"


def test_an_expired_or_foreign_link_says_the_same(room: Room, invited: AssignmentRow) -> None:
    path = link(room, invited)
    foreign = path.replace(room.panel.number, "YH-2026-9999")
    unknown = visitor(room).get(room.own("/link/nothing"))
    assert unknown.status == 404
    assert said(visitor(room).get(foreign)) == said(unknown)
    room.site.driver.day += timedelta(days=11)
    expired = visitor(room).get(path)
    assert (expired.status, said(expired)) == (404, said(unknown))


def test_a_newer_link_takes_the_place_of_the_older(room: Room, invited: AssignmentRow) -> None:
    older = link(room, invited)
    newer = link(room, invited)
    assert visitor(room).get(older).status == 404
    assert visitor(room).get(newer).status == 200


def test_whoever_came_by_a_link_scores_to_the_end(room: Room, invited: AssignmentRow) -> None:
    path = link(room, invited)
    who = visitor(room)
    who.press(path, who.get(path).forms[-1], "")
    assert who.send(room.own(), "accept").status == 303
    page = who.get(room.own())
    assert who.press(room.own(), page.form("declare"), "declare", fields=none_applies(page)).status == 303
    document = str(room.panel.evidence())
    for code in room.panel.now.dimensions:
        who.send(
            room.own(f"/score?at={code}"),
            "next",
            having="reason",
            level="5",
            reason="示例",
            evidence=document,
        )
    assert who.send(room.own("/score?at=check"), "submit").status == 303
    assert room.panel.now.has_scored(invited.n)
