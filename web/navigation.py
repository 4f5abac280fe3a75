"""The pages in the bar, for whom they are, and what stands beside a person's name."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import flask

from lifecycle.policy import sees_register
from web import access, errors, session
from web.labels import TEXTS


class Entry(NamedTuple):
    """One page of the bar. `is_here`: the page being read belongs to it."""

    label: str
    url: str
    is_here: bool


PAGES = (
    ("nav.my_work", "my_work.page"),
    ("nav.party", "parties.mine"),
    ("nav.my_evaluations", "scoring.mine"),
    ("nav.register", "register.page"),
    ("nav.intake", "intake.desk"),
    ("nav.supervision", "supervision.page"),
    ("nav.overview", "overview.page"),
    ("nav.meetings", "meetings.page"),
    ("nav.experts", "experts.page"),
    ("nav.handbook", "handbook.page"),
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
    ("nav.standards", "administration.standards"),
    ("nav.audit", "administration.events"),
    ("nav.access_log", "administration.access_log"),
)
"""The rooms of administration, which stand in a bar of their own above each of them."""
ONLY_BY_LINK = "scoring.mine"
"""In the bar of those alone who came by a link and see nothing else; others find it in their work."""
MEETINGS = "meetings.page"
"""For the bureau, which decides the gates."""
WITHIN = {
    "project": "register.page",
    "scoring": "register.page",
    "people": "people.page",
    "overview": "overview.page",
    "parties": "parties.mine",
    "handbook": "handbook.page",
    "calendar": "calendar.page",
    "delivery": "delivery.page",
    "supervision": "supervision.page",
    "intake": "intake.desk",
    "experts": "experts.page",
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
    if present is None or rule is None or not _is_for(rule, present):
        return False
    if endpoint == MEETINGS:
        return present.actor.is_bureau
    return endpoint != ONLY_BY_LINK or present.actor.only is not None


def _open_to_reader(pages: Iterable[tuple[str, str]], here: str | None) -> Iterator[Entry]:
    present = session.reader().visitor
    for label, endpoint in pages:
        if present is not None and may_open(endpoint) and label != _not_for(present):
            yield Entry(called(label), flask.url_for(endpoint), endpoint == here)


def _is_administration() -> bool:
    rule = access.declared(access.view())
    return rule is not None and rule.kind == access.ADMINISTRATOR


def _not_for(present: session.Visitor) -> str | None:
    """The bureau finds an organisation from the overview and the projects; an expert's link leads to one evaluation."""
    is_outside = sees_register(present.actor) or present.actor.only is not None
    return "nav.party" if is_outside else None


def called(label: str) -> str:
    """What a page is called for parties, where it is their own for them."""
    present, own = session.reader().visitor, f"{label}.party"
    is_outside = present is not None and not sees_register(present.actor)
    return own if own in TEXTS and is_outside else label


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
