"""The monthly sheet of one party: what is late, what was done late, and what a consultation takes up.

The words are those that the standard has for the party: some are supervised, others reminded, others asked.
"""

from __future__ import annotations

from handbook.chapters.project import day_of
from handbook.draft import Draft
from handbook.errors import NothingGiven
from handbook.given import Late, Reply, Sheet
from handbook.nodes import Cell, Para, Part, Row, Words
from handbook.voice import Voice
from stages.model import Rung


def sheet(draft: Draft) -> tuple[Part, ...]:
    """Open items, those done late, and the list for a consultation; what is empty is left out."""
    given = draft.given.sheet
    if given is None:
        raise NothingGiven
    parts = (_open(draft, given), _done(draft, given), _consultation(draft, given), _receipt(draft))
    return tuple(part for part in parts if part is not None)


def title_of(draft: Draft, given: Sheet) -> Words:
    """What the standard calls it to address this party by hand, as the name of a sheet."""
    return draft.voices.each(lambda voice: voice.say("sheet.title", verb=_verb(voice, given.role)))


def about(draft: Draft, given: Sheet) -> Words:
    """Whose sheet it is, and of which month."""
    return draft.voices.each(
        lambda voice: voice.say("sheet.about", role=voice.who(given.role), month=_month(voice, given))
    )


def _verb(voice: Voice, role: str) -> str:
    urging = voice.standard.supervision.urging
    text = urging.verbs.get(role) if urging else None
    return voice.of(text) if text else voice.say("sheet.verb")


def _month(voice: Voice, given: Sheet) -> str:
    return voice.say("sheet.month", y=given.month.year, m=f"{given.month.month:02}", n=given.month.month)


def _open(draft: Draft, given: Sheet) -> Part:
    def told(voice: Voice) -> str:
        return voice.say(
            "sheet.read",
            role=voice.who(given.role),
            as_of=voice.day(given.as_of),
            late=len(given.open),
            statutory=sum(item.statutory for item in given.open),
            done=len(given.done),
            told=given.told,
            by_hand=given.by_hand,
        )

    rows = (_row(draft, given, item) for item in given.open)
    heads = [
        ("column.item", 38), ("column.project", 32), ("sheet.column.waits", 24), ("sheet.column.late", 28),
        ("sheet.column.measure", 48),
    ]  # fmt: skip
    lead = Para(draft.voices.each(told))
    none = None if given.open else draft.para("sheet.none")
    more = draft.note("sheet.more") if given.left_out else None
    title = draft.voices.say("sheet.open")
    return draft.part("sheet", lead, none, draft.plain_table(heads, rows), more, title=title)


def _row(draft: Draft, given: Sheet, item: Late) -> Row:
    return Row(
        (
            _item(draft, item),
            draft.cell(item.number, item.title),
            draft.who(*item.waits) if item.waits else draft.who(item.owner),
            _late(draft, item),
            _measure(draft, given, item),
        )
    )


def _item(draft: Draft, item: Late) -> Cell:
    named = draft.standard.dated(item.code)
    again = draft.voices.say("item.occurrence", n=item.occurrence) if item.occurrence > 1 else ()
    return draft.cell(draft.voices.of(named.text) if named else item.code, again, codes=[item.code])


def _late(draft: Draft, item: Late) -> Cell:
    """Done in time and waiting to be confirmed is late for whoever confirms, and by no days of the owner's."""
    say = draft.voices.say
    kept = say("sheet.late", n=item.late_wd) if item.late_wd > 0 else say("sheet.to_confirm")
    statutory = draft.voices.say("sheet.statutory") if item.statutory else ()
    return draft.cell(*day_of(draft, item.due).lines, kept, statutory)


def _measure(draft: Draft, given: Sheet, item: Late) -> Cell:
    rung = _rung(draft, item.rung)
    if rung is None:
        return draft.cell("—")
    words = draft.voices.each(lambda voice: f"{rung.code} {voice.of(rung.verbs.get(given.role, rung.text))}")
    return draft.cell(words, *(_reply(draft, reply) for reply in item.replies))


def _reply(draft: Draft, reply: Reply) -> Words:
    """What a rung asked for by its name, and whether it came."""
    rung = _rung(draft, reply.rung)
    state = "promised" if reply.promised else "answered" if reply.is_answered else "unanswered"

    def told(voice: Voice) -> str:
        name = voice.of(rung.ask.name) if rung and rung.ask else ""
        day = voice.day(reply.promised) if reply.promised else ""
        return voice.say(f"sheet.{state}", rung=reply.rung, name=name, who=voice.who(reply.owner), day=day)

    return draft.voices.each(told)


def _rung(draft: Draft, code: str) -> Rung | None:
    return next((rung for rung in draft.standard.supervision.ladder if rung.code == code), None)


def _done(draft: Draft, given: Sheet) -> Part | None:
    rows = [
        Row(
            (
                _item(draft, item),
                draft.cell(item.number, item.title),
                _late(draft, item),
                day_of(draft, item.done_on),
            )
        )
        for item in given.done
    ]
    heads = [("column.item", 46), ("column.project", 40), ("sheet.column.late", 34), ("column.done_on", 34)]
    table = draft.plain_table(heads, rows)
    return draft.part("sheet/done", table, title=draft.voices.say("sheet.done")) if rows else None


def _consultation(draft: Draft, given: Sheet) -> Part | None:
    """What has reached a rung with something to consider: with room for what was agreed."""
    rows = [
        _considered(draft, given, item, rung)
        for item in given.open
        if (rung := _rung(draft, item.rung)) is not None and rung.consider is not None
    ]
    heads = [
        ("column.item", 42), ("column.project", 32), ("sheet.column.consider", 52), ("sheet.column.agreed", 36),
    ]  # fmt: skip
    table = draft.plain_table(heads, rows)
    read = draft.para("sheet.consultation.read")
    title = draft.voices.say("sheet.consultation")
    return draft.part("sheet/consultation", read, table, title=title) if rows else None


def _considered(draft: Draft, given: Sheet, item: Late, rung: Rung) -> Row:
    assert rung.consider is not None
    moves = {move.code: move.text for move in draft.standard.flow.moves.values()}
    led = [moves[code] for code in rung.consider.moves if code in moves]
    leads = draft.labelled("sheet.leads", draft.listed(led)) if led else ()
    return Row(
        (
            Cell((*_item(draft, item).lines, *_measure(draft, given, item).lines[:1])),
            draft.cell(item.number, item.title),
            draft.cell(draft.voices.of(rung.consider.text), leads),
            draft.cell(""),
        )
    )


def _receipt(draft: Draft) -> Part:
    return draft.part(
        "sheet/receipt",
        draft.para("sheet.receipt.read"),
        draft.para("sheet.receipt.sign"),
        title=draft.voices.say("sheet.receipt"),
    )
