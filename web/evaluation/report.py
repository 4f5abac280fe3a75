"""The report of an evaluation as a book: one tree, read as the page, as DOCX and as PDF."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from handbook.editions import RECORD
from handbook.nodes import Block, Book, Cell, Column, Figure, Head, Items, Para, Part, Row, Table
from handbook.radar import PAGE, Canvas, Series, radar
from lifecycle.queries.checklist import Attached
from lifecycle.queries.evaluation import DimensionLine, EvaluationPage
from lifecycle.queries.reading import Words
from lifecycle.queries.report import Report
from lifecycle.queries.rounds import DebtView
from web.project.sentences import Sentences
from web.speech import Speech


def book_of(report: Report, speech: Speech) -> Book:
    """The whole report in the language of `speech`."""
    return Book((speech.language,), _head(report, speech), _Parts(report, speech).all())


def drawing_of(lines: tuple[DimensionLine, ...], highest: int, speech: Speech, canvas: Canvas = PAGE) -> str:
    """The experts' levels, the self-rating and the floors of some dimensions as one drawing: with the dimensions' names
    where there is room, else with their codes.
    """
    names = ["\n" + speech.of(line.dimension.text) if canvas is PAGE else "" for line in lines]
    axes = [line.dimension.code + name for line, name in zip(lines, names, strict=True)]
    series = (
        Series(speech.t("scoring.series.experts"), tuple(line.middle for line in lines)),
        Series(speech.t("scoring.series.own"), tuple(line.own.level if line.own else None for line in lines)),
        Series(speech.t("scoring.series.floor"), tuple(line.floor for line in lines)),
    )
    return radar(axes, highest, series, speech.t("scoring.radar"), canvas)


def _head(report: Report, speech: Speech) -> Head:
    page = report.evaluation
    assert page.concluded_on is not None
    gate = speech.t("report.of_gate", gate=page.gate, text=Sentences(speech).clause(report.gate))
    return Head(
        title=(speech.t("report.title"),),
        version=report.standard,
        effective=page.concluded_on,
        hash=report.hash,
        edition=RECORD,
        edition_name=(gate,),
        audience=(),
        status=(),
        check=report.check,
        address="",
        about=(f"{page.number}  {page.title}",),
        facts=tuple((speech.t(f"report.fact.{name}"), value) for name, value in _facts(report, speech)),
        foot=speech.t("report.foot", number=page.number, n=page.n, check=report.check),
    )


def _facts(report: Report, speech: Speech) -> Iterable[tuple[str, str]]:
    page = report.evaluation
    if report.parties:
        yield "parties", speech.listed(party.name for party in report.parties)
    sheets = max((len(line.cells) for line in page.dimensions), default=0)
    yield "by", speech.t(f"report.fact.by.{page.kind}", n=sheets)
    if report.officer:
        yield "officer", report.officer
    yield "concluded", speech.day(page.concluded_on)
    if page.valid_until:
        yield "valid", speech.day(page.valid_until)
    yield "rubric", page.rubric.split("@")[0]
    yield "check", report.check
    yield "as_of", speech.day(report.as_of)


def number(value: Decimal | None) -> str:
    """A figure without needless noughts; a dash for none."""
    return "—" if value is None else f"{value.normalize():f}"


def _row(*cells: str | tuple[str, ...]) -> Row:
    lines = (cell if isinstance(cell, tuple) else (cell,) for cell in cells)
    return Row(tuple(Cell(tuple((line,) for line in each)) for each in lines))


@dataclass(frozen=True)
class _Parts:
    """The chapters, in the order in which they are read."""

    report: Report
    speech: Speech

    @property
    def page(self) -> EvaluationPage:
        return self.report.evaluation

    def all(self) -> tuple[Part, ...]:
        """Every chapter that has something to say."""
        chapters = (
            ("conclusion", self._conclusion()),
            ("levels", self._levels()),
            ("reasons", self._reasons()),
            ("dissent", self._dissent() if self.page.kind == "panel" else ()),
            ("supplement", self._supplement()),
            ("dossier", self._dossier()),
            ("objection", self._objections()),
        )
        return tuple(self._part(name, tuple(blocks)) for name, found in chapters if (blocks := [*found]))

    def _part(self, name: str, blocks: tuple[Block, ...]) -> Part:
        return Part("", (self.speech.t(f"report.{name}"),), name, blocks)

    def _say(self, key: str, **values: object) -> Para:
        return Para((self.speech.t(key, **values),))

    def _note(self, key: str, **values: object) -> Para:
        return Para((self.speech.t(key, **values),), "note")

    def _words(self, words: Words | None) -> str:
        return Sentences(self.speech).words(words)

    # Conclusion -------------------------------------------------------------------------------------------

    def _conclusion(self) -> Iterable[Block]:
        page, speech = self.page, self.speech
        if page.annulled_on:
            yield Para((speech.t("report.annulled", on=speech.day(page.annulled_on)),), "lead")
        if page.total is not None and page.band is not None:
            band = f"{page.band.code} {speech.of(page.band.text)}"
            yield Para((speech.t("report.total", total=page.total, band=band),), "lead")
        elif page.total is not None:
            yield Para((speech.t("report.total.plain", total=page.total),), "lead")
        yield from self._floors()
        if page.valid_until:
            until = speech.day(page.valid_until)
            yield self._say("report.valid.say", on=speech.day(page.concluded_on), until=until)
        else:
            yield self._say("report.valid.forever", on=speech.day(page.concluded_on))
        yield self._note("report.check.say")

    def _floors(self) -> Iterable[Block]:
        short = [line for line in self.page.dimensions if line.is_met is False]
        if not short:
            yield self._say("report.floors.met", gate=self.page.gate)
            return
        yield self._say("report.floors.short")
        yield Items(tuple((self._missed(line),) for line in short))

    def _missed(self, line: DimensionLine) -> str:
        key = "blocker.floor" if line.middle is not None else "blocker.floor.unjudged"
        code, name = line.dimension.code, self.speech.of(line.dimension.text)
        return self.speech.t(key, code=code, dimension=name, middle=number(line.middle), floor=line.floor)

    # Levels -----------------------------------------------------------------------------------------------

    def _levels(self) -> Iterable[Block]:
        speech, lines = self.speech, self.page.dimensions
        heads = (
            ("filling.dimension", 28),
            ("filling.weight", 8),
            ("scoring.matrix.levels", 18),
            ("scoring.matrix.middle", 10),
            ("scoring.series.floor", 9),
            ("report.column.met", 10),
            ("scoring.matrix.level", 9),
            ("scoring.matrix.spread", 13),
            ("scoring.series.own", 9),
        )
        columns = tuple(Column((speech.t(head),), share, centred=share < LEFT) for head, share in heads)
        rows = tuple(self._level(line) for line in lines)
        yield Table(columns, rows, (speech.t("report.levels.caption"),))
        if any(line.own for line in lines):
            yield self._note("report.own.beside")
        if any(line.middle is not None for line in lines):
            drawing = drawing_of(lines, self.page.scale[1], speech)
            yield Figure(drawing, (speech.t("report.radar"),), (speech.t("scoring.radar"),))

    def _level(self, line: DimensionLine) -> Row:
        given = " · ".join("—" if cell.level is None else str(cell.level) for cell in line.cells)
        spread = "—" if line.deviation is None else f"{line.deviation} / {line.spread}"
        dispersed = (self.speech.t("scoring.matrix.dispersed"),) if line.is_dispersed else ()
        met = {None: "—", True: self.speech.t("report.met"), False: self.speech.t("report.short")}
        return _row(
            f"{line.dimension.code} {self.speech.of(line.dimension.text)}",
            str(line.dimension.weight),
            given or "—",
            number(line.middle),
            "—" if line.floor is None else str(line.floor),
            met[line.is_met],
            "—" if line.level is None else str(line.level),
            (spread, *dispersed),
            self._own(line),
        )

    def _own(self, line: DimensionLine) -> str | tuple[str, ...]:
        if line.own is None:
            return "—"
        if line.own.gap is None:
            return str(line.own.level)
        gap = line.own.gap
        return (str(line.own.level), f"{'+' if gap > 0 else '−'}{number(abs(gap))}")

    def _reasons(self) -> Iterable[Block]:
        speech = self.speech
        columns = (
            Column((speech.t("filling.dimension"),), 22),
            Column((speech.t("report.reasons.said"),), 78),
        )
        yield Table(columns, tuple(self._of_dimension(line) for line in self.page.dimensions))

    def _of_dimension(self, line: DimensionLine) -> Row:
        name = f"{line.dimension.code} {self.speech.of(line.dimension.text)}"
        return _row(name, tuple(self._said(line)) or "—")

    def _said(self, line: DimensionLine) -> Iterable[str]:
        for cell in line.cells:
            level = self.speech.t("report.reason.unjudged") if cell.level is None else str(cell.level)
            yield f"{level}\u2003{self._because(cell.reason, cell.evidence)}"
        if line.own:
            level = f"{self.speech.t('scoring.series.own')} {line.own.level}"
            yield f"{level}\u2003{self._because(line.own.reason, line.own.evidence)}"

    def _because(self, reason: Words | None, evidence: tuple[int, ...]) -> str:
        said = self._words(reason)
        if not evidence:
            return said
        return said + self.speech.t("report.reason.evidence", numbers=self.speech.listed(map(str, evidence)))

    # What else --------------------------------------------------------------------------------------------

    def _dissent(self) -> Iterable[Block]:
        steps = self.report.steps
        if not steps:
            yield self._say("report.dissent.none")
        else:
            said = (
                self.speech.t("report.dissent.step", n=each.step, text=self.speech.of(each.text))
                for each in steps
            )
            yield Items(tuple((line,) for line in said))
        if self.page.dissent is not None:
            yield self._say("report.dissent.chair", words=self._words(self.page.dissent))

    def _supplement(self) -> Iterable[Block]:
        short = [line for line in self.page.dimensions if line.is_met is False and line.next_level]
        if short:
            yield self._say("report.supplement.say")
            yield Items(tuple((self._asked(line),) for line in short))

    def _asked(self, line: DimensionLine) -> str:
        following = line.next_level
        assert following is not None
        return self.speech.t(
            "report.supplement.line",
            code=line.dimension.code,
            dimension=self.speech.of(line.dimension.text),
            middle=number(line.middle),
            floor=line.floor,
            n=following.n,
            text=self.speech.of(following.text),
        )

    def _dossier(self) -> Iterable[Block]:
        if not self.page.versions:
            if self.page.kind != "officer":
                yield self._say("report.dossier.none")
            return
        last = self.page.versions[-1]
        yield self._say("report.dossier.version", n=last.version, on=self.speech.day(last.on))
        documents = tuple(
            (self.speech.t("report.dossier.document", n=each.n, version=each.version, name=self._name(each)),)
            for each in last.dossier
        )
        if documents:
            yield Items(documents)

    def _name(self, document: Attached) -> str:
        return self.speech.t("duty.sealed") if document.sealed else Sentences(self.speech).document(document)

    def _objections(self) -> Iterable[Block]:
        report, speech = self.report, self.speech
        if report.object_until:
            yield self._say("report.objection.until", on=speech.day(report.object_until))
        for each in report.objections:
            yield from self._objection(each)
        if not report.objections:
            yield self._say("report.objection.none")

    def _objection(self, debt: DebtView) -> Iterable[Block]:
        speech = self.speech
        yield self._say("report.objection.line", on=speech.day(debt.opened_on), what=self._words(debt.what))
        if debt.answered_on:
            on, answer = speech.day(debt.answered_on), self._words(debt.answer)
            yield self._say("report.objection.answer", on=on, answer=answer)
        else:
            who = Sentences(speech).holding(debt.owner)
            yield self._say("report.objection.open", who=who, due=speech.day(debt.due))


LEFT = 18
"""Columns narrower than this are centred."""
