"""The link that leads an expert without an account to one evaluation: opened by anybody, used once, with a button.

Opening it uses nothing up, for mail scanners open links too. What it opens is a session that reaches this evaluation
alone. For a link that was used, has expired, or leads to another project there is one answer.
"""

from contextlib import suppress
from http import HTTPStatus

import flask
from flask.typing import ResponseReturnValue

from lifecycle import accounts
from lifecycle.errors import NotFound, Refusal
from lifecycle.verbs import invitations
from web import access, session
from web.evaluation.pages.room import blueprint, to


@blueprint.route("/evaluations/<number>/link/<token>", methods=["GET", "POST"])
@access.public
def link(number: str, token: str) -> ResponseReturnValue:
    """Whom it lets in, and the button."""
    if flask.request.method == "POST":
        return _entered(number, token)
    with session.reading() as reading:
        project = accounts.project_of_link(reading.tx, number)
        holder = accounts.expert_link_holder(reading.tx, token, project, reading.at)
    if holder is None:
        return _dead()
    return flask.render_template("scoring/link.html", number=number, token=token, holder=holder)


def _entered(number: str, token: str) -> ResponseReturnValue:
    try:
        signed, project = _use(number, token)
    except NotFound:
        return _dead()
    session.enter(signed, only=project)
    with suppress(Refusal):  # whoever has answered already has nothing to open
        session.do(invitations.acknowledge, number)
    return to("sheet", number=number)


def _use(number: str, token: str) -> tuple[accounts.SignIn, int]:
    with session.writing() as writing:
        project = accounts.project_of_link(writing.tx, number)
        person = accounts.use_expert_link(writing.tx, token, project, writing.at)
        signed = accounts.open_session(
            writing.tx, person, session.address(), writing.at, previous=session.token(), project=project
        )
        accounts.note_access(
            writing.tx, person.id, session.address(), writing.at, "expert_link", "done", number
        )
    return signed, project


def _dead() -> ResponseReturnValue:
    return flask.render_template("scoring/dead_link.html"), HTTPStatus.NOT_FOUND
