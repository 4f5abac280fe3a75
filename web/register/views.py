"""The page of the register. Its address carries every filter, so a list can be kept and sent to somebody."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import flask
from flask.typing import ResponseReturnValue

from lifecycle.lights import Light
from lifecycle.queries.register import ALL, OPEN, STATES, Counts, Filters, Place, RegisterRow, register
from lifecycle.records.project import RUNNING
from web import access, cursors, session
from web.register.search import Search, understood

blueprint = flask.Blueprint("register", __name__, template_folder="templates")
QUERY = ("q", "stage", "state", "light", "who", "after")
LIGHTS = (Light.RED, Light.YELLOW, Light.GREEN, Light.GREY)


@dataclass(frozen=True, slots=True)
class Tab:
    """One value of a filter: its words, how many there are, the list behind it."""

    label: str
    n: int | None
    url: str
    is_on: bool
    light: str | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One project as its row shows it. `status` is empty while it simply runs."""

    number: str
    title: str
    url: str
    phase: str
    phase_index: int
    stage: str
    status: str
    days_wd: int | None
    longest_wd: int
    is_long: bool
    role: str | None
    organisation: str | None
    is_ready: bool
    officer: str | None
    light: str | None
    due: date | None
    left_wd: int | None
    is_overdue: bool


@dataclass(frozen=True, slots=True)
class Page:
    """The whole page. `groups` are rows of tabs with the key of their name."""

    total: int
    text: str
    kept: tuple[tuple[str, str], ...]
    groups: tuple[tuple[str, tuple[Tab, ...]], ...]
    not_understood: tuple[str, ...]
    lines: tuple[Line, ...]
    is_filtered: bool
    next_url: str | None
    first_url: str | None


@blueprint.get("/projects")
@access.signed_in
def page() -> ResponseReturnValue:
    """The projects a reader may see."""
    search = _search()
    with session.reading() as reading:
        found = register(reading, session.actor(), search.filters, _after())
    lines = tuple(_line(row) for row in found.rows)
    args = flask.request.args
    page = Page(
        total=found.counts.total,
        text=args.get("q", ""),
        kept=tuple((name, value) for name, value in args.items() if name not in ("q", "after")),
        groups=_groups(search.filters, found.counts),
        not_understood=search.not_understood,
        lines=lines,
        is_filtered=any(value for name, value in args.items() if name != "after"),
        next_url=_url(after=cursors.written(_sealed(found.more))) if found.more else None,
        first_url=_url() if args.get("after") else None,
    )
    return flask.render_template("register/page.html", page=page)


# The address ----------------------------------------------------------------------------------------------------


def _search() -> Search:
    args = flask.request.args
    standards = session.engine().standards.standards
    state, light, stage = args.get("state", OPEN), args.get("light"), args.get("stage")
    given = Filters(
        stage=stage if any(stage in standard.stages for standard in standards) else None,
        state=state if state in (*STATES, ALL) else OPEN,
        light=light if light in LIGHTS else None,
        is_mine=args.get("who") == "mine",
        is_unassigned=args.get("who") == "unassigned",
    )
    return understood(args.get("q", ""), given, standards)


def _after() -> Place | None:
    parts = cursors.read(flask.request.args.get("after"), 2)
    try:
        return Place(date.fromisoformat(parts[0]) if parts[0] else None, int(parts[1])) if parts else None
    except ValueError:
        return None


def _sealed(place: Place) -> tuple[object, ...]:
    return place.due or "", place.project


def _url(*, after: str | None = None, **changed: str | None) -> str:
    """This list with other filters, from `after` on or from its top."""
    args: dict[str, Any] = {**flask.request.args, **changed, "after": after}
    kept = {name: value for name, value in args.items() if name in QUERY and value}
    return flask.url_for("register.page", **kept)


# What it shows --------------------------------------------------------------------------------------------------


def _groups(filters: Filters, counts: Counts) -> tuple[tuple[str, tuple[Tab, ...]], ...]:
    return (
        ("register.filter.stage", _stages(filters, counts)),
        ("register.filter.state", _states(filters, counts)),
        ("register.filter.light", _lights(filters, counts)),
        ("register.filter.who", _scopes(filters)),
    )


def _stages(filters: Filters, counts: Counts) -> tuple[Tab, ...]:
    """Those of the standards in use, in their order."""
    speech = session.speech()
    standards = session.engine().standards.standards
    texts = {code: stage.text for standard in standards for code, stage in standard.stages.items()}
    everywhere = Tab(
        speech.t("list.all"), sum(counts.stages.values()), _url(stage=None), filters.stage is None
    )
    return everywhere, *(
        Tab(speech.of(text), counts.stages.get(code, 0), _url(stage=code), filters.stage == code)
        for code, text in texts.items()
    )


def _states(filters: Filters, counts: Counts) -> tuple[Tab, ...]:
    numbers = counts.states
    ended = numbers.get("ended", 0)
    totals = {OPEN: sum(numbers.values()) - ended, ALL: sum(numbers.values())}
    return tuple(
        Tab(
            session.speech().t(f"state.{state}"),
            totals.get(state, numbers.get(state, 0)),
            _url(state=None if state == OPEN else state),
            filters.state == state,
        )
        for state in (OPEN, *STATES, ALL)
    )


def _lights(filters: Filters, counts: Counts) -> tuple[Tab, ...]:
    speech = session.speech()
    everywhere = Tab(speech.t("list.all"), None, _url(light=None), filters.light is None)
    return everywhere, *(
        Tab(
            speech.t(f"light.{light.value}"),
            counts.lights.get(light.value, 0),
            _url(light=light.value),
            filters.light == light.value,
            light.value,
        )
        for light in LIGHTS
    )


def _scopes(filters: Filters) -> tuple[Tab, ...]:
    speech, plain = session.speech(), replace(filters, is_mine=False, is_unassigned=False)
    return (
        Tab(speech.t("list.all"), None, _url(who=None), filters == plain),
        Tab(speech.t("register.mine"), None, _url(who="mine"), filters.is_mine),
        Tab(speech.t("register.unassigned"), None, _url(who="unassigned"), filters.is_unassigned),
    )


def _line(row: RegisterRow) -> Line:
    speech, standard = session.speech(), row.standard
    stage = standard.stages[row.stage]
    office = standard.offices.get(row.office or "")
    runs = row.status in RUNNING
    return Line(
        number=row.number,
        title=row.title,
        url=flask.url_for("project.page", number=row.number),
        phase=speech.of(standard.phases[stage.phase].text),
        phase_index=1 + list(standard.phases).index(stage.phase),
        stage=speech.of(stage.text),
        status="" if row.status == RUNNING[0] else speech.of(standard.flow.states[row.status].text),
        days_wd=row.days_wd if runs else None,
        longest_wd=row.longest_wd,
        is_long=runs and row.days_wd > row.longest_wd,
        role=speech.of(standard.roles[office.role].text) if office else None,
        organisation=row.organisation or (speech.of(office.text) if office else None),
        is_ready=runs and office is None,
        officer=row.officer,
        light=row.light.value if row.light else None,
        due=row.next_due,
        left_wd=row.left_wd,
        is_overdue=row.is_overdue,
    )
