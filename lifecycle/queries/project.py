"""The project page: where a project stands, what bars its way, who does what by when, and what the reader can do."""

from dataclasses import dataclass, replace
from datetime import date

from lifecycle.columns import judged_debts
from lifecycle.engine import Session
from lifecycle.errors import NotFound
from lifecycle.history import check_code
from lifecycle.intake.reading import receipt_of_project
from lifecycle.lights import (
    Light,
    LightReading,
    Thresholds,
    colour,
    milestone_light,
    owed_light,
    thresholds_of,
)
from lifecycle.policy import Actor, is_end
from lifecycle.queries.checklist import Checklist, ChecklistRow, checklist
from lifecycle.queries.choices import OTHER_MOVES, Choices, choices, may_ask_to
from lifecycle.queries.entry_view import EntryView, entry_view
from lifecycle.queries.evaluation_card import EvaluationCard, evaluation_card
from lifecycle.queries.gate import BlockerGroup, GatePanel, gate_panel
from lifecycle.queries.history import Event, latest
from lifecycle.queries.links import Link, links
from lifecycle.queries.rail import Rail, rail
from lifecycle.queries.reading import Clause, Holding, Party, Reading, Words, read_project
from lifecycle.queries.rounds import (
    DebtView,
    ReworkView,
    RoundView,
    debts,
    open_round,
    rework,
    rounds,
)
from lifecycle.queries.track import TrackView, track_view
from lifecycle.records.project import RUNNING, ProjectRow
from lifecycle.records.rounds import DebtRow
from lifecycle.records.work import DutyRow, MilestoneRow
from lifecycle.verbs.register import officer_of
from lifecycle.verbs.urging import urgers
from stages.model import Text

LATEST = 10
NEXT_DATES = 6
FIRST = 3


@dataclass(frozen=True)
class LightReason:
    """The milestone that colours the project, or the `debt` of that kind (then without a clause). `left_wd` is negative
    when late; `repeated`: red because it is the third yellow within the standard's window.
    """

    clause: Clause | None
    due: date
    left_wd: int
    statutory: bool
    repeated: bool
    debt: str | None = None


@dataclass(frozen=True)
class Waiting:
    """On whom the project waits: a role, or one office; by name, and since when."""

    text: Text
    by: tuple[str, ...]
    since: date | None
    waited_wd: int


@dataclass(frozen=True)
class Header:
    """What stands above everything else. `events` and `check` are those of the history so far."""

    number: str
    title: str
    summary: str
    stage: Clause
    status: Clause
    ended: bool
    archived_on: date | None
    light: Light
    reason: LightReason | None
    waiting: Waiting | None
    parties: tuple[Party, ...]
    officer: str | None
    track: Clause
    version: str
    registered_on: date
    revision: int
    check: str


@dataclass(frozen=True)
class DateLine:
    """A milestone to come. `left_wd` is negative when late; `of_round`: the decision of the round that is open.
    `first_due` is the day it was due before it was extended, None if it never was; `asked_until` a later day that was
    asked for. `may_urge`: it is late, and the reader reminds whoever has it.
    """

    clause: Clause
    occurrence: int
    due: date
    first_due: date | None
    left_wd: int
    light: Light
    statutory: bool
    provisional: bool
    owner: Text | None
    of_round: bool
    may_extend: bool
    may_ask: bool
    may_urge: bool
    asked_until: date | None


@dataclass(frozen=True)
class HoldView:
    """A hold that runs. `limit_on` is its last day, `left_wd` the working days until then."""

    from_on: date
    limit_on: date
    left_wd: int
    condition: Words | None
    review_on: date
    expired: bool


@dataclass(frozen=True)
class PastHold:
    """A hold that is over: `held_wd` working days lay between its days."""

    from_on: date
    until_on: date
    held_wd: int
    condition: Words | None


@dataclass(frozen=True)
class Todo:
    """What waits for the reader on this project: how many duties, confirmations, facts that bar the way, debts; and
    whether they are to propose, to be heard, to decide, or to approve the entry. `first` are the most urgent of the
    duties to do or confirm; `chase` is what another party is late with longest, for whoever reminds it.
    """

    first: tuple[ChecklistRow, ...]
    duties: int
    confirmations: int
    facts: int
    debts: int
    propose: bool
    consult: bool
    decide: bool
    approve_entry: bool
    chase: DateLine | None

    @property
    def nothing(self) -> bool:
        counted = self.duties + self.confirmations + self.facts + self.debts
        return not (counted or self.propose or self.consult or self.decide or self.approve_entry)


@dataclass(frozen=True)
class ProjectPage:
    """Everything the page shows, for one reader on one day. `application`: what it came from, for those who screen."""

    header: Header
    rail: Rail
    checklist: Checklist
    checklist_of: Text
    gate: GatePanel
    evaluation: EvaluationCard | None
    round: RoundView | None
    rework: ReworkView | None
    debts: tuple[DebtView, ...]
    seats: tuple[Holding, ...]
    dates: tuple[DateLine, ...]
    history: tuple[Event, ...]
    hold: HoldView | None
    holds: tuple[PastHold, ...]
    choices: Choices
    links: tuple[Link, ...]
    todo: Todo
    track: TrackView
    entry: EntryView | None
    rounds: tuple[RoundView, ...]
    application: str | None
    day: date

    @property
    def other_acts(self) -> tuple[str, ...]:
        """The moves off the plain road that the reader may make now."""
        return tuple(name for name in OTHER_MOVES if name in self.choices.moves)


