"""The register on the command line: filters, order and columns of the screen, printed or written to a file."""

import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from lifecycle.engine import Session
from lifecycle.errors import Invalid
from lifecycle.policy import Actor, find
from lifecycle.queries.register import Place, RegisterRow, Sort, counts_of, page_of
from lifecycle.records import project as projects
from lifecycle.register import exports
from web.cli.shell import Exit, Shell, Stop
from web.register import address, export
from web.register.address import Args, Wanted
from web.spreadsheet import MEDIA_TYPES

ORIGIN = "cli"
"""Where an export comes from, for the access log, when it comes from the machine itself."""


@dataclass(frozen=True)
class Asked:
    """What the options say. `after` is the number where the page before ended."""

    search: str
    stage: str | None
    state: str
    light: str | None
    sort: Sort
    after: str | None
    limit: int

    @property
    def args(self) -> Args:
        """The same as an address of the register."""
        said = {
            "q": self.search,
            "stage": self.stage,
            "state": self.state,
            "light": self.light,
            "sort": self.sort,
        }
        return Args({name: value for name, value in said.items() if value})


def wanted(shell: Shell, asked: Asked, columns: Iterable[str] = ()) -> Wanted:
    """The list that is asked for. Stops at a stage or a filter word that means nothing: what cannot be filtered by must
    not be left out in silence.
    """
    args, standards = asked.args, shell.engine.standards.standards
    args.setlist("cols", list(columns))
    found = address.wanted(args, standards)
    odd = [each.word for each in found.complaints if each.problem != "name"]
    if asked.stage and not any(asked.stage in each.stages for each in standards):
        odd.append(asked.stage)
    if odd:
        raise Stop(shell.t("cli.not_understood", words=shell.speech.listed(odd)), Exit.WRONG_INPUT)
    return found


def listed(shell: Shell, session: Session, actor: Actor, asked: Asked) -> tuple[RegisterRow, ...]:
    """One page. Raises NotFound for `after`."""
    filters = wanted(shell, asked).filters
    after = _place(session, actor, asked) if asked.after else None
    return page_of(session, actor, filters, after, sort=asked.sort, limit=asked.limit)


def _place(session: Session, actor: Actor, asked: Asked) -> Place:
    row = find(session.tx, actor, asked.after or "")
    day = row.next_due if asked.sort == "due" else None
    if asked.sort == "stay":
        visit = projects.visit
        here = (visit.c.project == row.id) & (visit.c.n == row.visit)
        day = session.tx.scalar(visit.select().with_only_columns(visit.c.entered_on).where(here))
    return Place(day, row.id or 0)


def value_of(row: RegisterRow) -> dict[str, object]:
    """A row for a program."""
    names = (
        "number", "title", "stage", "status", "track", "entry", "light", "next_due", "left_wd", "days_wd",
        "longest_wd", "office", "organisation", "officer", "registered_on",
    )  # fmt: skip
    return {name: getattr(row, name) for name in names}


def export_to(shell: Shell, file: Path, asked: Asked, columns: Iterable[str]) -> tuple[int, str]:
    """Write the whole list to a file; how many rows, and the check code. Its suffix says the format."""
    format_ = file.suffix.casefold().removeprefix(".")
    if format_ not in MEDIA_TYPES:
        raise Invalid("format", "not_in_list", {"values": tuple(MEDIA_TYPES)})
    args = asked.args
    args.setlist("cols", list(columns))
    filters = wanted(shell, asked, columns).filters
    with shell.reading() as (session, actor):
        total = counts_of(session, actor, filters).total
    with shell.engine.write() as session:
        row = exports.begin(
            session,
            actor,
            format_=format_,
            language=shell.language,
            address=address.written(args),
            total=total,
            origin=ORIGIN,
        )
    check_code = export.write(shell.engine, shell.settings.home, row, ORIGIN)
    shutil.move(export.path_of(shell.settings.home, row), file)
    return total, check_code
