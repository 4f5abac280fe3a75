"""In whose hands an application is: the private link in the address, or a receipt that this browser has proved.

The pages of an application have an address with the link in it, and one without for whoever came by the receipt. The
proof lies in the signed cookie, names one application, and lasts a working day.
"""

from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from typing import Any

import flask
from flask.typing import ResponseReturnValue

from lifecycle import clock
from lifecycle.engine import Session
from lifecycle.errors import NotFound
from lifecycle.intake import holding
from lifecycle.records.intake import ApplicationRow
from web import session
from web.intake.blueprint import blueprint

PROOF = "receipt"
LASTS = timedelta(hours=8)


class NothingThere(Exception):
    """The link leads nowhere, or nothing was proved: a page of its own says so, the same for all reasons."""


@dataclass(frozen=True, slots=True)
class Key:
    """`token` is that of the private link; empty for whoever has proved a receipt."""

    token: str

    def read(self) -> ApplicationRow:
        """The application as it stands. Raises NothingThere."""
        with session.reading() as reading:
            return self.load(reading)

    def load(self, opened: Session, *, lock: bool = False) -> ApplicationRow:
        """The application, with its lock for a write. Raises NothingThere."""
        locked = lock and opened.tx.dialect.name != "sqlite"
        try:
            if self.token:
                return holding.by_link(opened, self.token, lock=locked)
            return holding.by_id(opened, _proved(), lock=locked)
        except NotFound as error:
            raise NothingThere from error

    def url(self, page: str = "application", **values: Any) -> str:
        """The address of one of its pages in these hands."""
        return flask.url_for(f"intake.{page}", token=self.token, **values)

    @property
    def link(self) -> str:
        """The private link in full; empty for whoever holds the receipt."""
        return self.url(_external=True) if self.token else ""

    @property
    def code(self) -> str:
        """The check code of its receipt; empty for whoever has typed it already."""
        return holding.check_code(self.token) if self.token else ""


def remember(row: ApplicationRow) -> None:
    """Let this browser go on with an application whose receipt was proved."""
    flask.session[PROOF] = [row.id, int(clock.now().timestamp())]


def _proved() -> int:
    match flask.session.get(PROOF):
        case [int(id_), int(at)] if abs(clock.now().timestamp() - at) < LASTS.total_seconds():
            return id_
        case _:
            raise NotFound("application")


@blueprint.errorhandler(NothingThere)
def _dead(_: NothingThere) -> ResponseReturnValue:
    if not (flask.request.view_args or {}).get("token"):
        return flask.redirect(flask.url_for("intake.follow"), HTTPStatus.SEE_OTHER)
    return flask.render_template("intake/dead_link.html"), HTTPStatus.NOT_FOUND
