"""The pages of the register. The address carries every choice, so a list can be kept and sent to somebody."""

from collections.abc import Mapping
from http import HTTPStatus

import flask
from flask.typing import ResponseReturnValue

from lifecycle.errors import Invalid
from lifecycle.queries.eligible import may_register
from lifecycle.queries.register import PAGE, RegisterRow, board, counts_of, page_of
from lifecycle.register import saved_views
from web import access, errors, session
from web.register import address
from web.register.acts import offered
from web.register.address import Args, Wanted
from web.register.page import Builder
from web.register.told import since_then

blueprint = flask.Blueprint("register", __name__, template_folder="templates")
CARDS = 8
"""How many cards a column of the board shows."""


@blueprint.get("/projects")
@access.signed_in
def page() -> ResponseReturnValue:
    """The projects a reader may see, as a table or as a board."""
    return _shown(flask.request.args)


def _shown(args: Args, typed: str = "", problem: str | None = None) -> str:
    """The list of an address; with the name that somebody typed for it and why it was not taken."""
    wanted = address.wanted(args, session.engine().standards.standards)
    rows: tuple[RegisterRow, ...] = ()
    piles: Mapping[str, tuple[RegisterRow, ...]] = {}
    with session.reading() as reading:
        actor = session.actor()
        counts = counts_of(reading, actor, wanted.filters)
        views, may_add = saved_views.views_of(reading, actor), may_register(reading, actor)
        if wanted.view == address.BOARD:
            piles = board(reading, actor, wanted.filters, _stages(wanted), CARDS)
        else:
            after = address.after(args)
            rows = page_of(reading, actor, wanted.filters, after, sort=wanted.sort, limit=PAGE + 1)
        then = since_then(reading, wanted)
    more = address.place(rows[PAGE - 1].place) if len(rows) > PAGE else None
    built = Builder(args, wanted, counts).page(rows[:PAGE], piles, views, offered(actor), more)
    return flask.render_template(
        "register/page.html", page=built, typed=typed, problem=problem, may_add=may_add, then=then
    )


def _stages(wanted: Wanted) -> tuple[str, ...]:
    """The columns of the board: the stages that are wanted, all of the standards in use otherwise."""
    standards = session.engine().standards.standards
    every = dict.fromkeys(code for standard in standards for code in standard.stages)
    return tuple(code for code in every if not wanted.filters.stages or code in wanted.filters.stages)


# Views that are kept ---------------------------------------------------------------------------------------------


@blueprint.post("/projects/views")
@access.signed_in
def save_view() -> ResponseReturnValue:
    """Keep this list under a name."""
    args, name = sent_list(), flask.request.form.get("view_name", "")
    try:
        with session.writing() as writing:
            saved_views.save(writing, session.actor(), name, address.written(args))
    except Invalid as refusal:
        return _shown(args, name, errors.sentence(refusal, session.speech())), HTTPStatus.BAD_REQUEST
    return flask.redirect(address.url(args), HTTPStatus.SEE_OTHER)


@blueprint.post("/projects/views/<int:view>/drop")
@access.signed_in
def drop_view(view: int) -> ResponseReturnValue:
    """Keep a view no longer."""
    with session.writing() as writing:
        saved_views.drop(writing, session.actor(), view)
    return flask.redirect(address.url(sent_list()), HTTPStatus.SEE_OTHER)


def sent_list() -> Args:
    """The list from which a form was sent."""
    return address.read(flask.request.form.get("list", ""))
