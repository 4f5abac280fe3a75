"""Which book a printed check code stands for, and whether it is in force. Open to everybody who holds one."""

from dataclasses import dataclass

import flask
from flask.typing import ResponseReturnValue

import handbook
from stages import Standard
from stages.model import Text
from web import access, session
from web.handbook.room import Status, blueprint, status_of

_LONGEST = 40


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check code stands for."""

    standard: Standard
    edition: Text
    on: str
    status: Status


@blueprint.get("/check")
@access.public
def check_form() -> ResponseReturnValue:
    """A field for those who have no camera: the code as it is printed."""
    code = flask.request.args.get("code", "").strip()
    if code:
        return flask.redirect(flask.url_for("handbook.check", code=code[:_LONGEST]))
    return flask.render_template("handbook/check.html", code="", answer=None)


@blueprint.get("/check/<code>")
@access.public
def check(code: str) -> ResponseReturnValue:
    """The answer for one code; 404 for one that no book of ours has."""
    wanted = code.strip().upper()
    for standard in session.engine().standards.standards:
        for edition in handbook.editions(standard):
            if handbook.check_code(standard, edition.code) == wanted:
                on = session.speech().day(standard.effective)
                answer = Checked(standard, edition.name, on, status_of(standard))
                return flask.render_template("handbook/check.html", code=wanted, answer=answer)
    return flask.render_template("handbook/check.html", code=wanted, answer=None), 404
