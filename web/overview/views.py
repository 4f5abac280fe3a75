"""The overview of today, and of each month that is frozen."""

import flask
from flask.typing import ResponseReturnValue

from lifecycle.engine import Session
from lifecycle.errors import NotFound
from lifecycle.overview import entering, freezing
from lifecycle.overview.freezing import FrozenMonth
from lifecycle.overview.lately import lately
from lifecycle.overview.terms import Frame, Period
from lifecycle.queries.filters import Filters
from lifecycle.queries.register import page_of
from web import access, session
from web.overview.blueprint import blueprint, month_of
from web.overview.links import Links
from web.overview.page import Builder
from web.register.page import line

LATE = Filters(overdue_wd=0)
TEN = 10


@blueprint.get("")
@access.bureau
def page() -> ResponseReturnValue:
    """The register as it stands; with `now` in the address counted for this page, however long it takes."""
    with session.reading() as reading:
        actor = session.actor()
        frame = Frame(Period.of(reading.day), reading.day)
        months = freezing.months(reading, actor)
        before = freezing.find(reading, frame.month.before)
        found = lately(reading, actor, frame, now="now" in flask.request.args)
        built = Builder(
            session.speech(),
            tuple(reading.engine.standards.standards),
            frame,
            found.figures,
            entering.newest(reading, frame.month.year),
            before,
            reading.day,
        )
        late = page_of(reading, actor, LATE, sort="due", limit=TEN)
        may_enter = _holds(reading.in_force.power(entering.ACT))
        may_freeze = _holds(reading.in_force.power(freezing.ACT))
    return flask.render_template(
        "overview/page.html",
        page=built.page(flask.request.args.get("cohort", type=int)),
        words=built.words,
        links=Links(built.speech, None),
        months=months,
        kept=None,
        late=tuple(line(row) for row in late),
        names=found.names,
        counted_at=None if found.is_now else found.at,
        standards={each.version: each for each in built.standards},
        newest=built.newest,
        may_enter=may_enter,
        freezable=frame.month.before if may_freeze and before is None else None,
        before=before,
    )


def _holds(offices: tuple[str, ...]) -> bool:
    return not session.actor().standing.isdisjoint(offices)


@blueprint.get("/<period>")
@access.bureau
def month(period: str) -> ResponseReturnValue:
    """A month as it was frozen."""
    with session.reading() as reading:
        months = freezing.months(reading, session.actor())
        kept = freezing.find(reading, month_of(period))
        if kept is None:
            raise NotFound("period", period)
        built = _built(reading, kept)
    return flask.render_template(
        "overview/page.html",
        page=built.page(flask.request.args.get("cohort", type=int)),
        words=built.words,
        months=months,
        links=Links(built.speech, kept),
        kept=kept,
        counted_at=None,
        may_enter=False,
        freezable=None,
        before=None,
    )


def _built(reading: Session, kept: FrozenMonth) -> Builder:
    frame = Frame(kept.period, kept.period.last)
    return Builder(
        session.speech(),
        tuple(reading.engine.standards.standards),
        frame,
        kept.figures,
        entering.newest(reading, kept.period.year, kept.period.ends_at),
        freezing.find(reading, kept.period.before),
        reading.day,
    )
