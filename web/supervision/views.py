"""The pages of supervision: the lights of everything, who waits on whom, one item with its ladder, and 催办 now."""

from dataclasses import dataclass
from datetime import date, timedelta

import flask
from flask.typing import ResponseReturnValue

from lifecycle.lights import thresholds_of
from lifecycle.queries.portfolio import portfolio
from lifecycle.queries.supervised_item import ItemPage, item_page
from lifecycle.queries.supervision import Place, counts, supervised
from lifecycle.verbs import urging
from lifecycle.verbs.dates import MilestoneKey
from web import access, cursors, session
from web.forms import new_key
from web.numbers import read_whole
from web.project.blueprint import PLAIN
from web.project.forms import ProjectForm, posted
from web.project.sentences import Sentences
from web.supervision.blueprint import blueprint
from web.supervision.lines import Line, Shown, line, party, tiles

LATE, SOON, AHEAD = "late", "soon", "ahead"
SPANS = (LATE, SOON, AHEAD)
AHEAD_WD = 20
"""How far the widest list looks."""


@dataclass(frozen=True, slots=True)
class Tab:
    """A choice of the list, with how many there are where that is known."""

    label: str
    n: int | None
    url: str
    is_on: bool


@dataclass(frozen=True, slots=True)
class Page:
    """The whole page; `parties` and `spans` are the choices above the list."""

    whole: Shown
    tiles: tuple[Shown, ...]
    spans: tuple[Tab, ...]
    parties: tuple[Tab, ...]
    lines: tuple[Line, ...]
    next_url: str | None
    first_url: str | None


@blueprint.get("")
@access.signed_in
def page() -> ResponseReturnValue:
    """Who waits on whom: `?show=` how far ahead, `?party=` whose items, `?after=` from where."""
    speech, args = session.speech(), flask.request.args
    span = args.get("show", LATE) if args.get("show", LATE) in SPANS else LATE
    with session.reading() as opened:
        standard, actor = opened.in_force, session.actor()
        owner = args.get("party") if args.get("party") in standard.roles else None
        soon = opened.calendar.add_working_days(opened.day, thresholds_of(standard).yellow_left_wd)
        until = {
            LATE: opened.day - timedelta(days=1),
            SOON: soon,
            AHEAD: opened.calendar.add_working_days(opened.day, AHEAD_WD),
        }[span]
        found = supervised(opened, actor, until, _place(args.get("after")), owner)
        late, coming = counts(opened, actor, soon)
        lights = tiles(portfolio(opened, actor))
        lines = tuple(line(item, opened.day) for item in found.items)
    numbers = {LATE: late, SOON: late + coming, AHEAD: None}
    spans = tuple(
        Tab(speech.t(f"supervision.show.{each}"), numbers[each], _url(each, owner), each == span)
        for each in SPANS
    )
    roles = [code for code, role in standard.roles.items() if role.party]
    parties = tuple(
        Tab(
            party(standard, each, speech) if each else speech.t("list.all"),
            None,
            _url(span, each),
            each == owner,
        )
        for each in (None, *roles)
    )
    shown = Page(
        *lights,
        spans,
        parties,
        lines,
        _url(span, owner, cursors.written(found.more)) if found.more else None,
        _url(span, owner) if args.get("after") else None,
    )
    return flask.render_template("supervision/page.html", page=shown, new_key=new_key)


def _url(span: str, owner: str | None, after: str | None = None) -> str:
    return flask.url_for("supervision.page", show=None if span == LATE else span, party=owner, after=after)


def _place(word: str | None) -> Place | None:
    parts = cursors.read(word, 4)
    try:
        return (
            Place(date.fromisoformat(parts[0]), read_whole(parts[1]), parts[2], read_whole(parts[3]))
            if parts
            else None
        )
    except ValueError:
        return None


@blueprint.route("/<number>/<code>", defaults={"occurrence": 1}, methods=["GET", "POST"])
@blueprint.route("/<number>/<code>/<int:occurrence>", methods=["GET", "POST"])
@access.act("urge")
def item(number: str, code: str, occurrence: int) -> ResponseReturnValue:
    """One item: why it has its light, its ladder, and the form that reminds whoever has the ball."""
    if not (PLAIN.fullmatch(number) and PLAIN.fullmatch(code)):
        flask.abort(404)
    form = ProjectForm.of_request()
    if form.is_sent() and _urged(form, MilestoneKey(number, code, occurrence)):
        back = flask.request.form.get("back")
        here = flask.url_for("supervision.item", number=number, code=code, occurrence=occurrence)
        return flask.redirect(access.local(back) if back else here, 303)
    found, shown = _read(number, code, occurrence)
    say = Sentences(session.speech())
    return flask.render_template(
        "supervision/item.html", page=found, line=shown, form=form, say=say
    ), form.status


def _urged(form: ProjectForm, key: MilestoneKey) -> bool:
    if posted() == "late":
        return form.done(urging.urge_late, key.number)
    return form.done_on(urging.urge, key.number, key)


def _read(number: str, code: str, occurrence: int) -> tuple[ItemPage, Line]:
    with session.reading() as opened:
        found = item_page(opened, session.actor(), number, code, occurrence)
        return found, line(found.item, opened.day)
