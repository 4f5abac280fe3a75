"""One project: what is done, what is open, what comes next; then the chapter of its stage, and the forms it needs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from handbook.draft import Draft
from handbook.errors import NothingGiven
from handbook.given import Item, Project
from handbook.nodes import Cell, Form, Para, Part, Row, Table, Words, parts_of
from handbook.voice import Voice

_ORDER = ("open", "next", "done", "not_needed")


def project(draft: Draft, parts: tuple[Part, ...]) -> tuple[Part, ...]:
    """The items of the project with their days, the chapter of its stage, and the forms of what is open."""
    given = draft.given.project
    if given is None:
        raise NothingGiven
    chapter = tuple(part for part in parts if part.element == ("stages", given.stage))
    return (_items(draft, given), *chapter, *_forms(draft, given, parts))


def _items(draft: Draft, given: Project) -> Part:
    def told(voice: Voice) -> str:
        stages, states = draft.standard.stages, draft.standard.flow.states
        return voice.say(
            "project.read",
            title=given.title,
            number=given.number,
            stage=voice.of(stages[given.stage].text),
            status=voice.of(states[given.status].text),
            as_of=voice.day(given.as_of),
        )

    tables = (_table(draft, given, state) for state in _ORDER)
    return draft.part(
        "project",
        Para(draft.voices.each(told), "lead"),
        _version(draft, given),
        *(table for table in tables if table.rows),
        draft.note("project.history", history=given.history) if given.history else None,
    )


def _version(draft: Draft, given: Project) -> Para:
    """The version that holds for the project, and the one in force where that is another."""
    own = draft.standard.version
    if given.in_force in ("", own):
        return draft.note("project.version", own=own)
    return draft.note("project.versions", own=own, in_force=given.in_force)


def _table(draft: Draft, given: Project, state: str) -> Table:
    rows = (row_of(draft, item) for item in given.items if item.state == state)
    heads = [("column.code", 17), ("column.item", 48), ("column.due", 34), ("column.done_on", 34)]
    return draft.plain_table(heads, rows, caption=draft.voices.say(f"item.{state}"))


def row_of(draft: Draft, item: Item, *more: Cell) -> Row:
    """A duty or milestone with its days; `more` cells stand before the days."""
    return Row(
        (
            draft.cell(codes=[item.code]),
            text_of(draft, item),
            *more,
            due_of(draft, item),
            day_of(draft, item.done_on),
        )
    )


def text_of(draft: Draft, item: Item) -> Cell:
    """What a duty or milestone is, and which time it is where it repeats."""
    named = draft.standard.duties.get(item.code) or draft.standard.dated(item.code)
    again = draft.voices.say("item.occurrence", n=item.occurrence) if item.occurrence > 1 else ()
    return draft.cell(draft.voices.of(named.text) if named else item.code, again)


def due_of(draft: Draft, item: Item) -> Cell:
    """When it is due; a day of a year without a calendar is said to be provisional."""
    cell = day_of(draft, item.due)
    if item.due and item.is_provisional:
        return Cell((*cell.lines, draft.voices.say("item.provisional")))
    return cell


def day_of(draft: Draft, day: date | None) -> Cell:
    """A day in full, or a dash."""
    return draft.cell(long_day(draft, day)) if day else draft.cell("—")


def long_day(draft: Draft, day: date) -> Words:
    """A day with its weekday."""
    return draft.voices.each(lambda voice: f"{voice.day(day)}{voice.weekday(day, short=True)}")


def _forms(draft: Draft, given: Project, parts: tuple[Part, ...]) -> tuple[Part, ...]:
    """The forms that open and coming duties ask for, filled in as far as is known."""
    wanted = {
        kind
        for item in given.items
        if item.state in ("open", "next") and item.code in draft.standard.duties
        for kind in draft.standard.duties[item.code].evidence
    }
    annex = next((part for part in parts if any(_is_form(each) for each in parts_of((part,)))), None)
    if annex is None:
        return ()
    forms = tuple(part for part in annex.parts if part.element and part.element[1] in wanted)
    return (replace(annex, parts=forms),) if forms else ()


def _is_form(part: Part) -> bool:
    return any(isinstance(block, Form) for block in part.blocks)
