"""The checklist of a stage: what each role has to do, how it stands, and what this reader can do about it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from lifecycle.backfill import GROUNDLESS, is_equivalence
from lifecycle.lights import Thresholds, turning_days
from lifecycle.policy import may_open
from lifecycle.queries.choices import Choices
from lifecycle.queries.reading import Clause, Holding, Reading, Words, rule_clause
from lifecycle.records.work import BACKFILL, DocumentRow, DutyRow
from stages.model import Text

CANNOT_START = "cannot_start"
CHANGES_MADE = "changes_made"
"""Two states that are read, not stored: a duty that has to wait, and one submitted again after it was returned."""


@dataclass(frozen=True)
class Attached:
    """One version of a piece of evidence. `value` is the content hash of a file, else the value itself. One that is
    `sealed` is not for this reader: neither its value nor its name is here.
    """

    n: int
    version: int
    form: str
    value: str
    name: str
    size: int
    by: str | None
    on: date
    sealed: bool = False


@dataclass(frozen=True)
class Wanted:
    """A kind of document that a duty wants. `attached` is what counts, `earlier` the versions it replaced, the newest
    first. `locked`: changes are asked for on others only; `changed`: it replaced what was returned.
    """

    kind: str
    text: Text
    secret: bool
    attached: Attached | None
    earlier: tuple[Attached, ...]
    locked: bool = False
    changed: bool = False


@dataclass(frozen=True)
class StoodIn:
    """A duty that another office does: in whose place, by what rule, and who consented with what reason."""

    office: Holding
    rule: Clause | None
    by: str | None
    reason: Words | None


@dataclass(frozen=True)
class ChecklistRow:
    """One duty. `left_wd` are the working days left (negative when late, 0 on the due day), None without a due day;
    `requirement` is R (required), C (required while its condition holds) or O (recommended). `acts` are those of
    complete_duty, confirm_duty, return_duty, waive that the reader may do now. `equivalence`: any evidence will do that
    shows as much; `lighter` says how a track makes it so.
    """

    visit: int
    code: str
    occurrence: int
    text: Text
    requirement: str
    required: bool
    carried: bool
    state: str
    excuse: str | None
    owner: Holding
    confirmer: Holding | None
    wanted: tuple[Wanted, ...]
    since: date
    due: date | None
    left_wd: int | None
    late: bool
    soon: bool
    provisional: bool
    waits_for: Clause | None
    not_before: date | None
    submitted_on: date | None
    confirmed_on: date | None
    returned: int
    returned_on: date | None
    remark: Words | None
    stood_in: StoodIn | None
    acts: frozenset[str]
    revision: int
    stage: Text
    equivalence: bool
    lighter: Text | None
    waivable: bool

    @property
    def is_open(self) -> bool:
        return self.state not in ("confirmed", "not_needed")

    @property
    def tone(self) -> str:
        """The colour of its deadline; a recommended duty has none."""
        if not self.required or self.left_wd is None:
            return ""
        return "red" if self.late else "yellow" if self.soon else ""

    @property
    def mine(self) -> bool:
        """Whether it waits for the reader: to be done, or to be confirmed."""
        return not self.acts.isdisjoint(("attach", "confirm_duty"))

    @property
    def missing(self) -> tuple[Wanted, ...]:
        return tuple(each for each in self.wanted if each.attached is None)

    @property
    def locked(self) -> tuple[Wanted, ...]:
        return tuple(each for each in self.wanted if each.locked)


@dataclass(frozen=True)
class ChecklistGroup:
    """The duties of one role, or (`role` BACKFILL) what is filled in by the day `until`. `confirmed` of `due_in_all`
    required ones that apply are done; `unasked` are those that the project's track lets pass.
    """

    role: str
    text: Text
    own: bool
    organisations: tuple[str, ...]
    confirmed: int
    due_in_all: int
    rows: tuple[ChecklistRow, ...]
    until: date | None = None
    unasked: tuple[ChecklistRow, ...] = ()


@dataclass(frozen=True)
class Checklist:
    """The duties of a stage by role, the reader's own first. Duties an earlier gate left behind come with the present
    stage, marked as carried; before them what is filled in for stages that lie behind.
    """

    stage: str
    groups: tuple[ChecklistGroup, ...]

    @property
    def confirmed(self) -> int:
        return sum(group.confirmed for group in self.groups)

    @property
    def due_in_all(self) -> int:
        return sum(group.due_in_all for group in self.groups)


def checklist(reading: Reading, choices: Choices, stage: str | None = None) -> Checklist:
    """The checklist of the present stage, or of one that the project has been in."""
    shown = stage or reading.case.project.stage
    rows = [row for row in _rows(reading, shown) if row.code in reading.standard.duties]
    owed = backfill_rows(reading) if shown == reading.case.project.stage else []
    apart = {row.key for row in owed}
    groups = [
        _group(reading, choices, role, [row for row in rows if row.role == role and row.key not in apart])
        for role in reading.standard.roles
    ]
    ordered = sorted((each for each in groups if each.rows or each.unasked), key=_own_first)
    return Checklist(shown, (*_backfill(reading, choices, owed), *ordered))


def backfill_rows(reading: Reading) -> list[DutyRow]:
    """What was or is to be filled in for stages that lie behind, in the order of the standard."""
    order = {code: place for place, code in enumerate(reading.standard.duties)}
    rows = [
        row
        for row in reading.case.latest_duties().values()
        if row.timing == BACKFILL and row.excuse not in GROUNDLESS
    ]
    return sorted(rows, key=lambda row: (order[row.code], row.occurrence))


def _backfill(reading: Reading, choices: Choices, owed: list[DutyRow]) -> tuple[ChecklistGroup, ...]:
    """The group of what is filled in, while any of it is open."""
    rule = reading.standard.mid_entry_rule(BACKFILL)
    due = [row.due for row in owed if row.is_open]
    if rule is None or not due:
        return ()
    shown = tuple(checklist_row(reading, choices, row) for row in owed)
    until = min((day for day in due if day is not None), default=None)
    done = sum(1 for row in shown if not row.is_open)
    own = any(row.mine for row in shown)
    return (ChecklistGroup(BACKFILL, rule.text, own, (), done, len(shown), shown, until),)


def _own_first(group: ChecklistGroup) -> bool:
    return not group.own


def _rows(reading: Reading, stage: str) -> list[DutyRow]:
    order = {code: place for place, code in enumerate(reading.standard.duties)}
    present = stage == reading.case.project.stage
    rows = [
        row
        for row in reading.case.latest_duties().values()
        if row.stage == stage or (present and row.is_open)
        if row.excuse != "superseded"
    ]
    return sorted(rows, key=lambda row: (order.get(row.code, len(order)), row.occurrence))


def _group(reading: Reading, choices: Choices, role: str, rows: Iterable[DutyRow]) -> ChecklistGroup:
    shown = tuple(checklist_row(reading, choices, row) for row in rows)
    counted = [row for row in shown if row.required and row.state != "not_needed"]
    return ChecklistGroup(
        role,
        reading.standard.roles[role].text,
        role in reading.own_roles,
        tuple(party.name for party in reading.parties if party.role == role),
        sum(1 for row in counted if row.state == "confirmed"),
        len(counted),
        tuple(row for row in shown if row.excuse != "track"),
        unasked=tuple(row for row in shown if row.excuse == "track"),
    )


def checklist_row(reading: Reading, choices: Choices, row: DutyRow) -> ChecklistRow:
    """One duty as it stands today."""
    definition = reading.standard.duties[row.code]
    milestone = reading.milestones.get((row.milestone, row.occurrence))
    open_due = row.due if row.is_open else None
    return ChecklistRow(
        visit=row.visit,
        code=row.code,
        occurrence=row.occurrence,
        text=definition.text,
        requirement=definition.requirement,
        required=row.required,
        carried=reading.is_past(row.stage),
        state=_state(reading, row),
        excuse=row.excuse,
        owner=reading.holding(row.doer, row.kinds),
        confirmer=reading.holding(row.confirmer) if row.confirmer else None,
        wanted=wanted(reading, row),
        since=row.since,
        due=row.due,
        left_wd=reading.session.calendar.working_days_between(reading.day, open_due) if open_due else None,
        late=open_due is not None and open_due < reading.day,
        soon=open_due is not None and turns_yellow(reading, open_due) <= reading.day,
        provisional=milestone is not None and milestone.provisional,
        waits_for=reading.clause(row.waits_for) if row.waits_for else None,
        not_before=row.not_before if row.not_before and row.not_before > reading.day else None,
        submitted_on=row.submitted_on,
        confirmed_on=row.confirmed_on,
        returned=row.returned,
        returned_on=row.returned_on,
        remark=reading.words(row.remark),
        stood_in=_stood_in(reading, row),
        acts=choices.on_duty(row, definition.waivable),
        revision=row.revision,
        stage=reading.standard.stages[row.stage].text,
        equivalence=is_equivalence(reading.case, row),
        lighter=definition.lighter,
        waivable=definition.waivable,
    )


def _stood_in(reading: Reading, row: DutyRow) -> StoodIn | None:
    if row.instead_of is None:
        return None
    return StoodIn(
        reading.holding(row.instead_of),
        rule_clause(reading.standard, row.rule),
        reading.person(row.consented_by),
        reading.words(row.consent),
    )


def turns_yellow(reading: Reading, due: date) -> date:
    """The day from which an open duty with this deadline is marked as near, by the standard's threshold."""
    thresholds = Thresholds.of(reading.standard.supervision)
    return turning_days(due, reading.session.calendar, thresholds, statutory=False).yellow_on


