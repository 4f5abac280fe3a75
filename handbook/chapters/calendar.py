"""Annex of the working days of the year that the book was given."""

from __future__ import annotations

from handbook.draft import Draft
from handbook.given import Year
from handbook.nodes import Figure, Part, Row
from handbook.yearpage import draw_year


def calendar(draft: Draft) -> Part:
    """The year on one picture, and the days that differ from the plain week."""
    year = draft.given.year
    if year is None:
        return draft.part("calendar", draft.para("calendar.none"), roles=draft.parties, repeats=True)
    key = "calendar.year" if year.is_published else "calendar.provisional"
    off = (
        Row(
            (
                draft.cell(draft.day(each.day, "none")),
                draft.cell(draft.voices.each(lambda voice, day=each.day: voice.weekday(day))),  # type: ignore[misc]
                draft.say("day.works" if each.is_working else "day.off"),
                draft.cell(each.holiday),
            )
        )
        for each in year.days
    )
    heads = [("column.day", 34), ("column.weekday", 20), ("column.is_working", 20), ("column.holiday", 26)]
    return draft.part(
        "calendar",
        draft.para(key, year=year.year, n=sum(year.working_days)),
        _picture(draft, year),
        draft.plain_table(heads, off, caption=draft.voices.say("table.days")),
        roles=draft.parties,
        repeats=True,
    )


def _picture(draft: Draft, year: Year) -> Figure:
    said = draft.voices.say("figure.calendar", year=year.year)
    alt = draft.voices.say("figure.calendar.alt", year=year.year, n=sum(year.working_days))
    return Figure(draw_year(draft.voices.voices[0], year, alt[0]), said, alt)
