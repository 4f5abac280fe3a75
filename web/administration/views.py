"""Where administration stands, and who is signed in."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

import flask
from flask.typing import ResponseReturnValue

from lifecycle.policy.administration import may_administer
from lifecycle.queries.administration import Standing, sessions_page, standing
from lifecycle.queries.standards import standards_page
from web import access, cursors, navigation, session
from web.administration.blueprint import blueprint


class Figure(NamedTuple):
    """A number that leads to what it counts; `tone` colours it when it is not nought."""

    label: str
    n: int
    url: str
    tone: str = ""


@blueprint.get("/")
@access.administrator("administer")
def page() -> ResponseReturnValue:
    """What there is to look after, and what wants attention."""
    with session.reading() as reading:
        found = standing(reading)
    return flask.render_template(
        "administration/page.html",
        standing=found,
        figures=tuple(_figures(found)),
        rooms_listed=[each for each in navigation.rooms() if not each.is_here],
    )


def _figures(found: Standing) -> Iterator[Figure]:
    """Those whose room is open to the reader."""
    counted: tuple[tuple[str, int, str, dict[str, str], str], ...] = (
        ("administration.people", found.people, "people.page", {}, ""),
        ("administration.waiting", found.waiting, "people.page", {"show": "invited"}, ""),
        ("administration.locked", found.locked, "people.page", {"show": "locked"}, "red"),
        ("administration.ending", found.ending, "people.page", {"show": "ending"}, "yellow"),
        ("administration.sessions", found.sessions, "administration.sessions", {}, ""),
        ("administration.dead_letters", found.dead_letters, "delivery.page", {}, "red"),
        ("administration.failed", found.failed, "administration.access_log", {"what": "sign_in"}, "yellow"),
        ("administration.refused", found.refused, "administration.access_log", {}, "yellow"),
    )
    for label, n, endpoint, values, tone in counted:
        if navigation.may_open(endpoint):
            yield Figure(label, n, flask.url_for(endpoint, _external=False, **values), tone)


@blueprint.get("/sessions")
@access.administrator("end_sessions")
def sessions() -> ResponseReturnValue:
    """Who is signed in now, where from, until when."""
    words = flask.request.args.get("q", "")[:60]
    with session.reading() as reading:
        found = sessions_page(reading, words, _place(flask.request.args.get("after")))
    more = cursors.written((found.more[0].isoformat(), found.more[1])) if found.more else None
    return flask.render_template(
        "administration/sessions.html",
        page=found,
        words=words,
        may_see=may_administer(session.actor().administers, "see_accounts"),
        next_url=flask.url_for("administration.sessions", q=words or None, after=more) if more else None,
    )


def _place(word: str | None) -> tuple[datetime, str] | None:
    parts = cursors.read(word, 2)
    try:
        at = datetime.fromisoformat(parts[0]) if parts else None
    except ValueError:
        return None
    return (at, parts[1]) if parts and at is not None and at.tzinfo is not None else None


@blueprint.get("/standards")
@access.administrator("see_standards")
def standards() -> ResponseReturnValue:
    """The versions of the standard, and how many projects run by each."""
    with session.reading() as reading:
        lines, missing = standards_page(reading)
    return flask.render_template("administration/standards.html", lines=lines, missing=missing)
