"""One project: what is done, what is open, what comes next, before the chapter of its stage."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from handbook.draft import Draft
from handbook.errors import NothingGiven
from handbook.given import Item, Project
from handbook.nodes import Cell, Para, Part, Row
from handbook.voice import Voice


def project(draft: Draft, parts: tuple[Part, ...]) -> tuple[Part, ...]:
    """The items of the project with their days, then the chapter of the stage it is in."""
    given = draft.given.project
    if given is None:
        raise NothingGiven
    chapter = tuple(part for part in parts if part.element == ("stages", given.stage))
    return (_items(draft, given), *chapter)


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

    heads = [
        ("column.state", 16),
        ("column.code", 16),
        ("column.item", 50),
        ("column.due", 24),
        ("column.done_on", 24),
    ]
    part = draft.part(
        "project",
        Para(draft.voices.each(told), "lead"),
        draft.plain_table(heads, (_row(draft, item) for item in given.items)),
        draft.note("project.history", history=given.history) if given.history else None,
    )
    return replace(part, number="")


def _row(draft: Draft, item: Item) -> Row:
    named = draft.standard.duties.get(item.code) or draft.standard.milestones.get(item.code)
    text = draft.text(named.text) if named else draft.cell(item.code)
    due = _day(draft, item.due)
    if item.due and item.is_provisional:
        due = Cell((*due.lines, draft.voices.say("item.provisional")))
    return Row(
        (draft.say(f"item.{item.state}"), draft.cell(codes=[item.code]), text, due, _day(draft, item.done_on))
    )


def _day(draft: Draft, day: date | None) -> Cell:
    return draft.cell(draft.voices.each(lambda voice: voice.day(day))) if day else draft.cell("—")
