"""Codes and values of the page objects as sentences: events, blockers, values, sources. Labels are attached here."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from lifecycle.entering import ADMISSION, DOCUMENT, RATING
from lifecycle.queries.checklist import CANNOT_START, Attached, ChecklistRow
from lifecycle.queries.gate import OF_EVALUATION, BlockerLine, GatePanel, RemedyView, Step, Way
from lifecycle.queries.history import Event
from lifecycle.queries.project import Header, LightReason, Waiting
from lifecycle.queries.rail import Rail, RailGate, RailPhase, RailStage
from lifecycle.queries.reading import Clause, Holding, Words
from lifecycle.queries.rounds import DebtView
from lifecycle.queries.sources import Citation
from lifecycle.queries.track import GateWay, TrackView
from stages import Standard
from stages.conditions import Condition, Leaf, Value, unmet
from stages.model import EntryPoint, Fact, Need, Text
from web.evaluation.sentences import waiting
from web.labels import TEXTS
from web.speech import Speech

CONTRARY = {"==": "!=", "!=": "==", ">=": "<", "<": ">=", "<=": ">", ">": "<=", "is": "!=", "in": "not_in"}
PLAIN = {"is": "=="}
LATIN = 0x2E7F
WIDE, NARROW = 13, 7
"""Widths of letters on the rail: Chinese ones, and all before them."""


@dataclass(frozen=True)
class Sentences:
    """Everything in the language of `speech`."""

    speech: Speech

    # Values -----------------------------------------------------------------------------------------------

    def value(self, fact: Fact | None, value: Value | None) -> str:
        """A fact's value with its unit; 未记录 for none."""
        match value:
            case None:
                return self.speech.t("value.unknown")
            case bool():
                return self.speech.t("value.yes" if value else "value.no")
            case date():
                return self.speech.short(value)
            case str():
                named = {each.code: each.text for each in fact.values} if fact else {}
                return self.speech.of(named[value]) if value in named else value
            case _:
                unit = f" {self.speech.of(fact.unit)}" if fact and fact.unit else ""
                return f"{value:,}{unit}"

    def test(self, fact: Fact | None, leaf: Leaf) -> str:
        """What a test asks of its fact."""
        sign = PLAIN.get(leaf.op, leaf.op) if leaf.wanted else CONTRARY[leaf.op]
        values = leaf.value if isinstance(leaf.value, tuple) else (leaf.value,)
        return self.speech.t(
            f"test.{sign}", value=self.speech.listed(self.value(fact, each) for each in values)
        )

    def words(self, words: Words | None) -> str:
        """Somebody's words; said to be erased where they were."""
        if words is None:
            return ""
        return self.speech.t("words.erased") if words.text is None else words.text

    def owed(self, debt: DebtView) -> str:
        """What is owed: its words, the clause that says so, or what a rung of the ladder asks about a late item."""
        if debt.ask is None:
            return self.words(debt.what) if debt.what is not None else self.clause(debt.clause)
        return self.speech.t("debt.asked", item=self.clause(debt.clause), ask=self.speech.of(debt.ask.text))

    def debt(self, debt: DebtView) -> str:
        """A debt as a heading: its number, or what a rung asks for about which item."""
        if debt.ask is None:
            return self.speech.t("debt.title", n=debt.n)
        return self.speech.t("debt.asked", item=self.speech.of(debt.ask.name), ask=self.clause(debt.clause))

    def kind(self, debt: DebtView) -> str:
        """What kind of debt it is; what a rung asks for by the name that the standard has for it."""
        return self.speech.t(f"debt.{debt.kind}") if debt.ask is None else self.speech.of(debt.ask.name)

    def texts(self, texts: Iterable[Text]) -> list[str]:
        """Texts of the standard, to be listed."""
        return [self.speech.of(text) for text in texts]

    def clause(self, clause: Clause | None) -> str:
        """The text of a clause, its code where it has none."""
        if clause is None:
            return ""
        return self.speech.of(clause.text) if clause.text else clause.code

    def holding(self, holding: Holding | None) -> str:
        """An office and who exercises it."""
        if holding is None:
            return ""
        by = self.speech.listed(holding.by)
        office = self.speech.of(holding.text)
        return f"{office} · {by}" if by else office + self.speech.aside(self.speech.t("parties.vacant"))

    def role(self, standard: Standard, code: str) -> str:
        """A role by name."""
        return self.speech.of(standard.roles[code].text) if code in standard.roles else code

    def holdings(self, holdings: Iterable[Holding]) -> list[str]:
        """Several offices with whoever exercises them."""
        return [self.holding(each) for each in holdings]

    def listed(self, texts: Iterable[Text]) -> str:
        """Several texts of the standard in one sentence."""
        return self.speech.listed(self.speech.of(text) for text in texts)

    def document(self, document: Attached) -> str:
        """The name of a file, or the value that was given instead."""
        if document.form == "file":
            return document.name
        if document.form == "date":
            return self.speech.short(date.fromisoformat(document.value))
        return document.value

    def citation(self, cited: Citation) -> str:
        """Where a rule comes from."""
        name = self.speech.of(cited.text) if cited.text else cited.ref
        key = "source.law_whole" if cited.kind == "law" and cited.article is None else f"source.{cited.kind}"
        return self.speech.t(key, name=name, ref=cited.ref, article=cited.article)

    # Duties -----------------------------------------------------------------------------------------------

    def state(self, row: ChecklistRow) -> str:
        """How a duty stands."""
        if row.state == CANNOT_START:
            if row.waits_for is not None:
                return self.speech.t("state.cannot_start", what=row.waits_for.code)
            return self.speech.t("state.cannot_start_until", on=self.speech.short(row.not_before))
        return self.speech.t(f"state.{row.state}")

    def why_not_yet(self, row: ChecklistRow) -> str:
        """What a duty waits for, in full."""
        if row.waits_for is not None:
            return self.speech.t(
                "blocker.waits_for", what=f"{row.waits_for.code} {self.clause(row.waits_for)}"
            )
        return self.speech.t("blocker.not_before", on=self.speech.day(row.not_before))

    # The gate ---------------------------------------------------------------------------------------------

    def what(self, line: BlockerLine) -> str:
        """What a blocker is about: the clause, a debt's own words; at an entry whatever is asked for."""
        if line.blocker.kind == RATING and line.fact is not None:
            return self.speech.of(line.fact.text)
        if line.blocker.kind == DOCUMENT:
            return self.listed(line.documents)
        if line.blocker.kind == ADMISSION:
            return self.speech.t("act.approve_entry")
        return self.words(line.words) if line.words is not None else self.clause(line.clause)

    def missing(self, line: BlockerLine) -> str:
        """What is missing."""
        blocker = line.blocker
        if blocker.documents:
            return self.speech.t(
                "blocker.attach_document" if len(line.documents) == 1 else "blocker.attach_any"
            )
        if blocker.kind == RATING:
            return self.speech.t("blocker.rating")
        if blocker.kind in OF_EVALUATION or blocker.shortfall is not None:
            return waiting(self.speech, line)
        if blocker.kind == "window":
            key = "blocker.window" if blocker.not_before else "blocker.window_open"
            return self.speech.t(key, on=self.speech.short(blocker.not_before))
        if blocker.leaf is not None and line.fact is not None:
            return self._leaf(line, line.fact, blocker.leaf)
        if blocker.waits_for is not None:
            return self.speech.t("blocker.waits_for", what=blocker.waits_for)
        return self.speech.t(f"blocker.{blocker.act or blocker.kind}")

    def _leaf(self, line: BlockerLine, fact: Fact, leaf: Leaf) -> str:
        if fact.type == "date":
            return self.speech.t("blocker.date", fact=self.speech.of(fact.text))
        short = self.speech.of(fact.text).partition("（")[0].partition(" (")[0]
        recorded = line.blocker.act == "record_fact"
        key = "blocker.record_fact" if recorded else "blocker.computed"
        if short in self.clause(line.clause):
            key = f"{key}.same"  # the clause has just named it
        return self.speech.t(
            key,
            fact=self.speech.of(fact.text),
            test=self.test(fact, leaf),
            known=self.value(fact, line.blocker.known),
        )

    def way(self, way: Way) -> str:
        """The shortest way out, in one sentence."""
        english = self.speech.language == "en"
        steps = ("; " if english else "，").join(self._step(step) for step in way.steps)
        end = self.speech.t("gate.way_end", on=self.speech.short(way.earliest))
        return f"{steps}{'; ' if english else '；'}{end}"

    def remedy(self, remedy: RemedyView) -> str:
        """One thing that can be done where nobody is there to act: by whom, with whose consent."""
        consent = self.speech.of(remedy.consent) if remedy.consent else ""
        return self.speech.t(f"remedy.{remedy.act}", offices=self.listed(remedy.by), consent=consent)

    def _step(self, step: Step) -> str:
        if step.act is None:
            return self.speech.t("step.time", n=step.count)
        who = self.speech.of(step.text) if step.text else ""
        return self.speech.t(f"step.{step.act}", who=who, n=step.count)

    def passing(self, panel: GatePanel) -> str:
        """The gate, and how it is passed on the project's track."""
        how = self.speech.t(f"gate.passes.{panel.mode}", office=self.speech.of(panel.decider.text))
        return self.speech.t("gate.chip", gate=panel.gate.code, how=how)

    # Tracks -----------------------------------------------------------------------------------------------

    def grounds(self, track: TrackView) -> str:
        """Why a project is on its track: the facts that put it there."""
        told = (
            self.speech.t("track.ground", fact=self.speech.of(fact.text), value=self.value(fact, value))
            for fact, value in track.grounds
        )
        joined = ("; " if self.speech.language == "en" else "；").join(told)
        return self.speech.t("track.because", grounds=joined or self.speech.t("track.else"))

    def way_through(self, way: GateWay | None) -> str:
        """How a gate is passed, and by whom."""
        if way is None:
            return self.speech.t("mode.off")
        key = "mode.by_itself" if way.mode == "deemed" else "mode.by"
        return self.speech.t(
            key,
            mode=self.speech.t(f"mode.{way.mode}"),
            proposer=self.speech.of(way.proposer),
            decider=self.speech.of(way.decider),
        )

    def needs(self, standard: Standard, point: EntryPoint) -> str:
        """What an entry point asks for, as one sentence; empty where it asks for nothing."""
        told = ("; " if self.speech.language == "en" else "；").join(
            self._need(standard, need) for need in point.need
        )
        return self.speech.t("new.entry.need", what=told) if told else ""

    def _need(self, standard: Standard, need: Need) -> str:
        documents = self.listed(standard.documents[kind].text for kind in (*need.docs, *need.any_docs))
        what = self.speech.t("new.entry.any", documents=documents) if need.any_docs else documents
        tests = self._tests(standard, need.test)
        told = self.speech.listed(each for each in (what, tests) if each)
        if need.applies_if is None:
            return told
        return self.speech.t("new.entry.if", what=told, condition=self._tests(standard, need.applies_if))

    def _tests(self, standard: Standard, condition: Condition | None) -> str:
        return self.speech.listed(
            self._asked(standard.facts[leaf.name], leaf) for leaf in unmet(condition, {})
        )

    def _asked(self, fact: Fact, leaf: Leaf) -> str:
        """A test as something that is so: the fact alone where it is to be true."""
        name = self.speech.of(fact.text)
        if leaf.value is True and leaf.wanted and PLAIN.get(leaf.op, leaf.op) == "==":
            return name
        return f"{name}{' ' if self.speech.language == 'en' else ''}{self.test(fact, leaf)}"

    # Head and rail ----------------------------------------------------------------------------------------

    def light_note(self, header: Header) -> str | None:
        """Why the light is what it is, and on whom the project waits."""
        parts = []
        if header.reason is not None:
            parts.append(self._because(header.reason))
        if header.waiting is not None:
            parts.append(self.waiting(header.waiting))
        return (", " if self.speech.language == "en" else "，").join(parts) or None

    def _because(self, reason: LightReason) -> str:
        key = "project.because_repeated" if reason.repeated else "project.because"
        left = self.speech.left(reason.left_wd, overdue=reason.due < self.speech.today)
        what = self.clause(reason.clause) if reason.clause else self.speech.t(f"debt.{reason.debt}")
        return self.speech.t(key, clause=what, left=left)

    def waiting(self, waiting: Waiting) -> str:
        """On whom it waits, since when."""
        who = self.speech.of(waiting.text)
        key = "project.waits_on" if waiting.waited_wd else "project.waits_on_today"
        return self.speech.t(key, who=who, n=waiting.waited_wd)

    def road(self, rail: Rail) -> str:
        """The rail in words."""
        return self.speech.t(
            "rail.label",
            stages=self.speech.listed(
                self.speech.t(f"rail.{stage.state}", stage=self.speech.of(stage.text))
                for stage in rail.stages
            ),
        )

    def band(self, phase: RailPhase, room: int) -> str:
        """The name of a phase, with its theme where there is room for it (in units of the drawing)."""
        name, theme = self.speech.of(phase.text), self.speech.of(phase.theme)
        whole = f"{name}\u2003{theme}"
        return whole if sum(WIDE if ord(each) > LATIN else NARROW for each in whole) < room else name

    def days(self, stage: RailStage) -> str:
        """The days of a stage: spent, running, or typical."""
        if stage.state == "skipped":
            return self.speech.t("rail.skipped")
        if stage.state == "past":
            return self.speech.t("rail.entered", on=self.speech.short(stage.entered_on), n=stage.worked_wd)
        if stage.state == "ahead":
            return self.speech.t("rail.typical", n=stage.typical_wd)
        key = "rail.days" if stage.worked_wd <= stage.typical_wd else "rail.days_over"
        return self.speech.t(key, n=stage.worked_wd, typical=stage.typical_wd)

    def gate(self, gate: RailGate) -> str:
        """How a gate stands; of one that is passed, how that was done."""
        if gate.state == "passed":
            return self.speech.t(f"rail.gate_{gate.mode}", gate=gate.code)
        return self.speech.t(f"rail.gate_{gate.state}", gate=gate.code, n=gate.count)

    # History ----------------------------------------------------------------------------------------------

    def who(self, event: Event) -> str:
        """Whoever did it."""
        if event.by_system:
            return self.speech.t("event.system")
        if event.by_expert:
            return self.speech.t("event.expert")
        return self.name(event.actor, *event.behalf)

    def name(self, who: str | None, *behalf: str | None) -> str:
        """A person, with those for whom they did it."""
        named = who or self.speech.t("event.somebody")
        givers = [each for each in behalf if each]
        if not givers:
            return named
        return self.speech.t("event.behalf", who=named, giver=self.speech.listed(givers))

    def event(self, event: Event) -> str:
        """One event as a sentence, without who and when."""
        key = f"event.{event.name}"
        return self.speech.t(
            key if key in TEXTS else "event.other",
            name=event.name,
            about=self._about(event),
            subject=self._subject(event),
            stage=self.speech.of(event.stage) if event.stage else "",
            value=self._recorded(event),
        )

    def _subject(self, event: Event) -> str:
        return self.speech.of(event.subject) if event.subject else event.about

    def _about(self, event: Event) -> str:
        try:
            return self.speech.short(date.fromisoformat(event.about))
        except ValueError:
            return event.about

    def _recorded(self, event: Event) -> str:
        if event.value is None:
            return self.speech.t("event.taken_back")
        return self.value(event.fact, event.value)

    def moment(self, at: datetime) -> str:
        """When: 3月18日 16:40, with the year unless it is this year."""
        full = self.speech.instant(at)
        this_year = f"{self.speech.today.year}年"
        return full.removeprefix(this_year)