def project_page(session: Session, actor: Actor, number: str, stage: str | None = None) -> ProjectPage:
    """The page of a project; with `stage`, the checklist is that of a stage it has been in.

    Raises NotFound for a project that this reader may not see, and for a stage that it has not reached.
    """
    reading = read_project(session, actor, number)
    if stage is not None and stage not in {visit.stage for visit in reading.case.visits.values()}:
        raise NotFound("stage", stage)
    may = choices(reading)
    panel = gate_panel(reading, may)
    shown, dates = checklist(reading, may, stage), _next_dates(reading, may)
    return ProjectPage(
        header=header(reading, panel.groups),
        rail=rail(reading, panel.count),
        checklist=shown,
        checklist_of=reading.standard.stages[stage or reading.case.project.stage].text,
        gate=panel,
        evaluation=evaluation_card(reading),
        round=open_round(reading, may),
        rework=rework(reading),
        debts=debts(reading, may),
        seats=_seats(reading),
        dates=dates,
        history=latest(session.tx, reading.standard, reading.project_id, LATEST),
        hold=hold_view(reading),
        holds=_past_holds(reading),
        choices=may,
        links=links(reading),
        todo=_todo(reading, may, panel, shown, dates),
        track=track_view(reading),
        entry=entry_view(reading, may, panel),
        rounds=tuple(each for each in rounds(reading, may) if each.decided_on is not None),
        application=receipt_of_project(session, actor, reading.project_id),
        day=session.day,
    )


def _todo(
    reading: Reading, may: Choices, panel: GatePanel, shown: Checklist, dates: tuple[DateLine, ...]
) -> Todo:
    own = [reading.standard.roles[role].text for role in reading.own_roles]
    facts = {
        line.fact.name
        for group in panel.groups
        for line in group.lines
        if line.mine and line.fact is not None and line.blocker.act == "record_fact"
    }
    row = reading.case.open_round()
    mine = [each for group in shown.groups for each in group.rows if each.mine]
    urgent = sorted(mine, key=lambda each: (not each.required, each.due or date.max))
    return Todo(
        first=tuple(urgent[:FIRST]),
        duties=len(may.complete),
        confirmations=len(may.confirm),
        facts=len(facts),
        debts=len(may.answer | may.settle | may.reply),
        propose=bool(may.propose) and row is not None and row.proposed_option is None,
        consult=bool(may.consult),
        decide=may.decide,
        approve_entry=may.approve_entry,
        chase=next((line for line in dates if line.may_urge and line.owner not in own), None),
    )


def header(reading: Reading, groups: tuple[BlockerGroup, ...]) -> Header:
    """The head of every page about a project."""
    project, standard = reading.case.project, reading.standard
    light = light_of(project, reading.day)
    track = standard.flow.tracks.get(project.track)
    return Header(
        number=project.number,
        title=project.title,
        summary=project.summary,
        stage=Clause(project.stage, standard.stages[project.stage].text),
        status=Clause(project.status, standard.flow.states[project.status].text),
        ended=is_end(project.status),
        archived_on=project.archived_on,
        light=light,
        reason=_light_reason(reading, light),
        waiting=_waiting(reading, groups),
        parties=reading.parties,
        officer=reading.person(reading.case.holder(officer_of(standard).code)),
        track=Clause(project.track, track.text if track else None),
        version=project.standard,
        registered_on=project.registered_on,
        revision=project.revision,
        check=check_code(project.head),
    )


def light_of(project: ProjectRow, day: date) -> Light:
    """The light of a project from its columns: grey while it rests (draft, on hold) and nothing is late."""
    rests = project.status in ("draft", "on_hold")
    return colour(project.yellow_on, project.red_on, day, held=rests)


def _light_reason(reading: Reading, light: Light) -> LightReason | None:
    """What is open of that light and due first; where nothing has it itself, the light is repeated."""
    late = (Light.YELLOW, Light.RED)
    if light not in late:
        return None
    lines = [_of_milestone(reading, *line) for line in _judged(reading)]
    lines += [_of_debt(reading, row) for row in judged_debts(reading.case, thresholds_of(reading.standard))]
    lines = sorted((line for line in lines if line[0] in late), key=lambda line: line[1].due)
    same = [reason for each, reason in lines if each is light]
    if same:
        return same[0]
    return replace(lines[0][1], repeated=True) if lines else None


def _of_milestone(reading: Reading, row: MilestoneRow, read: LightReading) -> tuple[Light, LightReason]:
    assert row.due is not None
    assert read.days_left_or_late_wd is not None
    clause = reading.clause(row.code)
    return read.light, LightReason(clause, row.due, read.days_left_or_late_wd, row.statutory, repeated=False)


