"""Conflicts of interest: every cause of the rubric, its window to the day, and whom it does not concern."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from sqlalchemy import insert, update

from lifecycle.engine import Session
from lifecycle.errors import Invalid, NotFound, NotPermitted
from lifecycle.evaluation import conflicts
from lifecycle.evaluation.conflicts import employers
from lifecycle.evaluation.striking import strike_relation
from lifecycle.experts import Related, dismiss, end_relation, enter, relate
from lifecycle.policy import actor_of
from lifecycle.queries.experts import pool
from lifecycle.records import experts, people
from lifecycle.records import project as projects
from tests.lifecycle import scenes
from tests.lifecycle.conftest import At
from tests.lifecycle.scenes import Scene, on, read_case
from tests.world import LONG_AGO

TODAY = date(2026, 1, 5)
THREE_YEARS_AGO, A_DAY_MORE = date(2023, 1, 5), date(2023, 1, 4)


@dataclass
class Tie:
    """One expert and whatever ties them to a project in which one organisation of each kind takes part."""

    session: Session
    scene: Scene
    expert: int

    def organisation(self, kind: str) -> int:
        return scenes.organisation_id(self.session.tx, kind)

    def member(self, kind: str, *, until: date | None = None, who: int | None = None) -> None:
        scenes.join(self.session.tx, who or self.expert, self.organisation(kind), until=until)

    def related(self, kind: str, **to: Any) -> None:
        row = {"person": self.expert, "kind": kind, "since": LONG_AGO, "until": None}
        row |= {"organisation": None, "other": None, "recorded_by": 0, "recorded_on": LONG_AGO}
        self.session.tx.execute(insert(experts.relation).values(row | to))

    def found(self) -> set[tuple[str, str]]:
        case = read_case(self.session, self.scene.driver.number)
        all_ = conflicts.found(self.session.tx, self.scene.standard, case, [self.expert], self.session.day)
        return {(each.cause, each.basis) for each in all_.get(self.expert, ())}


@pytest.fixture
def tie(released: At) -> Iterator[Tie]:
    scene = released("evaluation")
    with on(TODAY), scene.driver.engine.write() as session:
        yield Tie(session, scene, scenes.person(session.tx, "judge"))


def test_nobody_is_in_conflict_with_a_project_they_have_nothing_to_do_with(tie: Tie) -> None:
    away = scenes.organisation(tie.session.tx, "elsewhere", "source_platform")
    scenes.join(tie.session.tx, tie.expert, away)
    tie.related("shares", organisation=away)
    assert tie.found() == set()


@pytest.mark.parametrize(
    ("until", "expected"),
    [
        (None, {("RC2", "membership")}),
        (THREE_YEARS_AGO, {("RC2", "membership")}),
        (A_DAY_MORE, set()),
    ],
)
def test_an_employer_that_takes_part_counts_and_for_three_years_after(
    tie: Tie, until: date | None, expected: set[tuple[str, str]]
) -> None:
    tie.member("source_platform", until=until)
    assert tie.found() == expected


@pytest.mark.parametrize(
    ("kind", "cause"),
    [
        ("employment", "RC2"),
        ("post", "RC2"),
        ("shares", "RC2"),
        ("pay", "RC2"),
        ("publication", "RC3"),
        ("patent", "RC3"),
        ("project", "RC3"),
        ("competing", "RC4"),
        ("kin", "RC1"),
        ("supervision", "RC1"),
    ],
)
def test_every_relation_to_an_organisation_or_to_its_people_has_its_cause(
    tie: Tie, kind: str, cause: str
) -> None:
    tie.related(kind, organisation=tie.organisation("enterprise"))
    assert tie.found() == {(cause, "relation")}
    tie.session.tx.execute(
        update(experts.relation).values(organisation=None, other=tie.scene.world.cast["EL"])
    )
    assert tie.found() == {(cause, "relation")}


def test_a_relation_counts_from_either_side(tie: Tie) -> None:
    tie.related("kin", person=tie.scene.world.cast["PL"], other=tie.expert)
    assert tie.found() == {("RC1", "relation")}


def test_a_tie_with_the_broker_is_one_with_a_broker_only(tie: Tie) -> None:
    tie.related("agency", organisation=tie.organisation("enterprise"))
    assert tie.found() == set()
    tie.related("agency", organisation=tie.organisation("intermediary"))
    assert tie.found() == {("RC5", "relation")}


def test_staff_of_an_investor_are_in_conflict_as_investors_too(tie: Tie) -> None:
    tie.member("finance")
    assert tie.found() == {("RC2", "membership"), ("RC7", "membership")}


def test_whom_an_investor_employs_is_in_conflict_like_its_members(tie: Tie) -> None:
    tie.related("employment", organisation=tie.organisation("finance"))
    assert tie.found() == {("RC2", "relation"), ("RC7", "relation")}


@pytest.mark.parametrize(
    ("until", "expected"),
    [(None, {("RC1", "relation")}), (THREE_YEARS_AGO, {("RC1", "relation")}), (A_DAY_MORE, set())],
)
def test_kin_of_somebody_whom_a_party_employs_count_and_for_three_years_after(
    tie: Tie, until: date | None, expected: set[tuple[str, str]]
) -> None:
    somebody = scenes.person(tie.session.tx, "their-kin")
    tie.related("kin", other=somebody)
    assert tie.found() == set()
    tie.related("employment", person=somebody, organisation=tie.organisation("enterprise"), until=until)
    assert tie.found() == expected


def test_employers_are_those_of_the_day(tie: Tie) -> None:
    away = scenes.organisation(tie.session.tx, "institute", "employer")
    tie.related("employment", organisation=away, until=TODAY)
    tie.related("pay", organisation=tie.organisation("enterprise"))
    tie.member("source_platform")
    employed = conflicts.employers(tie.session.tx, [tie.expert], date(2026, 1, 4))
    assert employed == {tie.expert: tuple(sorted((away, tie.organisation("source_platform"))))}
    assert conflicts.employers(tie.session.tx, [tie.expert], TODAY) == {
        tie.expert: (tie.organisation("source_platform"),)
    }


def test_a_relation_that_has_not_begun_or_is_long_over_does_not_count(tie: Tie) -> None:
    tie.related("shares", organisation=tie.organisation("enterprise"), since=date(2026, 1, 6))
    tie.related("shares", organisation=tie.organisation("enterprise"), until=A_DAY_MORE)
    assert tie.found() == set()


def test_an_organisation_that_has_left_counts_for_three_years(tie: Tie) -> None:
    tie.member("enterprise")
    part = projects.participation
    leaving = update(part).where(part.c.organisation == tie.organisation("enterprise"))
    tie.session.tx.execute(leaving.values(until=THREE_YEARS_AGO))
    assert tie.found() == {("RC2", "membership")}
    tie.session.tx.execute(leaving.values(until=A_DAY_MORE))
    assert tie.found() == set()


def test_kin_of_somebody_who_left_the_holder_long_ago_is_no_conflict(tie: Tie) -> None:
    somebody = scenes.person(tie.session.tx, "once-there")
    tie.member("source_platform", until=A_DAY_MORE, who=somebody)
    tie.related("kin", other=somebody)
    assert tie.found() == set()
    tie.session.tx.execute(
        update(people.member).where(people.member.c.person == somebody).values(until=THREE_YEARS_AGO)
    )
    assert tie.found() == {("RC1", "relation")}


@pytest.mark.parametrize("office", ["SH", "DD", "DIR", "GOV"])
def test_no_office_is_an_exception(tie: Tie, office: str) -> None:
    tie.expert = tie.scene.world.cast[office]
    tie.member("enterprise")
    assert tie.found() == {("RC2", "membership")}


# Keeping the pool and the relations -----------------------------------------------------------------------------------


def test_the_pool_is_kept_by_the_office_that_the_standard_names(tie: Tie) -> None:
    keeper = actor_of(tie.session.tx, tie.scene.world.cast["SH"])
    row = enter(tie.session, keeper, tie.scene.standard, tie.expert, ["technical"], ["膜", "膜"], 2)
    assert (row.fields, row.keywords, row.load_limit) == (",technical,", ",膜,", 2)
    again = enter(tie.session, keeper, tie.scene.standard, tie.expert, ["finance", "technical"])
    assert again.fields == ",finance,technical,"
    dismiss(tie.session, keeper, tie.scene.standard, tie.expert)
    with pytest.raises(NotFound):
        dismiss(tie.session, keeper, tie.scene.standard, tie.expert)
    for office in ("PO", "DD", "PL"):
        other = actor_of(tie.session.tx, tie.scene.world.cast[office])
        with pytest.raises(NotPermitted):
            enter(tie.session, other, tie.scene.standard, tie.expert, ["technical"])


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"fields": ["astrology"]}, "fields"),
        ({"fields": []}, "fields"),
        ({"fields": ["technical"], "keywords": ["a,b"]}, "keywords"),
        (
            {"fields": ["technical"], "keywords": ["字" * 40] * 1 + [f"{n:040d}" for n in range(30)]},
            "keywords",
        ),
        ({"fields": ["technical"], "load_limit": 0}, "load_limit"),
    ],
)
def test_what_an_expert_cannot_be_is_refused(tie: Tie, given: dict[str, Any], field: str) -> None:
    keeper = actor_of(tie.session.tx, tie.scene.world.cast["SH"])
    with pytest.raises(Invalid) as wrong:
        enter(tie.session, keeper, tie.scene.standard, tie.expert, **given)
    assert wrong.value.field == field


def test_a_person_records_their_own_relations_and_nobody_elses(tie: Tie) -> None:
    standard, own = tie.scene.standard, actor_of(tie.session.tx, tie.expert)
    relate(
        tie.session, own, standard, Related(tie.expert, "shares", LONG_AGO, tie.organisation("enterprise"))
    )
    assert tie.found() == {("RC2", "relation")}
    with pytest.raises(NotPermitted):
        relate(
            tie.session, own, standard, Related(tie.scene.world.cast["PL"], "kin", LONG_AGO, other=tie.expert)
        )


def test_a_relation_ends_and_still_counts_for_a_while(tie: Tie) -> None:
    standard, keeper = tie.scene.standard, actor_of(tie.session.tx, tie.scene.world.cast["SH"])
    given = Related(tie.expert, "pay", LONG_AGO, tie.organisation("enterprise"))
    row = relate(tie.session, keeper, standard, given)
    end_relation(tie.session, keeper, standard, row.id or 0, TODAY)
    assert tie.found() == {("RC2", "relation")}
    with pytest.raises(NotFound):
        end_relation(tie.session, keeper, standard, row.id or 0, TODAY)


@pytest.mark.parametrize("kind", ["employment", "kin"])
def test_what_was_struck_counts_for_nothing(tie: Tie, kind: str) -> None:
    standard, keeper = tie.scene.standard, actor_of(tie.session.tx, tie.scene.world.cast["SH"])
    to = tie.organisation("enterprise")
    row = relate(tie.session, keeper, standard, Related(tie.expert, kind, LONG_AGO, to))
    assert tie.found()
    assert bool(employers(tie.session.tx, [tie.expert], TODAY)[tie.expert]) == (kind == "employment")
    assert strike_relation(tie.session, keeper, standard, row.id or 0, "示例：登记错人") == []
    assert tie.found() == set()
    assert employers(tie.session.tx, [tie.expert], TODAY)[tie.expert] == ()
    enter(tie.session, keeper, standard, tie.expert, ["technical"])
    assert pool(tie.session, keeper, standard)[0].relations == ()


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"kind": "friendship"}, "kind"),
        ({"organisation": None}, "other"),
        ({"since": date(2026, 1, 6)}, "since"),
        ({"until": date(2019, 1, 1)}, "until"),
        ({"kind": "employment", "organisation": None, "other": 1}, "organisation"),
    ],
)
def test_a_relation_that_makes_no_sense_is_refused(tie: Tie, more: dict[str, Any], field: str) -> None:
    keeper = actor_of(tie.session.tx, tie.scene.world.cast["SH"])
    plain = {
        "person": tie.expert,
        "kind": "pay",
        "since": LONG_AGO,
        "organisation": tie.organisation("enterprise"),
    }
    with pytest.raises(Invalid) as wrong:
        relate(tie.session, keeper, tie.scene.standard, Related(**(plain | more)))
    assert wrong.value.field == field
