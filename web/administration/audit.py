"""Audit: who did what and when, over the history of all projects and over the access log; found, paged, taken away."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from string import Formatter
from typing import Any, NamedTuple

import flask
from flask.typing import ResponseReturnValue

from lifecycle.errors import Invalid
from lifecycle.queries import audit
from lifecycle.queries.audit import AccessLine, EventLine, Place, Wanted
from web import access, cursors, session
from web.administration.blueprint import blueprint
from web.labels import TEXTS
from web.numbers import whole
from web.project import answers
from web.speech import Speech
from web.spreadsheet import CSV, MEDIA_TYPES, Cell, Sheet, csv_of

MONTH = timedelta(days=30)
LONGEST = 80
_ASKED = ("who", "what", "where", "since", "until")


class Kind(NamedTuple):
    """An event or act that can be chosen, in words."""

    code: str
    name: str


class Asked(NamedTuple):
    """What the address asks for: as typed, as understood, and what could not be."""

    typed: dict[str, str]
    wanted: Wanted
    problem: str


@blueprint.get("/audit")
@access.administrator("read_audit")
def events() -> ResponseReturnValue:
    """The history of all projects: who, what, when, of which project. Not what about."""
    asked = _asked()
    with session.reading() as reading:
        found = audit.events(reading, asked.wanted, _place(flask.request.args.get("after")), audit.PAGE + 1)
    last = found[audit.PAGE - 1] if len(found) > audit.PAGE else None
    more = cursors.written((last.at, last.project, last.seq)) if last else None
    return flask.render_template(
        "administration/audit.html",
        lines=found[: audit.PAGE],
        asked=asked,
        kinds=event_kinds(session.speech()),
        named=event_name,
        at=_instant,
        next_url=flask.url_for("administration.events", **_kept(asked), after=more) if more else None,
    )


@blueprint.get("/access-log")
@access.administrator("read_access_log")
def access_log() -> ResponseReturnValue:
    """Sign-ins, refusals, acts on accounts."""
    asked = _asked()
    before = cursors.read(flask.request.args.get("after"), 1)
    place = whole(before[0]) if before else None
    with session.reading() as reading:
        found = audit.accesses(reading, asked.wanted, place, audit.PAGE + 1)
    more = cursors.written((found[audit.PAGE - 1].id,)) if len(found) > audit.PAGE else None
    return flask.render_template(
        "administration/access_log.html",
        lines=found[: audit.PAGE],
        asked=asked,
        kinds=access_kinds(session.speech()),
        named=named,
        next_url=flask.url_for("administration.access_log", **_kept(asked), after=more) if more else None,
    )


# Taking it away -----------------------------------------------------------------------------------------------


@blueprint.post("/audit/export")
@access.administrator("read_audit")
def export_events() -> ResponseReturnValue:
    """Every line that the page would show, as a table. It leaves its own line in the access log."""
    asked, speech = _asked(), session.speech()
    with session.reading() as reading:
        rows = [event_cells(line, speech) for line in audit.all_events(reading, asked.wanted)]
    return _table("audit", event_heads(speech), rows)


@blueprint.post("/access-log/export")
@access.administrator("read_access_log")
def export_accesses() -> ResponseReturnValue:
    asked, speech = _asked(), session.speech()
    with session.reading() as reading:
        rows = [access_cells(line, speech) for line in audit.all_accesses(reading, asked.wanted)]
    return _table("access-log", access_heads(speech), rows)


def event_heads(speech: Speech) -> tuple[str, ...]:
    return tuple(speech.t(f"audit.column.{name}") for name in ("at", "project", "seq", "what", "code", "who"))


def event_cells(line: EventLine, speech: Speech) -> tuple[Cell, ...]:
    who = line.login or speech.t("event.system")
    return line.at, line.number, line.seq, event_name(line.event, speech), line.event, who


def access_heads(speech: Speech) -> tuple[str, ...]:
    names = ("at", "who", "address", "what", "code", "target", "outcome")
    return tuple(speech.t(f"audit.column.{name}") for name in names)


def access_cells(line: AccessLine, speech: Speech) -> tuple[Cell, ...]:
    what, outcome = named("access.act", line.act, speech), named("access.outcome", line.outcome, speech)
    return line.at.isoformat(), line.login or "", line.address, what, line.act, line.target, outcome


def _table(name: str, heads: Iterable[str], rows: Iterable[Sequence[Cell]]) -> flask.Response:
    """A table that no spreadsheet takes for formulas."""
    answer = flask.Response(csv_of(Sheet(name, tuple(heads), rows)), mimetype=MEDIA_TYPES[CSV])
    day = session.reader().day.isoformat()
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}-{day}.csv"'
    return answer


# What is asked ------------------------------------------------------------------------------------------------


def _asked() -> Asked:
    """From the address, or the form of an export. A month back from today where it says nothing."""
    typed = {name: flask.request.values.get(name, "").strip()[:LONGEST] for name in _ASKED}
    today, problem = session.reader().day, ""
    days: dict[str, date | None] = {}
    for name in ("since", "until"):
        try:
            days[name] = answers.day(name, typed[name])
        except Invalid:
            days[name], problem = None, "problem.not_a_date"
    until = days["until"] or today
    since = days["since"] or until - MONTH
    shown = typed | {"since": since.isoformat(), "until": until.isoformat()}
    wanted = Wanted(since, until, typed["who"], typed["what"], typed["where"])
    return Asked(shown, wanted, problem)


def _kept(asked: Asked) -> dict[str, Any]:
    return {name: value for name, value in asked.typed.items() if value}


def _place(word: str | None) -> Place | None:
    parts = cursors.read(word, 3)
    if parts is None:
        return None
    first, second = whole(parts[1]), whole(parts[2])
    return None if first is None or second is None else (parts[0], first, second)


# Words --------------------------------------------------------------------------------------------------------


def event_kinds(speech: Speech) -> list[Kind]:
    """Every event there can be, by its name."""
    codes = [key.removeprefix("event.") for key in TEXTS if key.startswith("event.") and key[6:7].isupper()]
    return sorted((Kind(code, event_name(code, speech)) for code in codes), key=lambda kind: kind.name)


def access_kinds(speech: Speech) -> list[Kind]:
    """Every act that the access log can hold."""
    prefix = "access.act."
    codes = [key.removeprefix(prefix) for key in TEXTS if key.startswith(prefix)]
    return sorted((Kind(code, speech.t(prefix + code)) for code in codes), key=lambda kind: kind.name)


_BLANK_ZH = re.compile(
    r"""
      （关口\s*…）
    | 向\s*… (?! \s* 号)
    | (?: ，进入 | ，至 | 至 | 为 )? [，、]? \s* (?: 第\s* )? … \s* [号版次条家]? \s*
    """,
    re.VERBOSE,
)
"""What a Chinese sentence leaves out, with the particle and the measure word that go with it."""


def event_name(code: str, speech: Speech | None = None) -> str:
    """The event without what it was about; the code itself for one that has no words: this is the auditor's page."""
    key, said = f"event.{code}", speech or session.speech()
    if key not in TEXTS:
        return code
    label = TEXTS[key]
    blanks = {name: "…" for _, name, _, _ in Formatter().parse(label.zh) if name}
    told, _, _ = said.t(key, **blanks).replace("：", ":").partition(":")
    return (_BLANK_ZH.sub("", told) if said.language == "zh" else told).strip()


def named(prefix: str, code: str, speech: Speech | None = None) -> str:
    """The words for a code of the access log, or the code itself."""
    key = f"{prefix}.{code}"
    return (speech or session.speech()).t(key) if key in TEXTS else code


def _instant(text: str) -> str:
    return session.speech().instant(datetime.fromisoformat(text))
