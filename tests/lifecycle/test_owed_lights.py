"""What is owed before a gate colours a project, as the standard says: from its day on, until it is answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lifecycle.lights import Light, thresholds_of
from lifecycle.policy import actor_of
from lifecycle.queries.my_work import my_work
from lifecycle.queries.project import LightReason, project_page
from lifecycle.verbs import debts, pauses
from lifecycle.verbs.pauses import Pause
from lifecycle.verbs.rounds import Owed
from lifecycle.verify import verify
from tests import world as worlds
from tests.lifecycle.scenes import later, on, rehearsal, sound

if TYPE_CHECKING:
    from tests.lifecycle.conftest import At
    from tests.world import World
    from web.demonstration.driver import Driver


def seen(driver: Driver) -> tuple[Light, LightReason | None]:
    """The light of the project today, and why."""
    with on(driver.day), driver.engine.read() as session:
        head = project_page(session, actor_of(session.tx, driver.cast["PO"]), driver.number).header
    return head.light, head.reason


def lights(driver: Driver, office: str = "PL") -> tuple[Light | None, Light | None]:
    """Those of the debt: in the list of the project, and in the work of whoever owes it."""
    with on(driver.day), driver.engine.read() as session:
        actor = actor_of(session.tx, driver.cast[office])
        [row] = [
            each for each in project_page(session, actor, driver.number).debts if each.kind == "condition"
        ]
        [item] = [each for each in my_work(session, actor).items if each.n == row.n]
    return row.light, item.light


def owing(world: World, days: int = 2) -> Driver:
    """Passed on with a condition that is due in a few working days; nothing else is near."""
    driver = world.started()
    driver.clear()
    driver.request()
    driver.decide("go", owed=(Owed("示例：补交承诺书", "PL", later(driver, days)),))
    assert seen(driver)[0] is not Light.RED
    return driver


def test_a_condition_that_is_late_turns_the_light_until_it_is_answered(world: World) -> None:
    driver = owing(world)
    light, why = seen(driver)
    assert light is Light.YELLOW
    assert why is not None
    assert (why.debt, why.clause, why.left_wd, why.due) == ("condition", None, 2, later(driver, 2))
    driver.wait(2)
    assert seen(driver)[0] is Light.YELLOW, "due today is not overdue"
    driver.wait(5)
    assert seen(driver)[0] is Light.YELLOW
    assert lights(driver) == (Light.YELLOW, Light.YELLOW)
    driver.wait(1)
    assert lights(driver) == (Light.RED, Light.RED)
    light, why = seen(driver)
    assert light is Light.RED
    assert why is not None
    assert (why.debt, why.left_wd, why.repeated) == ("condition", -6, False)
    with rehearsal(driver) as held:
        held.act("SH", pauses.hold, held.number, Pause(later(held, 5), "示例", "示例：条件", later(held, 2)))
        assert seen(held)[0] is Light.GREY
        sound(held)
    driver.act("PL", debts.answer, driver.number, 1, "示例：已补交")
    assert seen(driver)[1] is None or seen(driver)[1].debt is None
    assert seen(driver)[0] is not Light.RED
    driver.act("SH", debts.give_back, driver.number, 1, "示例：不齐")
    assert seen(driver)[0] is Light.RED
    assert list(verify(driver.engine)) == []


def test_which_kinds_turn_it_is_said_by_the_standard(released: At) -> None:
    assert thresholds_of(released("mining").driver.known()[0]).owed == {
        "condition",
        "defect",
        "rectification",
    }
    assert thresholds_of(worlds.small()).owed == frozenset()


def test_an_ended_project_has_no_light_for_what_is_still_owed(released: At) -> None:
    driver = released("approval/review").driver
    driver.decide("stop", owed=())
    light, why = seen(driver)
    assert why is None
    assert light is Light.GREEN
