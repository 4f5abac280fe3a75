"""The page of one person's work."""

from dataclasses import dataclass
from datetime import date

import flask
from flask.typing import ResponseReturnValue

from lifecycle.intake.reading import my_queue
from lifecycle.lights import Light
from lifecycle.policy import sees_register
from lifecycle.queries.my_evaluations import my_evaluations
from lifecycle.queries.my_work import (
    BANDS,
    DECISIONS,
    LATER,
    OVERDUE,
    SHOWN,
    UNASSIGNED,
    WAITING,
    WEEK,
    MyWork,
    Place,
    my_work,
)
from web import access, cursors, session
from web.my_work.lines import Line, line
from web.numbers import read_whole

blueprint = flask.Blueprint("my_work", __name__, template_folder="templates")
FIGURES = ((OVERDUE, "red"), (WEEK, "yellow"), (DECISIONS, ""), (WAITING, ""), (UNASSIGNED, "yellow"))
FIGURES_OF_PARTIES = ((OVERDUE, "red"), (WEEK, "yellow"), (LATER, ""), (DECISIONS, ""), (WAITING, ""))
"""The key figures in their order, with the colour of a figure that is not nought. Parties assign nobody: they see what
of their own comes later.
"""


@dataclass(frozen=True, slots=True)
class Band:
    """One card. `n` counts all there is, `lines` are those shown; `lights` counts the colours
    of the overdue, where all are shown. `chased` of them wait on others and stand behind the reader's own.
    """

    code: str
    n: int
    lines: tuple[Line, ...]
    lights: tuple[tuple[str, int], ...]
    url: str
    chased: int


@dataclass(frozen=True, slots=True)
class Page:
    """The whole page. `figures` are (band, number, colour, address); `shown` is the list chosen, if any.

    `is_quiet`: nothing is overdue or due this week; `next_due` then says when the next thing is.
    """

    figures: tuple[tuple[str, int, str, str], ...]
    bands: tuple[Band, ...]
    shown: str | None
    waiting_on: tuple[tuple[str, int], ...]
    next_url: str | None
    next_due: date | None
    is_quiet: bool


@blueprint.get("/my-work")
@access.signed_in
def page() -> ResponseReturnValue:
    """What is overdue, what is due this week, what comes later, and whom one waits for."""
    shown = flask.request.args.get("show")
    shown = shown if shown in SHOWN else None
    with session.reading() as reading:
        found = my_work(reading, session.actor(), shown, _after())
        mine = [each for each in my_evaluations(reading, session.actor()) if each.asks is not None]
        to_screen = my_queue(reading, session.actor()) if shown is None else None
    return flask.render_template(
        "my_work/page.html",
        page=_page(found, shown),
        evaluations=mine if shown is None else [],
        to_screen=to_screen,
    )


def _after() -> Place | None:
    parts = cursors.read(flask.request.args.get("after"), len(Place._fields))
    if parts is None:
        return None
    turn, due, project, act, code, *numbers = parts
    try:
        return Place(
            read_whole(turn),
            date.fromisoformat(due),
            read_whole(project),
            act,
            code,
            *map(read_whole, numbers),
        )
    except ValueError:
        return None


def _page(found: MyWork, shown: str | None) -> Page:
    codes = (shown,) if shown else BANDS
    bands = tuple(_band(found, code) for code in codes if shown or found.counts[code])
    more = cursors.written(found.more) if found.more else None
    ahead = [item.due for item in found.items if item.is_mine and item.due is not None]
    is_quiet = not found.counts[OVERDUE] and not found.counts[WEEK]
    return Page(
        figures=tuple((code, found.counts[code], tone, _url(code)) for code, tone in _figures()),
        bands=bands,
        shown=shown,
        waiting_on=_roles(found),
        next_url=flask.url_for("my_work.page", show=shown, after=more) if more else None,
        next_due=min((day for day in (*ahead, found.next_due) if day is not None), default=None),
        is_quiet=is_quiet,
    )


def _figures() -> tuple[tuple[str, str], ...]:
    return FIGURES if sees_register(session.actor()) else FIGURES_OF_PARTIES


def _band(found: MyWork, code: str) -> Band:
    speech = session.speech()
    items = found.items if code == DECISIONS else found.of(code)
    lines = tuple(line(item, speech) for item in items)
    lights = [each.light for each in lines] if code == OVERDUE and len(items) == found.counts[code] else []
    colours = tuple((name.value, lights.count(name)) for name in (Light.RED, Light.YELLOW) if name in lights)
    chased = found.chased if code == OVERDUE else 0
    return Band(code, found.counts[code], lines, colours, _url(code), chased)


def _roles(found: MyWork) -> tuple[tuple[str, int], ...]:
    """Whom one waits for, most first."""
    standards = session.engine().standards.standards
    names = {code: role.text for standard in standards for code, role in standard.roles.items()}
    counted = sorted(found.waiting_on.items(), key=lambda pair: -pair[1])
    return tuple((session.speech().of(names[role]), n) for role, n in counted)


def _url(code: str) -> str:
    return flask.url_for("my_work.page", show=code)
