"""Tables taken out of the register: who may, how often, how far each is, and the trace it leaves in the access log.

An export is an act of its own: somebody who may see a project may take its row away, and that is noted. Whoever takes
much away takes it slowly: ten in an hour. What an export holds is drawn through the same policy as the list it is of.
"""

import secrets
from datetime import timedelta

from sqlalchemy import func, insert, select, update

from lifecycle.accounts import note_access
from lifecycle.engine import Session
from lifecycle.errors import Invalid, NotFound, NotPermitted
from lifecycle.policy import Actor
from lifecycle.records.lists import EXPORT_FORMATS, ExportRow, export

ACT = "export"
MOST_IN_AN_HOUR = 10
HOUR = timedelta(hours=1)
KEPT_FOR = timedelta(hours=24)
SILENCE = timedelta(seconds=90)
"""An export that was not heard of for so long is not being worked on any more: its process has ended."""

_EXPORT = export.c


def begin(
    session: Session, actor: Actor, *, format_: str, language: str, address: str, total: int, origin: str
) -> ExportRow:
    """Note that somebody takes a list away. `origin` is the network address for the log.

    Raises NotPermitted for administrators, who see no project; Invalid(`export`, `too_often`) beyond ten in an hour.
    """
    if actor.administers is not None:
        raise NotPermitted(ACT, "no_administrator")
    if format_ not in EXPORT_FORMATS:
        raise Invalid("format", "not_in_list", {"values": EXPORT_FORMATS})
    recent = select(func.count()).where(_EXPORT.person == actor.id, _EXPORT.at > session.at - HOUR)
    if (session.tx.scalar(recent) or 0) >= MOST_IN_AN_HOUR:
        raise Invalid("export", "too_often", {"limit": MOST_IN_AN_HOUR})
    row = {
        "token": secrets.token_hex(16),
        "person": actor.id,
        "format": format_,
        "language": language,
        "address": address,
        "total": total,
        "state": "waiting",
        "done": 0,
        "check_code": "",
        "at": session.at,
        "seen_alive": session.at,
    }
    session.tx.execute(insert(export).values(row))
    note_access(session.tx, actor.id, origin, session.at, ACT, "begun", f"{format_} {total}")
    return ExportRow.of(row)


def found(session: Session, actor: Actor, token: str) -> ExportRow:
    """One's own export. Raises NotFound for any other, and for one that is a day old. `state` is `failed` where nobody
    works on it any more.
    """
    own = select(export).where(_EXPORT.token == token, _EXPORT.person == actor.id)
    row = session.tx.execute(own.where(_EXPORT.at > session.at - KEPT_FOR)).first()
    if row is None:
        raise NotFound("export", token[:32])
    kept = ExportRow.of(row)
    is_lost = kept.state in ("waiting", "running") and session.at - kept.seen_alive > SILENCE
    return kept.changed({"state": "failed"}) if is_lost else kept


def note_progress(session: Session, token: str, done: int) -> None:
    """So many rows are written."""
    _change(session, token, state="running", done=done)


def note_end(session: Session, row: ExportRow, done: int, check_code: str | None, origin: str) -> None:
    """The file is there, under its check code; or, without one, it will not be."""
    state = "failed" if check_code is None else "done"
    _change(session, row.token, state=state, done=done, check_code=check_code or "")
    note_access(session.tx, row.person, origin, session.at, ACT, state, f"{check_code or ''} {done}".strip())


def note_download(session: Session, row: ExportRow, origin: str) -> None:
    note_access(session.tx, row.person, origin, session.at, ACT, "downloaded", row.check_code)


def outdated(session: Session) -> tuple[str, ...]:
    """The tokens of exports whose files are to go."""
    old = select(_EXPORT.token).where(
        _EXPORT.at <= session.at - KEPT_FOR, _EXPORT.at > session.at - 7 * KEPT_FOR
    )
    return tuple(session.tx.scalars(old))


def _change(session: Session, token: str, **values: object) -> None:
    alive = values | {"seen_alive": session.at}
    session.tx.execute(update(export).where(_EXPORT.token == token).values(alive))
