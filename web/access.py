"""Who may open which route: every one declares it, and one that does not answers 500.

What a route declares is the door only. What a person sees behind it, and whether the act is theirs, is answered by
`lifecycle.policy` for the row in question.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import flask

from lifecycle.policy import Actor, sees_register
from lifecycle.policy.administration import ADMINISTRATION
from lifecycle.policy.intake import has_power
from web import session

View = TypeVar("View", bound=Callable[..., object])
PUBLIC, SIGNED_IN, ACT, POWER = "public", "signed_in", "act", "power"
ADMINISTRATOR, BUREAU, ASSIGNED = "administrator", "bureau", "assigned"
MIB = 1 << 20
_DECLARED, _UPLOADS = "declared_access", "takes_uploads"


@dataclass(frozen=True, slots=True)
class Access:
    """What a route declares. `names` are the act, the powers, or the administrator offices that may enter."""

    kind: str
    names: tuple[str, ...] = ()


def public(view: View) -> View:
    """Anybody, signed in or not."""
    return _declare(view, Access(PUBLIC))


def signed_in(view: View) -> View:
    """Anybody who is signed in; what they see is filtered by the policy."""
    return _declare(view, Access(SIGNED_IN))


def bureau(view: View) -> View:
    """Whoever sees the whole register."""
    return _declare(view, Access(BUREAU))


def act(name: str) -> Callable[[View], View]:
    """Somebody who is signed in and does this act of the policy, which the verb behind the view checks."""
    return lambda view: _declare(view, Access(ACT, (name,)))


def assigned(view: View) -> View:
    """An expert of the evaluation that the address names, by account or by a link to it. The one kind of page that
    somebody who came by a link may open.
    """
    return _declare(view, Access(ASSIGNED))


def power(*names: str) -> Callable[[View], View]:
    """Somebody with an office to which the standard in force gives one of these powers, where there is no project."""
    return lambda view: _declare(view, Access(POWER, names))


def administrator(act: str) -> Callable[[View], View]:
    """The administrators whose office may do this act of administration. For everybody else there is no such page."""
    return lambda view: _declare(view, Access(ADMINISTRATOR, ADMINISTRATION[act]))


def uploads(view: View) -> View:
    """The route takes files: its limit is that of uploads, not the 1 MiB of everything else."""
    setattr(view, _UPLOADS, True)
    return view


def declared(view: object) -> Access | None:
    """What a view declares, or None."""
    found = getattr(view, _DECLARED, None)
    return found if isinstance(found, Access) else None


def init_app(app: flask.Flask) -> None:
    """Set the limit of a request's size before anything reads its form. The check itself is that of `web.door`."""
    _open_static(app)
    app.before_request(_limit_size)


def _open_static(app: flask.Flask) -> None:
    @public
    def static(filename: str) -> flask.Response:
        return app.send_static_file(filename)

    app.view_functions["static"] = static


def may_enter(rule: Access, actor: Actor) -> bool:
    """Whether the door opens for somebody who is signed in."""
    if rule.kind == ADMINISTRATOR:
        return actor.administers in rule.names
    if actor.only is not None:
        return rule.kind in (PUBLIC, ASSIGNED)
    if rule.kind == POWER:
        return any(has_power(actor, session.in_force(), name) for name in rule.names)
    if rule.kind == BUREAU:
        return sees_register(actor)
    return rule.kind in (PUBLIC, SIGNED_IN) or actor.administers is None


def _declare(view: View, rule: Access) -> View:
    setattr(view, _DECLARED, rule)
    return view


def _limit_size() -> None:
    if getattr(view(), _UPLOADS, False):
        flask.request.max_content_length = session.settings().upload_mib * MIB + MIB


def view() -> object:
    """The view that this request is for, if there is one."""
    return flask.current_app.view_functions.get(flask.request.endpoint or "")


def here() -> str:
    """The address of this page, as one to come back to: with its query, and of what was posted the start page."""
    return "/" if flask.request.method == "POST" else flask.request.full_path.rstrip("?")


def local(target: str | None) -> str:
    """`target` if it is an address on this site, else the start page: nobody is sent elsewhere."""
    bad = not target or not target.startswith("/") or target.startswith("//")
    if bad or any(sign in str(target) for sign in "\\\r\n\t\0"):
        return flask.url_for("start")
    return str(target)
