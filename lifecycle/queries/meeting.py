"""A meeting at which several gates are decided: what is ready, a sheet on each, and afterwards the minutes.

A meeting is no state of anything. Its agenda is a choice of projects, which an address carries, and its minutes are the
decisions of one office on one day, each of which stands in the history of its project: they cannot say anything else.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from lifecycle.engine import Session
from lifecycle.errors import Invalid, NotFound
from lifecycle.policy import Actor, visible
from lifecycle.queries.choices import choices
from lifecycle.queries.decide import DecisionRecord, decision_record
from lifecycle.queries.evaluation_card import EvaluationCard, evaluation_card
from lifecycle.queries.gate import GatePanel, gate_panel
from lifecycle.queries.project import Header, header
from lifecycle.queries.reading import read_project
from lifecycle.queries.rounds import DebtView, RoundView, debts, open_round
from lifecycle.records import project as projects
from lifecycle.records import rounds
from stages.model import Office

MOST = 40
"""Gates on one agenda; a day's decisions are listed up to as many."""


@dataclass(frozen=True)
class Ready:
    """A project whose gate waits for its decision. `decide_by` and `proposed` as in its round; `heard` of `asked`
    offices have spoken. `evaluation` is the card of its page, for whoever may know the result.
    """

    header: Header
    panel: GatePanel
    round: RoundView
    evaluation: EvaluationCard | None
    debts: tuple[DebtView, ...]
    may_propose: bool
    may_consult: bool
    may_decide: bool

    @property
    def number(self) -> str:
        return self.header.number

    @property
    def heard(self) -> int:
        return len(self.round.opinions) - len(self.round.unheard)

    @property
    def asked(self) -> int:
        return len(self.round.opinions)

    @property
    def is_ready(self) -> bool:
        """Whether there is something to decide on: a proposal, and nothing bars the gate."""
        return self.round.proposed is not None and self.panel.open


@dataclass(frozen=True)
class Item:
    """A row of an agenda: ready to be decided, or decided since it was chosen (the newest decision there is)."""

    number: str
    title: str
    ready: Ready | None
    decided: DecisionRecord | None


@dataclass(frozen=True)
class Held:
    """A day on which an office decided, with how many gates."""

    on: date
    office: Office
    count: int


@dataclass(frozen=True)
class Minutes:
    """The decisions of one office on one day, in the order of their projects."""

    on: date
    office: Office
    decisions: tuple[DecisionRecord, ...]


def waiting(session: Session, actor: Actor) -> tuple[Ready, ...]:
    """Every gate that waits for its decision and that the reader, of the bureau, may know of: the longest first."""
    _require_bureau(actor)
    round_, project = rounds.round_.c, projects.project
    statement = (
        select(project.c.number)
        .join(rounds.round_, round_.project == project.c.id)
        .where(visible(actor), round_.option.is_(None), round_.expired_on.is_(None))
        .order_by(round_.requested_on, project.c.number)
        .limit(MOST)
    )
    found = (ready(session, actor, number) for number in session.tx.scalars(statement).all())
    return tuple(each for each in found if each is not None)


def agenda(session: Session, actor: Actor, numbers: Sequence[str]) -> tuple[Item, ...]:
    """The chosen ones, in the order chosen.

    Raises Invalid for none or too many, NotFound for a project that the reader may not see.
    """
    _require_bureau(actor)
    wanted = tuple(dict.fromkeys(numbers))
    if not wanted:
        raise Invalid("projects", "nothing_chosen")
    if len(wanted) > MOST:
        raise Invalid("projects", "too_many_gates", {"limit": MOST})
    return tuple(_item(session, actor, number) for number in wanted)


def _item(session: Session, actor: Actor, number: str) -> Item:
    found = ready(session, actor, number)
    if found is not None:
        return Item(number, found.header.title, found, None)
    reading = read_project(session, actor, number)
    decided = [key for key, row in reading.case.rounds.items() if row.option is not None and not row.basis]
    record = None
    if decided:
        visit, n = max(decided)
        record = decision_record(session, actor, number, int(visit), int(n))
    return Item(number, reading.case.project.title, None, record)


def ready(session: Session, actor: Actor, number: str) -> Ready | None:
    """The sheet of one project; None where no round is open. Raises NotFound."""
    reading = read_project(session, actor, number)
    may = choices(reading)
    round_ = open_round(reading, may)
    if round_ is None:
        return None
    panel = gate_panel(reading, may)
    return Ready(
        header=header(reading, panel.groups),
        panel=panel,
        round=round_,
        evaluation=evaluation_card(reading),
        debts=tuple(debt for debt in debts(reading, may) if debt.settled_on is None),
        may_propose=bool(may.propose),
        may_consult=bool(may.consult),
        may_decide=may.decide,
    )


def held(session: Session, actor: Actor) -> tuple[Held, ...]:
    """The last days on which an office decided something that the reader may know of, the newest first."""
    _require_bureau(actor)
    round_, project = rounds.round_.c, projects.project
    statement = (
        select(round_.decided_on, round_.decide_office, project.c.standard)
        .join(projects.project, round_.project == project.c.id)
        .where(visible(actor), round_.option.is_not(None), _AT_A_MEETING)
        .order_by(round_.decided_on.desc(), round_.decide_office)
        .limit(MOST)
    )
    counted: dict[tuple[date, str], int] = {}
    offices: dict[str, Office] = {}
    for row in session.tx.execute(statement):
        key = (row.decided_on, row.decide_office)
        counted[key] = counted.get(key, 0) + 1
        offices[row.decide_office] = session.standard(row.standard).offices[row.decide_office]
    return tuple(Held(on, offices[code], count) for (on, code), count in counted.items())


def minutes(session: Session, actor: Actor, on: date, office: str) -> Minutes:
    """What an office decided on a day. Raises NotFound where the reader may know of nothing."""
    _require_bureau(actor)
    round_, project = rounds.round_.c, projects.project
    statement = (
        select(project.c.number, project.c.standard, round_.visit, round_.n)
        .join(projects.project, round_.project == project.c.id)
        .where(visible(actor), round_.decided_on == on, round_.decide_office == office, _AT_A_MEETING)
        .order_by(project.c.number)
        .limit(MOST)
    )
    rows = session.tx.execute(statement).all()
    if not rows:
        raise NotFound("minutes", f"{on} {office}")
    found = tuple(decision_record(session, actor, row.number, row.visit, row.n) for row in rows)
    return Minutes(on, session.standard(rows[0].standard).offices[office], found)


_AT_A_MEETING = rounds.round_.c.basis == ""
"""A gate that was deemed passed, at an entry or on a track, nobody decided: no minutes hold it."""


def _require_bureau(actor: Actor) -> None:
    """For everybody else there is no such page."""
    if not actor.is_bureau:
        raise NotFound("meeting")