def _state(reading: Reading, row: DutyRow) -> str:
    if row.state == "submitted" and row.returned:
        return CHANGES_MADE
    waits = row.waits_for is not None or (row.not_before is not None and row.not_before > reading.day)
    if waits and row.state in ("not_started", "in_progress", "changes_requested"):
        return CANNOT_START
    return row.state


def wanted(reading: Reading, row: DutyRow) -> tuple[Wanted, ...]:
    """The kinds of evidence a duty asks for, then any other kind that was attached to it."""
    return wanted_of(reading, row, reading.standard.duties[row.code].evidence)


def wanted_of(reading: Reading, row: DutyRow | None, asked: Iterable[str]) -> tuple[Wanted, ...]:
    """The kinds asked for, then any other kind that was attached: to a duty, or (None) to the project itself."""
    attached = reading.documents_of(row.key) if row is not None else reading.own_documents()
    kinds = dict.fromkeys((*asked, *(each.kind for each in attached)))
    return tuple(
        _wanted(reading, row, kind, [each for each in attached if each.kind == kind]) for kind in kinds
    )


def _wanted(reading: Reading, duty: DutyRow | None, kind: str, rows: list[DocumentRow]) -> Wanted:
    definition = reading.standard.documents[kind]
    newest_first = sorted(rows, key=lambda row: (row.n, row.version), reverse=True)
    versions = tuple(shown(reading, row) for row in newest_first)
    newest, earlier = (versions[0] if versions else None), versions[1:]
    locked = duty is not None and not duty.takes(kind)
    since = duty.returned_on if duty is not None else None
    changed = bool(earlier) and newest is not None and since is not None and newest.on >= since
    return Wanted(kind, definition.text, definition.secret, newest, earlier, locked, changed)


def shown(reading: Reading, row: DocumentRow) -> Attached:
    """A document as a page shows it; of a sealed one only that it is there."""
    duty = reading.case.duties.get((row.visit, row.duty or "", row.occurrence))
    offices = (duty.doer, duty.confirmer) if duty else ()
    secret = reading.standard.documents[row.kind].secret
    sealed = not may_open(reading.actor, reading.held, secret=secret, offices=offices, added_by=row.added_by)
    return Attached(
        row.n,
        row.version,
        row.form,
        "" if sealed else row.value,
        "" if sealed else row.name,
        row.size,
        reading.person(row.added_by),
        row.added_on,
        sealed,
    )
