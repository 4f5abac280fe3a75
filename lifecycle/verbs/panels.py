"""The panel: drawn by lot, invited, reminded; and drawn further where a seat has become free.

A draw is an event with its seed and the hash of the pool it was made from, so that anybody can make it again. Nobody
chooses a seed, and a seat is drawn again only when whoever held it has left.
"""

import json
import secrets
from collections.abc import Iterable, Sequence
from datetime import timedelta

from sqlalchemy import insert, select

from lifecycle import words
from lifecycle.accounts import keep_expert_link
from lifecycle.engine import Session
from lifecycle.errors import Invalid, NotFound
from lifecycle.evaluation import panel
from lifecycle.evaluation.drawing import ANY, Lots, NotEnough
from lifecycle.evaluation.drawing import draw as draw_lots
from lifecycle.evaluation.people import NO_WORDS, Keywords, lots
from lifecycle.evaluation.view import Evaluation, between_commas, newest
from lifecycle.policy import Actor
from lifecycle.records import evaluations
from lifecycle.records.evaluations import EVALUATION, AssignmentRow
from lifecycle.reminding.recipients import person_audience
from lifecycle.store import Entry, Receipt
from lifecycle.verbs.evaluating import (
    again,
    attach_record,
    begin_evaluation,
    follow_up,
    fresh_term,
    open_attempt,
    open_running,
    present,
    reopen,
    require_power,
)

KEYWORDS_LIMIT = 1000
HASH = 64


def draw(
    session: Session,
    actor: Actor,
    number: str,
    keywords: Keywords = NO_WORDS,
    more: int = 0,
    *,
    opinion: bool = False,
) -> Receipt:
    """Draw experts for every seat that is free: the whole panel, or those to replace who left. `keywords` are words of
    which whoever sits for a field must know one; `more` adds seats for anybody.

    Experts who come in once scores are known score for themselves, in an attempt of their own. Raises Invalid where no
    seat is free, or where the pool cannot fill them, naming the fields.
    """
    entry = open_running(session, actor, number)
    require_power(entry, "draw_panel")
    evaluation = _sized(entry, _open(entry, opinion=opinion), more)
    seats = evaluation.open_seats
    if not seats:
        raise Invalid("panel", "no_seat_free")
    _make_time(entry, evaluation)
    evaluation = again(entry, evaluation)
    box, seed = lots(session.tx, evaluation, seats, keywords, session.day), secrets.token_hex(16)
    try:
        persons = draw_lots(seed, box)
    except NotEnough as few:
        raise Invalid("panel", "not_enough_experts", _short(few)) from few
    n = _write_draw(entry, evaluation, seed, box, keywords)
    _assign(entry, evaluation, n, zip(seats, persons, strict=True))
    attach_record(entry, again(entry, evaluation), evaluation.rubric.documents.draw)
    return entry.close("PanelDrawn", str(n))


def _open(entry: Entry, *, opinion: bool) -> Evaluation:
    known = newest(entry.standard, entry.case, opinion=opinion)
    if known is None and opinion:
        raise Invalid("scoring", "no_evaluation")
    found = known or begin_evaluation(entry, "panel")
    if not opinion and found.scored.by != "panel":
        raise Invalid("scoring", "scored_by_officer", {"gate": found.row.gate})
    return found


def _sized(entry: Entry, evaluation: Evaluation, more: int) -> Evaluation:
    """With the size of the panel fixed: at the first draw by the rubric, later only by what is added on purpose."""
    if more < 0:
        raise Invalid("more", "negative", {"given": more})
    rule = evaluation.rubric.panel
    at_first = evaluation.least if evaluation.row.kind == "opinion" else panel.size(rule, evaluation.least)
    size = (evaluation.row.size or at_first) + more
    if size != evaluation.row.size:
        entry.put(EVALUATION, (evaluation.n,), size=size)
    return again(entry, evaluation)


def _make_time(entry: Entry, evaluation: Evaluation) -> None:
    """Whoever is drawn has a time to score: once scores are known an attempt of their own, for which the result waits;
    past the last day a new one.
    """
    attempt = evaluation.attempt
    if attempt is not None and attempt.revealed_on is None:
        if evaluation.is_over(attempt, entry.session.day):
            last = fresh_term(entry.session, entry.standard, evaluation.scored.milestone)
            entry.put("attempt", (evaluation.n, attempt.n), due=last)
        return
    steps = evaluation.rubric.dispersion.steps
    days = next((step.wd for step in steps if step.add_experts is not None), None)
    due = entry.session.calendar.add_working_days(entry.session.day, days) if days else None
    open_attempt(entry, evaluation.n, "added", evaluation.dimensions, due=due)
    if evaluation.row.concluded_on is not None:
        reopen(entry, evaluation)


def _short(few: NotEnough) -> dict[str, object]:
    fields = tuple("" if seat == ANY else seat for seat in few.seats)
    return {"fields": fields, "found": tuple(few.found.values())}


def _write_draw(entry: Entry, evaluation: Evaluation, seed: str, box: Lots, keywords: Keywords) -> int:
    n = len(evaluation.draws) + 1
    words_of = {field: sorted(found) for field, found in sorted(keywords.items()) if found}
    kept = words.block("keywords", json.dumps(words_of, ensure_ascii=False), KEYWORDS_LIMIT)
    entry.add(
        "draw",
        (evaluation.n, n),
        seed=seed,
        pool=_keep_pool(entry, box),
        wanted=between_commas(box.seats),
        keywords=kept,
        drawn_by=entry.actor.id,
        drawn_on=entry.session.day,
    )
    return n


