"""Takes a project along its way by doing what its blockers name, each act by somebody who may.

The demonstration set is made with it, and the tests use it to show that the blockers are sound: nothing here knows a
stage, a duty or a gate; everything is read from the standard and from what bars the way.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import select

from lifecycle import clock, gate
from lifecycle.case import KEPT, Case
from lifecycle.engine import Engine
from lifecycle.entering import entry_unmet
from lifecycle.evaluation.view import raised_decider
from lifecycle.facts import recorded
from lifecycle.gate import Blocker
from lifecycle.policy import actor_of
from lifecycle.records import project as projects
from lifecycle.store import Receipt, load_case
from lifecycle.verbs import debts, decisions, duties, entries, facts, register, rounds
from lifecycle.verbs.decisions import Decision
from lifecycle.verbs.duties import DutyKey
from lifecycle.verbs.evidence import Evidence
from stages import Standard
from stages.conditions import Leaf, Value
from web.demonstration.evaluating import Evaluating

OFFICE_HOUR = time(2, 0)
"""10:00 in Shanghai, in UTC: when demonstrations act."""


@dataclass
class Driver:
    """`cast` names the person (by id) who acts for each office; `values` are facts that must not be invented. One that
    `evaluates` holds evaluations with the experts of the pool; otherwise their facts are entered as if from paper.
    """

    engine: Engine
    cast: Mapping[str, int]
    number: str
    day: date
    values: dict[str, Value] = field(default_factory=dict)
    evidence: Callable[[str], str] = lambda kind: f"示例材料（虚构）：{kind}"
    evaluates: bool = False

    # Acting -----------------------------------------------------------------------------------------------

    def act(self, office: str, verb: Callable[..., Receipt], *given: object, **named: object) -> Receipt:
        """One verb in one transaction, on the driver's day, as the person cast for an office."""
        return self.act_as(self.cast[office], verb, *given, **named)

    def act_as(self, person: int, verb: Callable[..., Receipt], *given: object, **named: object) -> Receipt:
        """The same as one person, whatever office they hold."""
        with clock.rehearse(datetime.combine(self.day, OFFICE_HOUR, UTC)), self.engine.write() as session:
            return verb(session, actor_of(session.tx, person), *given, **named)

    def evaluating(self) -> Evaluating | None:
        """Whoever holds the evaluation here; None where none is held."""
        if not self.evaluates:
            return None
        standard, _ = self.known()
        return Evaluating(self, standard.rubric) if standard.rubric else None

    def look(self) -> tuple[Standard, Case, tuple[Blocker, ...]]:
        """The project today, and what bars its gate."""
        with clock.rehearse(datetime.combine(self.day, OFFICE_HOUR, UTC)), self.engine.read() as session:
            project = session.tx.scalar(
                select(projects.project.c.id).where(projects.project.c.number == self.number)
            )
            assert project is not None
            case = load_case(session, project)
            standard = session.standard(case.project.standard, case.project.track)
            for table in KEPT:
                case.rows(table)
            return standard, case, gate.blockers(standard, case, self.day)

    def known(self) -> tuple[Standard, Case]:
        """The project today, whatever bars its gate."""
        standard, case, _ = self.look()
        return standard, case

    def wait(self, working_days: int = 1) -> None:
        """Let working days pass."""
        with self.engine.read() as session:
            self.day = session.calendar.add_working_days(self.day, working_days)

    # Clearing ---------------------------------------------------------------------------------------------

    def clear(self, *, pace: int = 0, most: int = 400) -> None:
        """Do what the blockers name until the gate is open, `pace` working days between two acts.

        Raises AssertionError when no blocker can be cleared although some remain: the blockers would not be sound.
        """
        for _ in range(most):
            _, _, found = self.look()
            if not found:
                return
            if not any(self._clear_one(blocker) for blocker in found):
                self._wait_for(found)
            elif pace:
                self.wait(pace)
        raise AssertionError(f"{self.number} is still barred by {[blocker.clause for blocker in found]}")

    def step(self) -> Blocker | None:
        """Clear one blocker, the first that can be. None when none can be cleared today."""
        _, _, found = self.look()
        return next((blocker for blocker in found if self._clear_one(blocker)), None)

    def _clear_one(self, blocker: Blocker) -> bool:
        if blocker.kind == "scoring":
            holder = self.evaluating()
            return holder is not None and holder.clear(blocker.act or "", blocker.person)
        if blocker.absent or blocker.office is None:
            return False
        match blocker.act:
            case "complete_duty" if blocker.waits_for is None and blocker.not_before is None:
                self.complete(blocker.clause, blocker.target)
            case "confirm_duty":
                assert blocker.target is not None
                self.act(blocker.office, duties.confirm, DutyKey(self.number, *blocker.target[1:]))
            case "record_fact" if blocker.leaf is not None and self._is_scored(blocker.leaf.name):
                return False  # the evaluation yields it, by a duty that bars as well
            case "record_fact" if blocker.leaf is not None:
                self.record(
                    blocker.leaf.name, self.values.get(blocker.leaf.name, answer(blocker.leaf, self.day))
                )
            case "answer_debt" | "settle_debt":
                assert blocker.target is not None
                self._serve_debt(blocker, blocker.target[2])
            case _:
                return False
        return True

    def _is_scored(self, name: str) -> bool:
        return self.evaluates and self.known()[0].facts[name].scored is not None

    def complete(self, code: str, target: tuple[int, str, int] | None = None) -> None:
        """Do a duty with every piece of evidence it wants; what an evaluation is itself is provided by holding it."""
        standard, case = self.known()
        occurrence = target[2] if target else 1
        wanted = standard.duties[code].evidence
        row = case.newest_duty(code, occurrence)
        if (holder := self.evaluating()) is not None:
            for kind in wanted:
                holder.provide(kind, code)
        have = self._attached(code, occurrence)
        evidence = [
            Evidence(kind, "text", self.evidence(standard.documents[kind].text.zh))
            for kind in wanted
            if kind not in have
        ]
        doer = row.doer if row else standard.duties[code].doer
        self.act(doer, duties.complete, DutyKey(self.number, code, occurrence), evidence)

    def _attached(self, code: str, occurrence: int) -> set[str]:
        """The kinds of document that a duty has already."""
        _, case = self.known()
        row = case.newest_duty(code, occurrence)
        return {each.kind for each in case.documents_of(row)} if row and self.evaluates else set()

    def record(self, name: str, value: Value) -> None:
        """Record a fact as the office the standard names, correcting it when it has a value."""
        standard, case = self.known()
        office = standard.recorder(name, case.project.stage) or ""
        newest = max((row.n for row in case.documents.values()), default=None)
        document = newest if standard.facts[name].entered_by else None
        if name in recorded(standard, case):
            self.act(office, facts.correct, self.number, name, value, self.words("correction"), document)
        else:
            self.act(office, facts.record, self.number, name, value, document)

    def _serve_debt(self, blocker: Blocker, n: int) -> None:
        if blocker.act == "answer_debt":
            self.act(blocker.office or "", debts.answer, self.number, n, self.words("answered"), self.day)
            return
        self.act(blocker.office or "", debts.settle, self.number, n)

    def _wait_for(self, found: tuple[Blocker, ...]) -> None:
        days = [blocker.not_before for blocker in found if blocker.not_before is not None]
        assert days, (
            f"{self.number}: nobody can clear {[(b.clause, b.act, b.office, b.waits_for) for b in found]}"
        )
        self.day = max(min(days), self.day + timedelta(days=1))

    # Deciding ---------------------------------------------------------------------------------------------

    def request(self) -> None:
        standard, case = self.known()
        move = "resubmit" if case.project.status == "rework" else "request_gate"
        verb = rounds.resubmit if move == "resubmit" else rounds.request_gate
        self.act(standard.moves[move].actors[0], verb, self.number)

    def words(self, what: str) -> str:
        """What somebody says on an occasion."""
        return f"示例：{what}"

    def decide(self, option: str = "go", reason: str = "", **more: object) -> None:
        """Propose an option, hear whoever is to be heard, and have it decided, with a reason for whatever is unmet."""
        standard, case = self.known()
        gate_ = standard.gate_of(case.project.stage)
        chosen = gate_.option(option)
        proposer = gate_.propose if chosen.decider is None else gate_.decider
        self.act(proposer, rounds.propose, self.number, option, reason or self.words("proposal"))
        for opinion in self.unheard():
            self.act(opinion, rounds.consult, self.number, opinion, self.words("opinion"))
        reasons = {each.code: self.words("deferred") for each in gate_.should}
        said = reason or self.words(option)
        decision = Decision(option=option, reason=said, reasons=reasons, **more)  # type: ignore[arg-type]
        office = raised_decider(standard, case, chosen.decider or gate_.decider)
        self.act(office, decisions.decide, self.number, decision)

    def unheard(self) -> tuple[str, ...]:
        """The consulted offices that have not spoken."""
        _, case = self.known()
        with self.engine.read() as session:
            full = load_case(session, case.project.id or 0)
            asked = full.open_round()
            return tuple(
                row.office
                for row in full.opinions.values()
                if asked is not None
                and (row.visit, row.round) == (asked.visit, asked.n)
                and row.heard_on is None
            )

    def pass_gate(self, *, pace: int = 0) -> None:
        """Everything from here to the next stage. A gate that is deemed passed asks for no decision."""
        self.clear(pace=pace)
        self.request()
        if self.look()[1].open_round() is not None:
            self.decide()

    def submit(self, office: str) -> None:
        """From draft to active: do what is asked for at the door, then submit."""
        self.prepare()
        self.act(office, register.submit, self.number)

    def prepare(self, most: int = 60) -> None:
        """Do what keeps a draft from being submitted, one after the other."""
        for _ in range(most):
            if not self.missing():
                return
            self.prepare_one()

    def missing(self) -> tuple[Blocker, ...]:
        """What keeps a draft from being submitted."""
        standard, case, _ = self.look()
        return entry_unmet(standard, case, self.day)

    def prepare_one(self, wanted: Blocker | None = None) -> None:
        """Do one thing of that, the first without a wish."""
        missing = wanted or self.missing()[0]
        if missing.act == "attach_document":
            standard, _, _ = self.look()
            kind = missing.documents[0]
            piece = Evidence(kind, "text", self.evidence(standard.documents[kind].text.zh))
            self.act(missing.office or "", entries.attach_document, self.number, [piece])
        elif missing.act == "approve_entry":
            self.act(missing.office or "", entries.approve_entry, self.number, self.words("entered"))
        else:
            assert missing.leaf is not None
            invented = answer(missing.leaf, self.day)
            self.record(missing.leaf.name, self.values.get(missing.leaf.name, invented))


def answer(leaf: Leaf, day: date) -> Value:
    """A value that makes a test come out as wanted."""
    if isinstance(leaf.value, date):
        return day
    if isinstance(leaf.value, bool):
        return leaf.value is leaf.wanted
    if isinstance(leaf.value, tuple):
        return leaf.value[0]
    if isinstance(leaf.value, str):
        return leaf.value
    step = {">": 1, "<": -1, "!=": 1}.get(leaf.op, 0)
    return leaf.value + step if leaf.wanted else leaf.value - 1
