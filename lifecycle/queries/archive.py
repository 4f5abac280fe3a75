"""The archive: every document of a project with its versions, what is missing, and what keeps it from being filed."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from lifecycle import afterwards
from lifecycle.engine import Session
from lifecycle.gate import fixed
from lifecycle.policy import Actor, is_end
from lifecycle.queries.change import papers_wanted
from lifecycle.queries.checklist import Attached, Wanted, shown
from lifecycle.queries.choices import choices, movers, movers_now
from lifecycle.queries.gate import gate_panel
from lifecycle.queries.project import Header, header
from lifecycle.queries.reading import Clause, Holding, Reading, read_project
from lifecycle.queries.rounds import DebtView, RoundView, debts, rounds
from lifecycle.records.work import DocumentRow
from stages.conditions import Leaf, Value, unmet
from stages.model import Fact, Text

MOVE = "archive"


@dataclass(frozen=True)
class FileLine:
    """One kind of document (`code`) with all its versions, the newest first; none where it is `missing`. `clause` wants
    it.
    """

    clause: Clause
    occurrence: int
    code: str
    kind: Text
    secret: bool
    versions: tuple[Attached, ...]
    missing: bool


@dataclass(frozen=True)
class FileGroup:
    """The documents of one stage; those of the project as a whole where `stage` is None."""

    stage: Text | None
    lines: tuple[FileLine, ...]


@dataclass(frozen=True)
class Surveys:
    """`done` of `wanted`; the next one is opened on `next_on`."""

    done: int
    wanted: int
    next_on: date | None


@dataclass(frozen=True)
class Unmet:
    """A test that fails: what the fact must be, and what it is."""

    fact: Fact
    leaf: Leaf
    known: Value | None


@dataclass(frozen=True)
class ArchivePage:
    """`permitted`: the reader may archive it now, as far as the office goes; `may_file`: put papers on file. `unmet`,
    `duties` and `settlements` keep it from being archived; it is to be archived by `due`. `papers` can be filed.
    """

    header: Header
    offices: tuple[Holding, ...]
    permitted: bool
    may_file: bool
    outcome: Text | None
    ended_on: date | None
    due: date | None
    groups: tuple[FileGroup, ...]
    unmet: tuple[Unmet, ...]
    duties: tuple[Clause, ...]
    settlements: tuple[DebtView, ...]
    surveys: Surveys
    papers: tuple[Wanted, ...]
    rounds: tuple[RoundView, ...]
    debts: tuple[DebtView, ...]

    @property
    def missing(self) -> tuple[FileLine, ...]:
        return tuple(line for group in self.groups for line in group.lines if line.missing)

    @property
    def count(self) -> int:
        """How many documents there are, each once."""
        return sum(1 for group in self.groups for line in group.lines if line.versions)

    @property
    def ready(self) -> bool:
        return not (self.unmet or self.duties or self.settlements)


def archive_page(session: Session, actor: Actor, number: str) -> ArchivePage:
    """Raises NotFound."""
    reading = read_project(session, actor, number)
    may = choices(reading)
    owed = debts(reading, may)
    ended = is_end(reading.case.project.status)
    return ArchivePage(
        header=header(reading, gate_panel(reading, may).groups),
        offices=tuple(reading.holding(code) for code in movers_now(reading, MOVE)),
        permitted=MOVE in may.moves,
        may_file=_may_file(reading),
        outcome=_outcome(reading),
        ended_on=reading.case.visit.left_on if ended else None,
        due=_due(reading) if ended else None,
        groups=tuple(_groups(reading)),
        unmet=_unmet(reading) if ended else (),
        duties=_open_duties(reading),
        settlements=tuple(debt for debt in owed if debt.kind == "settlement" and debt.settled_on is None),
        surveys=_surveys(reading),
        papers=_to_file(reading),
        rounds=tuple(each for each in rounds(reading, may) if each.decided is not None),
        debts=owed,
    )


def _may_file(reading: Reading) -> bool:
    project = reading.case.project
    holds = not reading.held.isdisjoint(movers(reading, MOVE))
    return is_end(project.status) and project.archived_on is None and holds


def _outcome(reading: Reading) -> Text | None:
    """What came of it: an outcome or a cause of the standard, else the status itself."""
    flow, project = reading.standard.flow, reading.case.project
    known = flow.outcomes.get(project.outcome or "") or flow.cause_codes.get(project.outcome or "")
    return known.text if known is not None else None


def _due(reading: Reading) -> date | None:
    """So many working days after the end, or after the last survey where there are surveys."""
    days = reading.standard.moves[MOVE].archive_wd
    since = reading.case.visit.left_on
    survey = afterwards.survey_of(reading.standard, reading.case)
    if survey is not None:
        if afterwards.surveys_left(reading.standard, reading.case):
            return None
        done = [row.done_on for row in reading.milestones.values() if row.code == survey.code]
        since = max((day for day in done if day is not None), default=since)
    if days is None or since is None:
        return None
    return reading.session.calendar.add_working_days(since, days)


def _surveys(reading: Reading) -> Surveys:
    done = afterwards.surveys_done(reading.standard, reading.case)
    left = afterwards.surveys_left(reading.standard, reading.case)
    return Surveys(done, done + left, reading.case.project.survey_on)


def _open_duties(reading: Reading) -> tuple[Clause, ...]:
    rows = reading.case.latest_duties().values()
    return tuple(reading.clause(row.code) for row in rows if row.is_open and row.required)


def _unmet(reading: Reading) -> tuple[Unmet, ...]:
    """The tests of the move that fail, but those that the page lists item by item."""
    move = reading.standard.moves[MOVE]
    found = unmet(move.guard, reading.known, fixed(reading.standard))
    facts = reading.standard.facts
    return tuple(
        Unmet(facts[leaf.name], leaf, reading.known.get(leaf.name))
        for leaf in found
        if facts[leaf.name].origin.computed != "open_debts"
    )


def _to_file(reading: Reading) -> tuple[Wanted, ...]:
    if not _may_file(reading):
        return ()
    kinds = [each.kind for each in afterwards.wanted_papers(reading.standard, reading.case)]
    return papers_wanted(reading, tuple(dict.fromkeys((*kinds, *reading.standard.moves[MOVE].docs))))


# The list ---------------------------------------------------------------------------------------------------------


def _groups(reading: Reading) -> Iterator[FileGroup]:
    """The project's own papers first, then stage by stage."""
    papers = tuple(_papers(reading))
    if papers:
        yield FileGroup(None, papers)
    for stage in reading.standard.stages.values():
        lines = tuple(_of_stage(reading, stage.code))
        if lines:
            yield FileGroup(stage.text, lines)