def _keep_pool(entry: Entry, box: Lots) -> str:
    """The pool under its hash, once."""
    pool, tx = evaluations.pool, entry.session.tx
    if tx.scalar(select(pool.c.hash).where(pool.c.hash == box.hash)) is None:
        tx.execute(insert(pool).values(hash=box.hash, content=box.content))
    return box.hash


def _assign(entry: Entry, evaluation: Evaluation, draw_: int, drawn: Iterable[tuple[str, int]]) -> None:
    attempt = evaluation.attempt
    assert attempt is not None
    rows = evaluation.assignments
    left = [row for row in rows.values() if not row.is_live]
    replaced = {row.replaces for row in rows.values()}
    for n, (field, person) in enumerate(drawn, start=max(rows, default=0) + 1):
        before = next((row for row in left if row.field == field and row.n not in replaced), None)
        if before is not None:
            replaced.add(before.n)
        entry.add(
            "assignment",
            (evaluation.n, n),
            person=person,
            field=field,
            draw=draw_,
            attempt=attempt.n,
            replaces=before.n if before else None,
            state="drawn",
            drawn_on=entry.session.day,
        )


def invite(session: Session, actor: Actor, number: str, *, opinion: bool = False) -> Receipt:
    """Invite everybody who was drawn and not invited yet. Raises Invalid where there is nobody."""
    entry = open_running(session, actor, number)
    require_power(entry, "draw_panel")
    evaluation = present(entry, opinion=opinion)
    drawn = [row for row in evaluation.assignments.values() if row.state == "drawn"]
    if not drawn:
        raise Invalid("panel", "nobody_to_invite")
    for row in drawn:
        change(entry, evaluation, row, state="invited", invited_on=session.day)
        entry.tell(person_audience(row.person), "expert_invited", str(row.n))
    return entry.close("ExpertsInvited", between_commas(row.n for row in drawn).strip(","))


def remind(
    session: Session, actor: Actor, number: str, numbers: Sequence[int] = (), *, opinion: bool = False
) -> Receipt:
    """Remind the experts who are waited for: those named, or all of them. Raises Invalid where nobody is."""
    entry = open_running(session, actor, number)
    require_power(entry, "draw_panel")
    evaluation = present(entry, opinion=opinion)
    attempt = evaluation.attempt
    late = [row for row in evaluation.missing(attempt) if row.state != "drawn"] if attempt else []
    wanted = [row for row in late if not numbers or row.n in numbers]
    if not wanted:
        raise Invalid("panel", "nobody_to_remind")
    for row in wanted:
        change(entry, evaluation, row, reminded_on=session.day)
        entry.tell(person_audience(row.person), "expert_reminded", str(row.n))
    return entry.close("ExpertsReminded", between_commas(row.n for row in wanted).strip(","))


def release(
    session: Session, actor: Actor, number: str, n: int, reason: str, *, opinion: bool = False
) -> Receipt:
    """Let an expert go whose sheet is not in, so that another is drawn. Raises Invalid once their sheet is in."""
    entry = open_running(session, actor, number)
    require_power(entry, "draw_panel")
    evaluation = present(entry, opinion=opinion)
    row = assigned(evaluation, n)
    if not row.is_live or evaluation.has_scored(n):
        raise Invalid("panel_member", "not_released", {"n": n})
    note = entry.words(words.reason(reason))
    change(entry, evaluation, row, state="replaced", ended_on=session.day, note=note)
    entry.tell(person_audience(row.person), "expert_released", str(n))
    receipt = entry.close("ExpertReplaced", str(n), note)
    return follow_up(session, entry, evaluation.n, receipt)


def issue_link(
    session: Session,
    actor: Actor,
    number: str,
    n: int,
    token_hash: str,
    hours: int = 240,
    *,
    opinion: bool = False,
) -> Receipt:
    """Make a one-time link good that leads an invited expert to this one evaluation. The caller has made the token and
    hands over its hash alone; earlier links to the same stop working.
    """
    entry = open_running(session, actor, number)
    require_power(entry, "draw_panel")
    row = assigned(present(entry, opinion=opinion), n)
    if not row.is_live or row.state == "drawn":
        raise Invalid("panel_member", "not_invited", {"n": n})
    if len(token_hash) != HASH:
        raise Invalid("link", "unreadable")
    assert entry.case.project.id is not None
    expires_at = session.at + timedelta(hours=hours)
    keep_expert_link(session.tx, row.person, entry.case.project.id, token_hash, expires_at)
    return entry.close("ExpertLinkIssued", str(n))


def assigned(evaluation: Evaluation, n: int) -> AssignmentRow:
    """Raises NotFound for a number that nobody has."""
    row = evaluation.assignments.get(n)
    if row is None:
        raise NotFound("panel_member", str(n))
    return row


def change(entry: Entry, evaluation: Evaluation, row: AssignmentRow, **values: object) -> None:
    """Columns of an assignment, which is another revision by that."""
    entry.put("assignment", (evaluation.n, row.n), **values, revision=row.revision + 1)
