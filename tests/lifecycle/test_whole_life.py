"""A project goes from draft to the end of its road by doing exactly what bars it, under two unlike standards."""

from lifecycle.policy import is_end
from tests.world import World


def test_doing_what_the_blockers_name_leads_through_every_stage_to_the_end(any_world: World) -> None:
    driver = any_world.started()
    seen = []
    for stage in any_world.standard.stages:
        _, case, _ = driver.look()
        assert case.project.stage == stage
        driver.pass_gate()
        seen.append(stage)
    _, case, _ = driver.look()
    assert seen == list(any_world.standard.stages)
    assert is_end(case.project.status)
    assert case.project.outcome is not None
