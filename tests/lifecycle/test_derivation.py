"""Projects that come out of the result of another one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from lifecycle.errors import NoSuchMove, NotFound, NotPermitted
from lifecycle.policy import actor_of
from lifecycle.queries.project import project_page
from lifecycle.verbs import derivation, ends
from lifecycle.verbs.register import Part
from tests.lifecycle import scenes
from tests.lifecycle.scenes import by_person, case_of, disagreements, events_of

if TYPE_CHECKING:
    from tests.lifecycle.conftest import At
    from tests.world import World
    from web.demonstration.driver import Driver


def derive(driver: Driver, by: str = "PL", party: str = "source_platform") -> str:
    parts = [Part(party)]
    return driver.act(by, derivation.derive, driver.number, "衍生成果", "", parts).number


@pytest.mark.parametrize("place", ["mining", "end"])
def test_a_result_of_a_running_or_graduated_project_is_one_of_its_own(released: At, place: str) -> None:
    driver = released(place).driver
    made = derive(driver)
    with driver.engine.read() as session:
        new = scenes.read_case(session, made)
        assert (new.project.parent, new.project.derived) == (case_of(driver).project.id, True)
        assert (new.project.status, new.project.title) == ("draft", "衍生成果")
        assert disagreements(session, made) == []
        assert disagreements(session, driver.number) == []
    assert events_of(driver)[-1].event == "ResultDerived"
    assert derive(driver) != made, "a project may have several"


def test_both_show_each_other_and_say_how_they_belong_together(world: World) -> None:
    driver = world.started()
    made = derive(driver)
    with world.engine.read() as session:
        actor = actor_of(session.tx, world.cast["PL"])
        down = project_page(session, actor, driver.number).links
        up = project_page(session, actor, made).links
    assert [(each.number, each.kind, each.is_parent) for each in down] == [(made, "derived", False)]
    assert [(each.number, each.kind, each.is_parent) for each in up] == [(driver.number, "derived", True)]


def test_what_has_to_wait_before_coming_back_is_not_got_round(world: World) -> None:
    driver = world.started()
    driver.act("DD", ends.terminate, driver.number, "market_failure", "示例")
    with pytest.raises(NoSuchMove):
        derive(driver)
    draft = world.register()
    with pytest.raises(NoSuchMove):
        derive(draft)


def test_it_is_registered_for_ones_own_organisation_and_by_who_sees_the_other(world: World) -> None:
    driver = world.started()
    with pytest.raises(NotPermitted):
        derive(driver, by="PL", party="enterprise")
    assert derive(driver, by="PO", party="enterprise")
    with world.engine.write() as session:
        stranger = scenes.person(session.tx, "stranger")
        elsewhere = scenes.organisation(session.tx, "elsewhere", "source_platform")
        scenes.join(session.tx, stranger, elsewhere)
    with pytest.raises(NotFound):
        by_person(driver, stranger, derivation.derive, driver.number, "衍生成果", "", [Part("elsewhere")])
