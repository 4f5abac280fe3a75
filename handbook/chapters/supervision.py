"""Lights and the ladder of reminders; and records: what is kept, what is public."""

from __future__ import annotations

from collections.abc import Iterator

from handbook.draft import Draft
from handbook.nodes import Cell, Items, Para, Part, Row, Words
from stages.model import Document, Rung, Text


def supervision(draft: Draft) -> Part:
    """The chapter on lights and reminders."""
    parts = (_lights(draft), _ladder(draft), _rules(draft), _calls(draft))
    return draft.part("supervision", draft.para("supervision.read"), parts=parts, roles=draft.parties)


def _lights(draft: Draft) -> Part:
    lights = draft.standard.supervision.lights
    limits = lights.thresholds
    rows = (
        draft.clause("lights", each.code, draft.text(each.text), draft.text(each.when), source=lights.source)
        for each in lights.states
    )
    return draft.part(
        "supervision/lights",
        draft.table([("column.light", 22), ("column.when", 78)], rows),
        draft.para(
            "lights.thresholds",
            yellow=limits.yellow_left_wd, red=limits.red_overdue_wd, statutory=limits.red_statutory_overdue_days,
            times=limits.red_yellow_times, window=limits.red_yellow_window_wd,
        ),
        Para(draft.voices.of(lights.not_judged.text)),
        *([Para(draft.voices.of(lights.owed.text))] if lights.owed else []),
        Para(draft.voices.of(lights.project)),
        Para(draft.voices.of(lights.portfolio.text)),
    )  # fmt: skip


def _ladder(draft: Draft) -> Part:
    rows = (
        draft.clause(
            "ladder", rung.code, _rung_text(draft, rung), draft.cell(_when(draft, rung.at_wd)),
            draft.who(*rung.who),
            draft.cell(_channels(draft, rung)),
            source=rung.source,
        )
        for rung in draft.standard.supervision.ladder
    )  # fmt: skip
    heads = [("column.rung", 46), ("column.at", 20), ("column.to", 30), ("column.channels", 14)]
    return draft.part("supervision/ladder", draft.table(heads, rows))


def _when(draft: Draft, n: int) -> Words:
    if n == 0:
        return draft.voices.say("rung.on_day")
    return draft.voices.say("rung.before" if n < 0 else "rung.after", n=abs(n))


def _channels(draft: Draft, rung: Rung) -> Words:
    return draft.voices.each(
        lambda voice: voice.listed(voice.say(f"channel.{each}") for each in rung.channels)
    )


def _rung_text(draft: Draft, rung: Rung) -> Cell:
    ask = rung.ask
    asked = draft.voices.say("rung.ask", n=ask.wd, ask=ask.text) if ask else ()
    considered = draft.voices.say("rung.consider", what=rung.consider.text) if rung.consider else ()
    verbs = (_verb(draft, role, text) for role, text in rung.verbs.items())
    return draft.cell(draft.voices.of(rung.text), asked, considered, *verbs)


def _verb(draft: Draft, role: str, verb: Text) -> Words:
    return draft.voices.each(lambda voice: voice.say("rung.verb", role=voice.who(role), verb=voice.of(verb)))


def _rules(draft: Draft) -> Part:
    rows = (
        draft.clause("rules", each.code, draft.text(each.text), source=each.source)
        for each in draft.standard.supervision.rules
    )
    sending = draft.standard.supervision.sending
    hours = draft.para("sending.read", start=sending.from_, end=sending.until, n=sending.red_singly)
    return draft.part("supervision/rules", hours, *_urging(draft), draft.table([("column.rule", 90)], rows))


def _urging(draft: Draft) -> Iterator[Para | Items]:
    """How whoever is reminded by hand is addressed."""
    urging = draft.standard.supervision.urging
    if urging is not None:
        yield draft.para("urging.read")
        yield Items(tuple(_verb(draft, role, text) for role, text in urging.verbs.items()))


def _calls(draft: Draft) -> Part:
    return draft.part("supervision/objection", draft.para("objection.read"))


def records(draft: Draft) -> Part:
    """The chapter on records: kinds of document, which are forms, which are never public."""
    rows = (_document(draft, each) for each in draft.standard.documents.values())
    heads = [("column.document", 46), ("column.form", 12), ("column.public", 16), ("column.owed_by", 40)]
    parts = (
        draft.part(
            "records/keeping",
            draft.para("records.kept"),
            draft.para("records.history"),
            draft.para("records.electronic"),
        ),
        draft.part("records/documents", draft.table(heads, rows)),
    )
    return draft.part("records", parts=parts)


def _document(draft: Draft, document: Document) -> Row:
    duties, moves = draft.asked_for[document.code]
    return draft.clause(
        "documents",
        document.code,
        draft.text(document.text),
        draft.say("document.form") if document.form else draft.cell("—"),
        draft.say("document.secret" if document.secret else "document.open"),
        draft.cell(codes=[each.code for each in (*duties, *moves)]),
        roles=draft.roles_of(*(duty.role for duty in duties)),
    )
