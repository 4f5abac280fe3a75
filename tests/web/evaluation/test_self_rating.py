"""The dossier and the self-rating on the screen: saved at every step, resumed by a colleague, locked once handed in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lifecycle.verbs import self_ratings
from tests.lifecycle.scenes import case_of

if TYPE_CHECKING:
    from tests.web.evaluation.conftest import Room
    from tests.web.project.site import Page

FORM = "/self-rating"


def saved(room: Room, code: str = "D1", **values: str) -> Page:
    return room.office("PL").send(room.path(f"{FORM}?at={code}"), "save", having="reason", **values)


def begun(room: Room) -> int:
    """The evaluation is begun by the holder; the number of a document to name."""
    document = room.panel.evidence()
    room.panel.act("PL", self_ratings.start)
    return document


def test_the_holder_begins_it_from_the_project_and_from_my_work(room: Room) -> None:
    holder = room.office("PL")
    assert room.path("/evaluation/for/EVA-P-2") in holder.get("/my-work").text
    sent = holder.send(room.path("/evaluation"), "start")
    assert sent.status == 303
    led = holder.get(room.path("/evaluation/for/EVA-P-2"))
    assert led.response.headers["Location"].endswith(FORM)
    assert room.path(FORM) in holder.get(room.path()).text


def test_each_level_shows_what_has_to_be_there_for_it(room: Room) -> None:
    begun(room)
    page = room.office("PL").get(room.path(f"{FORM}?at=D4"))
    rubric = room.panel.standard.rubric
    assert rubric is not None
    for anchor in rubric.levels["D4"]:
        assert anchor.text.zh in page.text
    assert "本关口最低级" in page.text


def test_a_step_is_saved_whole_or_not_and_resumed_on_another_machine(room: Room) -> None:
    begun(room)
    sent = saved(room, level="5", reason="示例：第三方检测，写到一半")
    assert sent.status == 303
    page = room.office("PL").get(room.path(f"{FORM}?at=D1"))
    assert page.form("save").fields["reason"] == "示例：第三方检测，写到一半"
    assert page.form("save").fields["level"] == "5"
    assert "已保存 10:00" in page.text
    assert "1 维" not in page.text


def test_two_colleagues_on_one_dimension_lose_nothing(room: Room) -> None:
    begun(room)
    first, second = room.office("PL"), room.office("PL")
    path = room.path(f"{FORM}?at=D1")
    early = second.get(path).form("save")
    first.send(path, "save", having="reason", level="5", reason="示例：先写的")
    late = second.press(path, early, "save", level="3", reason="示例：后写的")
    assert late.status == 409
    assert "示例：先写的" in late.text, "what is saved"
    assert "示例：后写的" in late.form("save").fields["reason"], "what was typed"
    again = second.press(path, late.form("save"), "save", level="3", reason="示例：后写的")
    assert again.status == 303


def test_what_is_missing_is_said_for_every_level_and_nothing_is_handed_in(room: Room) -> None:
    document = begun(room)
    saved(room, "D1", level="5", reason="示例：有理由", evidence=str(document))
    saved(room, "D2", level="5", reason="示例：没有材料")
    saved(room, "D3", level="2")
    refused = room.office("PL").send(room.path(f"{FORM}?at=check"), "submit")
    assert refused.status == 400
    assert "未写理由" in refused.text
    assert "未选级别" in refused.text
    assert not room.panel.now.self_ratings


def test_it_is_handed_in_once_then_corrected_by_a_further_version(room: Room) -> None:
    document = begun(room)
    room.panel.act("PL", self_ratings.save, room.panel.given(4))
    holder = room.office("PL")
    assert holder.send(room.path(f"{FORM}?at=dossier"), "save", documents=str(document)).status == 303
    assert holder.send(room.path(f"{FORM}?at=check"), "submit").status == 303
    assert "第 1 版" in holder.get(room.path("/evaluation")).text
    saved(room, "D1", level="3", reason="示例：更正")
    unexplained = holder.send(room.path(f"{FORM}?at=check"), "submit")
    assert unexplained.status == 400
    assert holder.send(room.path(f"{FORM}?at=check"), "submit", reason="示例：算错了").status == 303
    versions = room.panel.now.self_ratings
    assert sorted(versions) == [1, 2]
    levels = case_of(room.panel.driver).rows("self_level")
    assert len(levels) == 2 * len(room.panel.now.dimensions), "both versions are kept"


def test_others_than_the_holder_do_not_fill_it_in(room: Room) -> None:
    begun(room)
    for office in ("EL", "PO", "BR"):
        assert room.office(office).get(room.path(FORM)).status in (403, 404), office


def test_nonsense_in_a_step_is_refused_without_harm(room: Room) -> None:
    begun(room)
    for level in ("99", "-1", "x" * 2000, "９"):
        answer = saved(room, "D1", level=level, reason="示例")
        assert answer.status in (303, 400), level
    assert saved(room, "D1", level="4", reason="字" * 501).status == 400
    assert saved(room, "D1", level="4", reason="示例", evidence="999").status == 400
    assert room.office("PL").get(room.path(f"{FORM}?at=NOPE")).status == 200