def _of_debt(reading: Reading, row: DebtRow) -> tuple[Light, LightReason]:
    calendar = reading.session.calendar
    left = calendar.working_days_between(reading.day, row.due)
    reason = LightReason(None, row.due, left, statutory=False, repeated=False, debt=row.kind)
    return owed_light(row.due, calendar, thresholds_of(reading.standard), reading.day), reason


def _judged(reading: Reading) -> list[tuple[MilestoneRow, LightReading]]:
    """Open milestones with a day and their lights, the earliest first."""
    thresholds = Thresholds.of(reading.standard.supervision)
    rows = [
        row
        for row in reading.milestones.values()
        if row.due is not None and row.applies and row.finished_on is None and row.closed_on is None
        if row.done_on is None and (row.kind != "window" or row.due >= reading.day)
    ]
    return [
        (row, _read_light(reading, row, thresholds))
        for row in sorted(rows, key=lambda row: (row.due, row.code))
    ]


def _read_light(reading: Reading, row: MilestoneRow, thresholds: Thresholds) -> LightReading:
    return milestone_light(
        kind=row.kind,
        statutory=row.statutory,
        due=row.due,
        finished_on=None,
        held=reading.case.project.status == "on_hold",
        started=True,
        today=reading.day,
        calendar=reading.session.calendar,
        thresholds=thresholds,
        owed_since=row.owed_since,
    )


def _waiting(reading: Reading, groups: tuple[BlockerGroup, ...]) -> Waiting | None:
    """Whose turn it is, as the register's list says it; where no duty is open, the party that is waited on longest."""
    row = reading.case.open_round()
    if row is not None and reading.case.project.status == "gate_review":
        office = row.propose_office if row.proposed_on is None else row.decide_office
        since = row.proposed_on or row.requested_on
        holding = reading.holding(office)
        return Waiting(holding.text, holding.by, since, max(reading.working_days_since(since), 0))
    if reading.case.project.status == "on_hold":
        return None
    duty = _first_duty(reading)
    if duty is not None:
        return _turn_of(reading, duty)
    waited = [group for group in groups if group.text is not None]
    if not waited:
        return None
    longest = max(waited, key=lambda group: group.waited_wd)
    assert longest.text is not None
    return Waiting(longest.text, longest.by, longest.since, longest.waited_wd)


def _first_duty(reading: Reading) -> DutyRow | None:
    """The required duty that can be done now and is due first; None where the project does not run."""
    if reading.case.project.status not in RUNNING:
        return None
    open_ = (
        row for row in reading.case.duties.values() if row.required and row.is_open and row.waits_for is None
    )
    return min(open_, key=lambda row: (row.due is None, row.due or date.max, row.code), default=None)


def _turn_of(reading: Reading, duty: DutyRow) -> Waiting | None:
    """The confirmer's where it is submitted, else the doer's."""
    office = duty.confirmer if duty.state == "submitted" else duty.doer
    if office is None:
        return None
    text = reading.standard.roles[reading.standard.offices[office].role].text
    by = reading.holding(office).by
    return Waiting(text, by, duty.since, max(reading.working_days_since(duty.since), 0))


def _seats(reading: Reading) -> tuple[Holding, ...]:
    """The offices that are held by one named person on each project."""
    return tuple(
        reading.holding(office.code) for office in reading.standard.offices.values() if office.held == "seat"
    )


def _next_dates(reading: Reading, may: Choices) -> tuple[DateLine, ...]:
    roles, kinds = reading.standard.roles, reading.standard.organisation_kinds
    lines = []
    for row, read in _judged(reading)[:NEXT_DATES]:
        assert row.due is not None
        assert read.days_left_or_late_wd is not None
        owner = roles.get(row.owner) or kinds.get(row.owner)
        lines.append(
            DateLine(
                reading.clause(row.code),
                row.occurrence,
                row.due,
                row.first_due,
                read.days_left_or_late_wd,
                read.light,
                row.statutory,
                row.provisional,
                owner.text if owner else None,
                row.code in reading.standard.gates,
                (row.code, row.occurrence) in may.extend,
                may_ask_to(reading, row) is not None,
                read.days_left_or_late_wd < 0 and _urges(reading),
                row.asked_until,
            )
        )
    return tuple(lines)


def _urges(reading: Reading) -> bool:
    """Whether the reader reminds by hand here. The verb asks the policy again."""
    return not reading.held.isdisjoint(urgers(reading.standard))


def hold_view(reading: Reading) -> HoldView | None:
    """The hold that runs, if any."""
    row = reading.case.open_hold()
    if row is None:
        return None
    return HoldView(
        row.from_on,
        row.limit_on,
        reading.session.calendar.working_days_between(reading.day, row.limit_on),
        reading.words(row.condition),
        row.review_on,
        row.expired_on is not None,
    )


def _past_holds(reading: Reading) -> tuple[PastHold, ...]:
    """The holds that are over, the newest first."""
    between = reading.session.calendar.working_days_between
    return tuple(
        PastHold(row.from_on, row.until_on, between(row.from_on, row.until_on), reading.words(row.condition))
        for row in sorted(reading.case.holds.values(), key=lambda row: row.n, reverse=True)
        if row.until_on is not None
    )
