"""One organisation: its open duties in all its projects, the dates of each, and what it owes whatever the project."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from handbook.chapters.project import due_of, text_of
from handbook.draft import Draft
from handbook.errors import NothingGiven
from handbook.given import Item, Organisation, Share
from handbook.nodes import Cell, Para, Part, Row, Words
from stages.model import Coded, Duty


def organisation(draft: Draft) -> tuple[Part, ...]:
    """The list of work, project by project, and the duties of the organisation itself."""
    given = draft.given.organisation
    if given is None:
        raise NothingGiven
    parts = (_overview(draft, given), _work(draft, given), _dates(draft, given), _standing(draft, given))
    return tuple(part for part in parts if part is not None)


def title_of(draft: Draft, given: Organisation) -> Words:
    """What the standard calls the plan of such an organisation; our own word where it has none."""
    role = draft.standard.roles.get(given.role)
    return draft.voices.of(role.plan) if role and role.plan else draft.voices.say("edition.organisation")


def _overview(draft: Draft, given: Organisation) -> Part:
    counts = _counts(given)
    lead = draft.voices.say("organisation.read", name=given.name, as_of=_long(draft, given.as_of), **counts)
    rows = (
        Row(
            (
                draft.cell(share.number),
                draft.cell(share.title),
                _named(draft, draft.standard.stages, share.stage),
                _named(draft, draft.standard.flow.states, share.status),
                _light(draft, share),
                draft.say("organisation.open", n=len(share.open)),
                draft.cell(share.officer or "—"),
            )
        )
        for share in given.shares
    )
    heads = [
        ("column.project", 22), ("column.title", 40), ("column.stage", 16), ("column.status", 14),
        ("column.light", 12), ("column.open_items", 20), ("column.officer", 15),
    ]  # fmt: skip
    title = title_of(draft, given)
    table = draft.plain_table(heads, rows, caption=draft.voices.say("table.projects"))
    none = None if given.shares else draft.para("organisation.none")
    return draft.part("organisation", Para(lead, "lead"), none, table, title=title)


def _counts(given: Organisation) -> dict[str, object]:
    items = [item for share in given.shares for item in share.open]
    late = sum(item.due is not None and item.due < given.as_of for item in items)
    return {"projects": len(given.shares), "open": len(items), "late": late}


def _named(draft: Draft, known: Mapping[str, Coded], code: str) -> Cell:
    """By name; a project may be held to another version, which knew other stages."""
    return draft.text(known[code].text) if code in known else draft.cell(code)


def _light(draft: Draft, share: Share) -> Cell:
    lights = {light.code: light.text for light in draft.standard.supervision.lights.states}
    return draft.text(lights[share.light]) if share.light in lights else draft.cell("—")


def _work(draft: Draft, given: Organisation) -> Part | None:
    """Every open duty, what is due first in front."""
    owed = [(item, share) for share in given.shares for item in share.open]
    owed.sort(key=lambda each: (each[0].due or date.max, each[1].number, each[0].code))
    rows = [_owed(draft, given, item, share) for item, share in owed]
    heads = [
        ("column.due", 36), ("column.code", 18), ("column.item", 44), ("column.project", 32), ("column.evidence", 26),
    ]  # fmt: skip
    part = draft.part("organisation/work", draft.plain_table(heads, rows))
    return part if rows else None


def _owed(draft: Draft, given: Organisation, item: Item, share: Share) -> Row:
    duty = draft.standard.duties.get(item.code)
    evidence = draft.documents(duty.evidence) if duty and duty.evidence else "—"
    waits = draft.voices.say("item.waits") if item.state == "next" else ()
    text = text_of(draft, item)
    return Row(
        (
            _due(draft, given, item),
            draft.cell(codes=[item.code]),
            Cell((*text.lines, *((waits,) if waits else ()))),
            draft.cell(share.number, share.title),
            draft.cell(evidence),
        )
    )


def _due(draft: Draft, given: Organisation, item: Item) -> Cell:
    """When it is due, and that the day has passed."""
    due = due_of(draft, item)
    if item.due is None or item.due >= given.as_of:
        return due
    return Cell((*due.lines, draft.voices.say("item.overdue")))


def _dates(draft: Draft, given: Organisation) -> Part | None:
    """The next milestones of each project, whoever owes them: what one has to plan around."""
    coming = [(item, share) for share in given.shares for item in share.dates]
    coming.sort(key=lambda each: (each[0].due or date.max, each[1].number, each[0].code))
    rows = [
        Row(
            (
                _due(draft, given, item),
                draft.cell(codes=[item.code]),
                text_of(draft, item),
                draft.cell(share.number),
            )
        )
        for item, share in coming
    ]
    heads = [("column.due", 36), ("column.code", 18), ("column.milestone", 56), ("column.project", 28)]
    part = draft.part("organisation/dates", draft.plain_table(heads, rows))
    return part if rows else None


def _standing(draft: Draft, given: Organisation) -> Part | None:
    """What the organisation itself owes by fixed days, not for any one project."""
    rows = [_once(draft, duty) for duty in _own_duties(draft, given.role)]
    heads = [("column.code", 17), ("column.duty", 56), ("column.by_when", 40), ("column.evidence", 30)]
    part = draft.part(
        "organisation/standing", draft.para("scope.organisation"), draft.plain_table(heads, rows)
    )
    return part if rows else None


def _own_duties(draft: Draft, role: str) -> Iterator[Duty]:
    for duty in draft.standard.duties.values():
        milestone = draft.standard.milestones[duty.milestone]
        if duty.role == role and "organisation" in (duty.level, milestone.level):
            yield duty


def _once(draft: Draft, duty: Duty) -> Row:
    milestone = draft.standard.milestones[duty.milestone]
    return Row(
        (
            draft.cell(codes=[duty.code]),
            draft.text(duty.text),
            draft.cell(draft.due(milestone.due, milestone.kind)),
            draft.cell(draft.documents(duty.evidence) or "—"),
        )
    )


def _long(draft: Draft, day: date) -> Words:
    return draft.voices.each(lambda voice: voice.day(day))