def _papers(reading: Reading) -> Iterator[FileLine]:
    wanted = afterwards.wanted_papers(reading.standard, reading.case)
    missing = {(each.kind, each.clause) for each in afterwards.missing_papers(reading.standard, reading.case)}
    by_kind: dict[str, list[DocumentRow]] = defaultdict(list)
    for row in reading.case.documents.values():
        if row.duty is None:
            by_kind[row.kind].append(row)
    asked = {each.kind: each.clause for each in wanted} if is_end(reading.case.project.status) else {}
    for kind in dict.fromkeys((*asked, *by_kind)):
        clause = asked.get(kind, "")
        yield _line(reading, clause, 1, kind, by_kind[kind], missing=(kind, clause) in missing)


def _of_stage(reading: Reading, stage: str) -> Iterator[FileLine]:
    """Every kind of evidence of every duty that has any, or was confirmed and lacks some."""
    order = {code: place for place, code in enumerate(reading.standard.duties)}
    rows = [row for row in reading.case.duties.values() if row.stage == stage and row.code in order]
    for row in sorted(rows, key=lambda row: (order[row.code], row.occurrence, row.visit)):
        attached = reading.documents_of(row.key)
        evidence = reading.standard.duties[row.code].evidence if row.state == "confirmed" else ()
        for kind in dict.fromkeys((*evidence, *(each.kind for each in attached))):
            found = [each for each in attached if each.kind == kind]
            yield _line(reading, row.code, row.occurrence, kind, found, missing=not found)


def _line(
    reading: Reading, clause: str, occurrence: int, kind: str, rows: list[DocumentRow], *, missing: bool
) -> FileLine:
    definition = reading.standard.documents[kind]
    newest_first = sorted(rows, key=lambda row: (row.n, row.version), reverse=True)
    return FileLine(
        reading.clause(clause),
        occurrence,
        kind,
        definition.text,
        definition.secret,
        tuple(shown(reading, row) for row in newest_first),
        missing,
    )
