"""The pages in the bar, for whom they are, and what stands beside a person's name."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import flask

from web import access, errors, session


class Entry(NamedTuple):
    """One page of the bar. `is_here`: the page being read belongs to it."""

    label: str
    url: str
    is_here: bool


PAGES = (
    ("nav.my_work", "my_work.page"),
    ("nav.register", "register.page"),
    ("nav.intake", "intake.desk"),
    ("nav.overview", "overview.page"),
    ("nav.handbook", "handbook.page"),
    ("nav.supervision", "supervision.page"),
    ("nav.administration", "administration.page"),
)
"""In the order of the bar. A page that an installation does not have is left out."""
ROOMS = (
    ("administration.home", "administration.page"),
    ("nav.people", "people.page"),
    ("nav.organisations", "people.organisations"),
    ("nav.sessions", "administration.sessions"),
    ("nav.calendar", "calendar.page"),
    ("nav.delivery", "delivery.page"),
    ("nav.access_log", "people.access_log"),
)
"""The rooms of administration, which stand in a bar of their own above each of them."""
WITHIN = {
    "project": "register.page",
    "people": "people.page",
    "handbook": "handbook.page",
    "calendar": "calendar.page",
    "delivery": "delivery.page",
    "intake": "intake.desk",
}
"""The page of the bar that other pages of a blueprint belong to."""
PART_OF = {"people.organisation": "people.organisations"}
"""The same, for single pages."""


def entries() -> tuple[Entry, ...]:
    """The pages this person may open. None for a visitor who is not signed in."""
    here = "administration.page" if _is_administration() else _here()
    return tuple(_open_to_reader(PAGES, here))


def rooms() -> tuple[Entry, ...]:
    """The rooms of administration that are open to the reader; none on any other page."""
    return tuple(_open_to_reader(ROOMS, _here())) if _is_administration() else ()


def may_open(endpoint: str) -> bool:
    """Whether the page is there, and open to whoever reads."""
    present = session.reader().visitor
    rule = access.declared(flask.current_app.view_functions.get(endpoint))
    return present is not None and rule is not None and _is_for(rule, present)


def _open_to_reader(pages: Iterable[tuple[str, str]], here: str | None) -> Iterator[Entry]:
    for label, endpoint in pages:
        if may_open(endpoint):
            yield Entry(label, flask.url_for(endpoint), endpoint == here)


def _is_administration() -> bool:
    rule = access.declared(access.view())
    return rule is not None and rule.kind == access.ADMINISTRATOR


def _is_for(rule: access.Access, present: session.Visitor) -> bool:
    """Administrators see their own pages and no project."""
    if present.actor.administers is not None:
        return rule.kind == access.ADMINISTRATOR and access.may_enter(rule, present.actor)
    return access.may_enter(rule, present.actor)


def _here() -> str | None:
    """The page of the bar to which the page being read belongs."""
    endpoint = flask.request.endpoint
    in_bar = any(endpoint == listed for _, listed in (*PAGES, *ROOMS))
    return (
        endpoint
        if in_bar
        else PART_OF.get(endpoint or "") or WITHIN.get(flask.request.blueprint or "", endpoint)
    )


def offices() -> str:
    """The offices of whoever is signed in, in words."""
    actor = session.actor()
    speech = session.speech()
    codes = (actor.administers,) if actor.administers else sorted(actor.standing | actor.eligible)
    return speech.listed(name for code in codes if (name := errors.office_name(code, speech)))
