"""What another track would change is said by doing it and taking it back."""

from __future__ import annotations

from lifecycle.queries.preview import Preview, preview
from lifecycle.verbs import facts
from tests.lifecycle.conftest import At
from tests.lifecycle.scenes import case_of, events_of, on
from web.demonstration.driver import Driver


def seen(driver: Driver, name: str, value: object) -> Preview:
    with on(driver.day):
        return preview(driver.engine, driver.cast["PO"], facts.record, driver.number, name, value)


def test_a_fact_that_changes_the_track_shows_what_opens_closes_moves_and_who_decides(released: At) -> None:
    driver = released("mining").driver
    told = seen(driver, "public_support_wan", 0).track
    assert told is not None
    assert (told.before.code, told.after.clause.code) == ("standard", "fast")
    assert [(fact.name, value) for fact, value in told.after.grounds] == [
        ("public_support_wan", 0), ("cross_district", None), ("new_land", None),
    ]  # fmt: skip
    assert {"MIN-I-3", "MIN-G-5"} <= {clause.code for clause in told.closes}
    assert told.opens == told.behind == ()
    moved = {line.clause.code: (line.before, line.after) for line in told.dates}
    assert moved["MIN-M8"][1] is None
    assert moved["MIN-M4"][0] is not None
    assert moved["MIN-M4"][1] is not None
    ways = {line.clause.code: line for line in told.gates}
    assert ways["G2"].after is not None
    assert ways["G2"].after.mode == "deemed"
    assert ways["G3"].before is not None
    assert ways["G3"].after is not None
    assert (ways["G3"].before.decider.en, ways["G3"].after.decider.en) == ("Bureau meeting", "Section head")
    assert ways["G5"].after is None
    assert told.after.last is not None
    assert told.after.last.en == "Landing"


def test_a_preview_leaves_nothing_behind(released: At) -> None:
    driver = released("mining").driver
    before = events_of(driver), case_of(driver).project
    seen(driver, "public_support_wan", 0)
    assert (events_of(driver), case_of(driver).project) == before


def test_a_fact_that_leaves_the_track_shows_none(released: At) -> None:
    assert seen(released("mining").driver, "public_support_wan", 100).track is None


def test_what_is_brought_back_from_behind_is_shown_with_its_day(released: At) -> None:
    driver = released("draft").driver
    driver.record("public_support_wan", 0)
    driver.submit("PO")
    driver.pass_gate()
    with on(driver.day):
        correction = preview(
            driver.engine, driver.cast["PO"], facts.correct, driver.number, "public_support_wan", 600, "示例"
        )
    told = correction.track
    assert told is not None
    assert "MIN-I-3" in {clause.code for clause in told.behind}
    assert told.behind_by is not None
    assert "EVA-G-1" in {clause.code for clause, _ in told.opens}
    assert told.kept == len([row for row in case_of(driver).duties.values() if row.state == "confirmed"])
