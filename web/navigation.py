"""The pages in the bar, for whom they are, and what stands beside a person's name."""

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
    ("nav.overview", "overview.page"),
    ("nav.handbook", "handbook.page"),
    ("nav.supervision", "supervision.page"),
    ("nav.people", "people.page"),
    ("nav.organisations", "people.organisations"),
    ("nav.access_log", "people.access_log"),
    ("nav.calendar", "calendar.page"),
    ("nav.delivery", "delivery.page"),
)
"""In the order of the bar. A page that an installation does not have is left out."""
WITHIN = {
    "project": "register.page",
    "people": "people.page",
    "handbook": "handbook.page",
    "calendar": "calendar.page",
    "delivery": "delivery.page",
}
"""The page of the bar that other pages of a blueprint belong to."""


def entries() -> tuple[Entry, ...]:
    """The pages this person may open. None for a visitor who is not signed in."""
    present = session.reader().visitor
    if present is None:
        return ()
    views = flask.current_app.view_functions
    found = []
    for label, endpoint in PAGES:
        rule = access.declared(views.get(endpoint))
        if rule is not None and _is_for(rule, present):
            found.append(Entry(label, flask.url_for(endpoint), endpoint == _here()))
    return tuple(found)


def _is_for(rule: access.Access, present: session.Visitor) -> bool:
    """Administrators see their own pages and no project."""
    if present.actor.administers is not None:
        return rule.kind == access.ADMINISTRATOR and access.may_enter(rule, present.actor)
    return access.may_enter(rule, present.actor)


def _here() -> str | None:
    """The page of the bar to which the page being read belongs."""
    endpoint = flask.request.endpoint
    in_bar = any(endpoint == listed for _, listed in PAGES)
    return endpoint if in_bar else WITHIN.get(flask.request.blueprint or "", endpoint)


def offices() -> str:
    """The offices of whoever is signed in, in words."""
    actor = session.actor()
    speech = session.speech()
    codes = (actor.administers,) if actor.administers else sorted(actor.standing | actor.eligible)
    return speech.listed(name for code in codes if (name := errors.office_name(code, speech)))
