"""The agenda with its sheets, and the minutes, as books: read as page, DOCX and PDF."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from handbook.editions import RECORD
from handbook.nodes import Block, Book, Cell, Column, Head, Items, Para, Part, Row, Table
from lifecycle.queries.decide import DecisionRecord
from lifecycle.queries.evaluation_card import EvaluationCard
from lifecycle.queries.meeting import Item, Minutes, Ready
from lifecycle.queries.rounds import DebtView, Heard, RoundView
from web.project.sentences import Sentences
from web.speech import Speech

NARROW = 12
"""Columns narrower than this are centred."""


def agenda_book(items: tuple[Item, ...], on: date, name: str, speech: Speech) -> Book:
    """The list, then a page on each project."""
    facts = (
        (speech.t("meeting.fact.on"), speech.day(on)),
        (speech.t("meeting.fact.items"), speech.t("meeting.count", n=len(items))),
        (speech.t("meeting.fact.as_of"), speech.day(speech.today)),
    )
    title = name or speech.t("meeting.agenda")
    head = _head(title, speech.t("meeting.agenda") if name else "", on, facts, title)
    telling = Telling(speech)
    listed = Part("", (speech.t("meeting.list"),), "list", (telling.table(items),))
    sheets = (
        Part(str(n), (f"{item.number}  {item.title}",), f"item-{n}", tuple(telling.sheet(item)))
        for n, item in enumerate(items, start=1)
    )
    return Book((speech.language,), head, (listed, *sheets))


def minutes_book(minutes: Minutes, speech: Speech) -> Book:
    """What was decided, in one table; then each decision with its reasons, opinions and conditions."""
    telling = Telling(speech)
    deciders = dict.fromkeys(
        telling.say.who(each.event) if each.event else each.round.decided_by or ""
        for each in minutes.decisions
    )
    office = speech.of(minutes.office.text)
    facts = (
        (speech.t("meeting.fact.on"), speech.day(minutes.on)),
        (speech.t("meeting.fact.office"), office),
        (speech.t("meeting.fact.deciders"), speech.listed(deciders)),
        (speech.t("meeting.fact.items"), speech.t("meeting.count", n=len(minutes.decisions))),
    )
    title = speech.t("meeting.minutes")
    head = _head(title, office, minutes.on, facts, f"{title} {office} {minutes.on.isoformat()}")
    decided = Part("", (speech.t("meeting.decided"),), "decided", (telling.decided(minutes.decisions),))
    each = (
        Part(
            "",
            (f"{n}. {one.header.number}  {one.header.title}",),
            f"decision-{n}",
            tuple(telling.record(one)),
        )
        for n, one in enumerate(minutes.decisions, start=1)
    )
    signed = Part("", (speech.t("meeting.sign"),), "sign", (Para((speech.t("meeting.sign.lines"),)),))
    return Book((speech.language,), head, (decided, *each, signed))


def _head(title: str, below: str, on: date, facts: tuple[tuple[str, str], ...], foot: str) -> Head:
    return Head(
        title=(title,),
        version="",
        effective=on,
        hash="",
        edition=RECORD,
        edition_name=(below,) if below else (),
        audience=(),
        status=(),
        check="",
        address="",
        facts=facts,
        foot=foot,
    )


@dataclass(frozen=True)
class Telling:
    """Rounds and decisions as blocks, in the language of `speech`."""

    speech: Speech

    @property
    def say(self) -> Sentences:
        return Sentences(self.speech)

    def _table(self, heads: tuple[tuple[str, int], ...], rows: Iterable[tuple[str, ...]]) -> Table:
        columns = tuple(Column((self.speech.t(key),), share, centred=share < NARROW) for key, share in heads)
        return Table(columns, tuple(Row(tuple(Cell(((each,),)) for each in row)) for row in rows))

    def _facts(self, rows: Iterable[tuple[str, str]]) -> Table:
        heads = (("meeting.column.what", 24), ("meeting.column.how", 76))
        return self._table(heads, ((self.speech.t(key), said) for key, said in rows))

    # The agenda -------------------------------------------------------------------------------------------

    def table(self, items: tuple[Item, ...]) -> Table:
        """One line for each project."""
        heads = (
            ("meeting.column.n", 6),
            ("meeting.column.project", 34),
            ("meeting.column.gate", 16),
            ("meeting.column.proposal", 20),
            ("meeting.column.heard", 10),
            ("meeting.column.score", 14),
        )
        return self._table(heads, (self._line(n, item) for n, item in enumerate(items, start=1)))

    def _line(self, n: int, item: Item) -> tuple[str, ...]:
        name = f"{item.number} {item.title}"
        ready = item.ready
        if ready is None:
            return (str(n), name, "", self.outcome(item), "", "")
        gate = f"{ready.round.gate.code} {self.say.clause(ready.round.gate)}"
        return (
            str(n),
            name,
            gate,
            self.proposed(ready.round),
            f"{ready.heard}/{ready.asked}",
            self.score(ready.evaluation),
        )

    def outcome(self, item: Item) -> str:
        """What became of a row that waits no more."""
        decided = item.decided.round.decided if item.decided else None
        return self.speech.t("meeting.is_decided", option=self.speech.of(decided.text)) if decided else "—"

    def proposed(self, round_: RoundView) -> str:
        """The option that was proposed."""
        return (
            self.speech.of(round_.proposed.text) if round_.proposed else self.speech.t("meeting.unproposed")
        )

    def score(self, card: EvaluationCard | None) -> str:
        """What the evaluation came to, for whoever may know."""
        if card is None or card.total is None:
            return "—"
        band = f" {card.band.code}" if card.band else ""
        return f"{card.total}{band}"

    def sheet(self, item: Item) -> Iterable[Block]:
        """A page on one project."""
        if item.ready is not None:
            yield self._facts(self._ready(item.ready))
            yield from self._opinions(item.ready.round)
            yield from self._owed("meeting.debts", item.ready.debts)
        elif item.decided is not None:
            yield from self.record(item.decided)

    def _ready(self, ready: Ready) -> Iterable[tuple[str, str]]:
        header, round_, speech = ready.header, ready.round, self.speech
        if header.summary:
            yield "meeting.row.summary", header.summary
        yield "meeting.row.parties", speech.listed(party.name for party in header.parties) or "—"
        yield (
            "meeting.row.stage",
            f"{self.say.clause(header.stage)} · {round_.gate.code} {self.say.clause(round_.gate)}",
        )
        yield "meeting.row.officer", header.officer or "—"
        yield (
            "meeting.row.requested",
            f"{round_.requested_by or speech.t('event.system')} · {speech.day(round_.requested_on)}",
        )
        if round_.decide_by:
            yield "meeting.row.decide_by", speech.day(round_.decide_by)
        yield "meeting.row.gate", self.open_or_not(ready)
        yield from self._evaluation(ready.evaluation)
        yield "meeting.row.proposal", self._proposal(round_)
        yield "meeting.row.decider", self.say.holding(round_.decider)

    def open_or_not(self, ready: Ready) -> str:
        """Whether anything bars a pass now."""
        if ready.panel.open:
            return self.speech.t("meeting.open")
        codes = (line.clause.code for group in ready.panel.groups for line in group.lines)
        return self.speech.t("meeting.barred", n=ready.panel.count, codes=self.speech.listed(codes))

    def _evaluation(self, card: EvaluationCard | None) -> Iterable[tuple[str, str]]:
        if card is None or card.total is None:
            return
        speech = self.speech
        said = [self.score(card)]
        said += [speech.of(card.band.text)] if card.band else []
        said += [speech.t("card.unmet", codes=speech.listed(card.unmet))] if card.unmet else []
        said += [speech.t("scoring.valid", on=speech.day(card.valid_until))] if card.valid_until else []
        yield "meeting.row.score", " · ".join(said)

    def _proposal(self, round_: RoundView) -> str:
        if round_.proposed is None:
            return self.speech.t("meeting.unproposed")
        by = self.say.name(round_.proposed_by, round_.proposed_for)
        said = self.speech.of(round_.proposed.text) + self.speech.aside(
            f"{self.speech.of(round_.proposer.text)} {by}"
        )
        words = self.say.words(round_.proposal)
        return f"{said}{self.speech.colon}{words}" if words else said

    # The minutes ------------------------------------------------------------------------------------------

    def decided(self, decisions: tuple[DecisionRecord, ...]) -> Table:
        """One line for each decision."""
        heads = (
            ("meeting.column.n", 6),
            ("meeting.column.project", 32),
            ("meeting.column.gate", 16),
            ("meeting.column.decision", 16),
            ("meeting.column.proposer", 16),
            ("meeting.column.check", 14),
        )
        rows = (
            (
                str(n),
                f"{each.header.number} {each.header.title}",
                f"{each.round.gate.code} {self.say.clause(each.round.gate)}",
                self.speech.of(each.round.decided.text) if each.round.decided else "—",
                self.say.name(each.round.proposed_by, each.round.proposed_for) or "—",
                each.event.check if each.event else "—",
            )
            for n, each in enumerate(decisions, start=1)
        )
        return self._table(heads, rows)

    def record(self, record: DecisionRecord) -> Iterable[Block]:
        """One decision: what, why, who proposed it, who was heard, what is owed."""
        yield self._facts(self._decision(record))
        yield from self._opinions(record.round)
        yield from self._owed("meeting.conditions", record.owed)

    def _decision(self, record: DecisionRecord) -> Iterable[tuple[str, str]]:
        round_, speech = record.round, self.speech
        decided = speech.of(round_.decided.text) if round_.decided else "—"
        by = self.say.who(record.event) if record.event else round_.decided_by or ""
        yield (
            "meeting.row.decision",
            decided
            + speech.aside(
                f"{speech.of(round_.decider.text)} {by}{speech.pause}{speech.day(round_.decided_on)}"
            ),
        )
        if words := self.say.words(round_.reason):
            yield "meeting.row.reason", words
        for clause, said in round_.reasons:
            yield (
                "meeting.row.reason_for",
                f"{clause.code} {self.say.clause(clause)}{speech.colon}{self.say.words(said)}",
            )
        yield "meeting.row.proposal", self._proposal(round_)
        if record.event:
            yield "meeting.row.check", speech.t("meeting.event", n=record.event.seq, check=record.event.check)

    def _opinions(self, round_: RoundView) -> Iterable[Block]:
        if not round_.opinions:
            return
        yield Para((self.speech.t("meeting.opinions"),), "lead")
        yield Items(tuple((self._heard_line(each),) for each in round_.opinions))

    def _heard_line(self, heard: Heard) -> str:
        office = self.speech.of(heard.holding.text)
        if heard.on is None:
            return self.speech.t("meeting.unheard", office=office)
        return self.speech.t(
            "meeting.heard",
            office=office,
            by=heard.by or "",
            on=self.speech.short(heard.on),
            words=self.say.words(heard.words),
        )

    def _owed(self, key: str, owed: Iterable[DebtView]) -> Iterable[Block]:
        lines = tuple((self._debt(each),) for each in owed)
        if lines:
            yield Para((self.speech.t(key),), "lead")
            yield Items(lines)

    def _debt(self, debt: DebtView) -> str:
        return self.speech.t(
            "meeting.debt",
            kind=self.say.kind(debt),
            what=self.say.owed(debt),
            owner=self.speech.of(debt.owner.text),
            due=self.speech.day(debt.due),
        )
