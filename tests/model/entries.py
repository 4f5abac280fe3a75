"""What can be tried on a draft that enters at a later stage, and on those who are late: papers, levels, the approval,
the submission, what is made up for; reminding by hand.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress

from lifecycle.errors import Refusal
from lifecycle.records.work import BACKFILL
from lifecycle.verbs import duties, entries, facts, urging
from lifecycle.verbs.dates import MilestoneKey
from lifecycle.verbs.duties import DutyKey
from lifecycle.verbs.evidence import Evidence
from tests.lifecycle.scenes import rows_of
from tests.model import reference
from tests.model.player import Lots, Player, somebody

Act = Callable[[Player, Lots], None]
WHY = "示例：原因"


def _attach(player: Player, lots: Lots) -> None:
    """A paper for the draft itself: one that its entry asks for, or any."""
    standard, case = player.driver.known()
    point = standard.flow.entry_points.get(case.project.entry)
    wanted = [kind for need in (point.need if point else ()) for kind in (*need.docs, *need.any_docs)]
    kind = lots.pick(wanted) if wanted and lots.number(0, 3) else lots.pick(sorted(standard.documents))
    office, at = somebody(player, lots, "PO", "PL"), player.expected
    forbidden = not reference.may(at, "attach_document", office)
    given = (player.driver.number, [Evidence(kind, "text", WHY)])
    player.attempt("attach_document", office, entries.attach_document, *given, forbidden=forbidden)


def _rate(player: Player, lots: Lots) -> None:
    """A level at the door, by the officer who rates there."""
    standard, case = player.driver.known()
    levels = sorted(
        name for name, fact in standard.facts.items() if fact.type == "level" and not fact.computed
    )
    name, office = lots.pick(levels), somebody(player, lots, "PO")
    paper = max((row.n for row in case.documents.values()), default=None)
    given = (player.driver.number, name, lots.number(0, 9), paper)
    player.attempt("record_fact", office, facts.record, *given)


def _approve(player: Player, lots: Lots) -> None:
    """By the deputy director, of a draft that skips something, and not by who prepared it."""
    before, office, at = player.case, somebody(player, lots, "DD"), player.expected
    forbidden = not reference.may(at, "approve_entry", office) or before.project.entry not in reference.LATER
    done = player.attempt(
        "approve_entry", office, entries.approve_entry, player.driver.number, WHY, forbidden=forbidden
    )
    if done:
        prepared = {row.recorded_by for row in before.facts.values()}
        assert player.driver.cast[office] not in prepared, "who prepared an entry approved it"


def _enter(player: Player, _: Lots) -> None:
    """Everything that a draft needs, and in."""
    if player.expected.status != "draft":
        return
    with suppress(AssertionError, Refusal):
        player.driver.submit("PO")
    player.tried += 1
    player.expected = player.place()
    player.look()


def _make_up(player: Player, lots: Lots) -> None:
    """Of what was skipped, one: with papers that show as much, or waived."""
    owed = [row for row in player.case.latest_duties().values() if row.timing == BACKFILL and row.is_open]
    if not owed:
        return
    row = lots.pick(sorted(owed, key=lambda each: each.key))
    key = DutyKey(player.driver.number, row.code, row.occurrence)
    if lots.number(0, 2):
        kinds = player.driver.known()[0].duties[row.code].evidence
        papers = [Evidence(kind, "text", WHY) for kind in kinds]
        player.attempt("complete", somebody(player, lots, row.doer), duties.complete, key, papers)
    else:
        standard, office = player.driver.known()[0], somebody(player, lots, "SH")
        forbidden = not standard.duties[row.code].waivable or office != "SH"
        player.attempt("waive", office, duties.waive, key, WHY, forbidden=forbidden)


def _urge(player: Player, lots: Lots) -> None:
    """It is said in the history and changes nothing; no party urges."""
    rows = sorted(player.case.latest_milestones().values(), key=lambda row: row.key)
    office, before = somebody(player, lots, "PO", "SH"), _state(player)
    forbidden = office in reference.PARTIES
    if rows and lots.number(0, 1):
        row = lots.pick(rows)
        key = MilestoneKey(player.driver.number, row.code, row.occurrence)
        player.attempt("urge", office, urging.urge, key, forbidden=forbidden)
    else:
        player.attempt("urge", office, urging.urge_late, player.driver.number, forbidden=forbidden)
    assert _state(player) == before, "urging changed the project"


def _state(player: Player) -> object:
    rows = rows_of(player.case)
    for name in ("revision", "head"):
        rows["project"][()].pop(name)
    return rows


ACTS: Mapping[str, Act] = {
    "attach_document": _attach,
    "rate_at_the_door": _rate,
    "approve_entry": _approve,
    "enter": _enter,
    "make_up": _make_up,
    "urge": _urge,
}
"""Every act on an entry, and urging, by its name."""
