"""The page that shows around. It exists in a demonstration only, and leads to projects that stand where it says."""

from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus

import flask
from flask.typing import ResponseReturnValue

from lifecycle.engine import Session
from lifecycle.errors import NotFound
from lifecycle.lights import Light
from lifecycle.policy import Actor, sees_register
from lifecycle.queries.filters import Filters
from lifecycle.queries.party import own_organisations, party_page
from lifecycle.queries.register import page_of
from web import access, session
from web.tour.personas import become, personas, post_of
from web.tour.wanted import SEEN

blueprint = flask.Blueprint("tour", __name__, template_folder="templates")


@dataclass(frozen=True, slots=True)
class Stop:
    """One place: its words by key, and where it is. `what` fills the words in."""

    key: str
    url: str
    what: str = ""


@blueprint.get("/tour")
@access.signed_in
def page() -> ResponseReturnValue:
    """The places for whoever reads, in the order in which they are worth seeing."""
    if not session.settings().demonstration:
        raise NotFound("tour")
    actor = session.actor()
    with session.reading() as reading:
        stops = tuple(_stops(reading, actor))
    flask.session[SEEN] = True
    others = tuple(each for each in personas() if each.login != _me())
    return flask.render_template(
        "tour/page.html", stops=stops, kind=_kind(actor), personas=others, post_of=post_of
    )


@blueprint.post("/tour/as")
@access.signed_in
def switch() -> ResponseReturnValue:
    """Go on as another persona of the demonstration, at the beginning of their way around."""
    become(flask.request.form.get("login", ""))
    return flask.redirect(flask.url_for("tour.page"), HTTPStatus.SEE_OTHER)


def _me() -> str:
    present = session.visitor()
    return present.person.login if present is not None else ""


def _kind(actor: Actor) -> str:
    if actor.administers is not None:
        return "administrator"
    return "bureau" if sees_register(actor) else "party"


def _stops(reading: Session, actor: Actor) -> Iterator[Stop]:
    if actor.administers is not None:
        yield Stop("administration", flask.url_for("administration.page"))
        return
    if sees_register(actor):
        yield from _for_bureau(reading, actor)
    else:
        yield from _for_party(reading, actor)
    yield Stop("handbook", flask.url_for("handbook.page"))


def _for_bureau(reading: Session, actor: Actor) -> Iterator[Stop]:
    yield Stop("my_work", flask.url_for("my_work.page"))
    yield from _one(reading, actor, "red", Filters(light=Light.RED.value), "#gate")
    yield from _one(reading, actor, "review", Filters(state="review"), "#round")
    yield from _one(reading, actor, "history", Filters(), "", endpoint="project.history")
    yield Stop("register", flask.url_for("register.page", view="board"))
    yield Stop("overview", flask.url_for("overview.page"))


def _for_party(reading: Session, actor: Actor) -> Iterator[Stop]:
    for organisation in own_organisations(reading, actor)[:1]:
        yield Stop("organisation", flask.url_for("parties.page", code=organisation.code), organisation.name)
        work = party_page(reading, actor, organisation.code).work
        for owing in [each for each in work if not each.waits][:1]:
            url = flask.url_for(
                "project.duty", number=owing.number, code=owing.duty.code, occurrence=owing.duty.occurrence
            )
            yield Stop("duty", url, session.speech().of(owing.standard.duties[owing.duty.code].text))
    yield from _one(reading, actor, "project", Filters(), "")
    yield from _one(reading, actor, "issue", Filters(state="running"), "", endpoint="project.raise_issue")
    yield Stop("inbox", flask.url_for("inbox.page"))


def _one(
    reading: Session, actor: Actor, key: str, filters: Filters, anchor: str, endpoint: str = "project.page"
) -> Iterator[Stop]:
    """A project that is so, if there is one that this reader sees."""
    for row in page_of(reading, actor, filters, limit=1):
        yield Stop(key, flask.url_for(endpoint, number=row.number) + anchor, row.title)
