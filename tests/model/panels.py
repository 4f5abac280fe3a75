"""What can be tried on an evaluation: beginning it, drawing and inviting, answering, declaring, scoring, stepping back,
excluding and concluding; by the office or the expert whose turn it is, or by anybody.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress

from lifecycle.errors import Refusal
from lifecycle.evaluation.view import OFFICER, Evaluation, every, newest
from lifecycle.records.evaluations import AssignmentRow
from lifecycle.verbs import evaluations, invitations, panels, self_ratings, sheets
from lifecycle.verbs.levels import Given
from tests.model import reference
from tests.model.player import Lots, Player, somebody
from web.demonstration.evaluating import Evaluating

Act = Callable[[Player, Lots], None]
WHY = "示例：原因"
TOP = 9


def _now(player: Player) -> Evaluation | None:
    standard, case = player.driver.known()
    return newest(standard, case)


def _expert(player: Player, lots: Lots, *states: str) -> tuple[int, Evaluation | None, AssignmentRow | None]:
    """Mostly an expert whose turn it is, else anybody of the pool; with the newest evaluation that they are of, and
    their part in it while it lasts.
    """
    standard, case = player.driver.known()
    present, ever = newest(standard, case), every(standard, case)
    rows = sorted(present.assignments.values(), key=lambda row: row.n) if present else []
    fitting = [row for row in rows if row.state in states]
    person = lots.pick(fitting).person if fitting and lots.number(0, 4) else lots.pick(player.pool)
    mine = [(each, row) for each in ever for row in each.assignments.values() if row.person == person]
    if not mine:
        return person, None, None
    found, row = max(mine, key=lambda pair: (pair[0].n, pair[1].n))
    return person, found, row if row.state in reference.ON_THE_PANEL else None


def _office(name: str, verb: Callable[..., object], right: str) -> Act:
    """An act of one office on the evaluation as a whole."""

    def act(player: Player, lots: Lots) -> None:
        office = somebody(player, lots, right)
        forbidden = not reference.may_evaluate(player.expected, name, office)
        player.attempt(name, office, verb, player.driver.number, forbidden=forbidden, follows=True)  # type: ignore[arg-type]
        hold(player)

    return act


def _by_expert(name: str, verb: Callable[..., object], states: tuple[str, ...], **named: object) -> Act:
    """An act of an expert for themselves: nobody does it without a part in the panel."""

    def act(player: Player, lots: Lots) -> None:
        person, _, row = _expert(player, lots, *states)
        given: tuple[object, ...] = ({"RC1": WHY},) if name == "recuse" else ()
        accept = {"accept": bool(lots.number(0, 4))} if name == "answer_invitation" else {}
        forbidden = row is None or not reference.may_as_expert(
            player.expected, name, row.state, row.declared_on
        )
        player.attempt(
            name,
            person,
            verb,  # type: ignore[arg-type]
            player.driver.number,
            *given,
            forbidden=forbidden,
            follows=True,
            **accept,
            **named,
        )
        hold(player)

    return act


def _score(player: Player, lots: Lots) -> None:
    """A sheet with any levels, some of them off the scale or without a reason. Handed in once, by who has declared."""
    person, found, row = _expert(player, lots, "accepted")
    evidence = tuple(n for n, _ in found.dossier)[-1:] if found else ()
    codes = found.dimensions if found else ("D1",)
    whole, middle = lots.number(0, 4), lots.number(1, TOP)
    levels = {code: min(TOP, max(1, middle + lots.number(-1, 1))) for code in codes}
    given = [Given(code, level, WHY if whole else "", evidence) for code, level in levels.items()]
    has_sheet = found is not None and row is not None and _is_in(found, row)
    forbidden = (
        row is None
        or has_sheet
        or not reference.may_as_expert(player.expected, "score", row.state, row.declared_on)
    )
    player.attempt(
        "score", person, sheets.submit, player.driver.number, given, forbidden=forbidden, follows=True
    )
    hold(player)


def _is_in(found: Evaluation, row: AssignmentRow) -> bool:
    newest_attempt = max(found.attempts.values(), key=lambda each: each.n, default=None)
    return newest_attempt is not None and (row.n, newest_attempt.n) in found.sheets


def _exclude(player: Player, lots: Lots) -> None:
    found, office = _now(player), somebody(player, lots, "DD")
    numbers = sorted(found.assignments) if found else []
    n = lots.pick(numbers) if numbers else 1
    forbidden = not reference.may_evaluate(player.expected, "exclude_score", office)
    given = (player.driver.number, n, "RC3", WHY)
    player.attempt("exclude_score", office, evaluations.exclude, *given, forbidden=forbidden, follows=True)
    hold(player)


def _conclude(player: Player, lots: Lots) -> None:
    """Only with enough sheets that count, all of them open."""
    found, office = _now(player), somebody(player, lots, "PO")
    forbidden = not reference.may_evaluate(player.expected, "conclude", office)
    done = player.attempt(
        "conclude", office, evaluations.conclude, player.driver.number, forbidden=forbidden, follows=True
    )
    if done:
        assert found is not None
        assert len(counted(found)) >= reference.LEAST_SHEETS, "concluded with too few sheets"
    hold(player)


def _further(player: Player, lots: Lots) -> None:
    """The evaluation goes on as people would have it: one of its steps, or all of them."""
    standard, case = player.driver.known()
    if standard.rubric is None or case.project.status not in ("active", "rework"):
        return
    holder = Evaluating(player.driver, standard.rubric)
    with suppress(AssertionError, Refusal, LookupError):
        lots.pick([holder.invite, holder.seat, holder.conclude] if _now(player) else [holder.hand_in])()
    player.tried += 1
    player.look()
    hold(player)


# What must hold -------------------------------------------------------------------------------------------------


def counted(found: Evaluation) -> list[AssignmentRow]:
    """Those with a sheet whose part has not ended, by the rows alone."""
    scored = {assignment for assignment, _ in found.sheets}
    return [row for row in found.assignments.values() if row.n in scored and row.state == "accepted"]


def hold(player: Player) -> None:
    """Blind until the sheets are open; nobody twice on a panel; whoever hands in has declared and has not left."""
    standard, case = player.driver.known()
    for found in every(standard, case):
        opened = {row.n for row in found.attempts.values() if row.revealed_on is not None}
        for _, attempt, *_ in found.scores:
            assert attempt in opened, "a level was known before the sheets were open"
        live = [row.person for row in found.assignments.values() if row.state in reference.ON_THE_PANEL]
        assert len(live) == len(set(live)), "somebody sits twice on a panel"
        for assignment in {n for n, _ in found.sheets} - {OFFICER}:
            assert found.assignments[assignment].declared_on is not None, "scored without declaring"
        _hold_tellers(player, found)


def _hold_tellers(player: Player, found: Evaluation) -> None:
    """A sheet is handed in by the expert themselves and never changes."""
    for key, sheet in found.sheets.items():
        if key[0] != OFFICER:
            assert sheet.submitted_by == found.assignments[key[0]].person, "somebody scored for an expert"
        told = player.sheets.setdefault((found.n, *key), sheet.seal)
        assert told == sheet.seal, "a sheet was changed after it was handed in"


ACTS: Mapping[str, Act] = {
    "evaluate": _further,
    "start_evaluation": _office("start_evaluation", self_ratings.start, "PL"),
    "draw_panel": _office("draw_panel", panels.draw, "PO"),
    "invite": _office("invite", panels.invite, "PO"),
    "open_sheets": _office("open_sheets", sheets.open_sheets, "PO"),
    "answer_invitation": _by_expert("answer_invitation", invitations.answer, ("invited", "opened")),
    "declare": _by_expert("declare", invitations.declare, ("accepted",)),
    "recuse": _by_expert("recuse", invitations.recuse, ("accepted", "invited")),
    "score": _score,
    "exclude_score": _exclude,
    "conclude": _conclude,
}
"""Every act on an evaluation by its name."""
