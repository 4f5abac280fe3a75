"""Commands of the audit: the history across projects, and the access log, for whoever runs the machine."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from lifecycle import clock
from lifecycle.queries import audit
from lifecycle.queries.audit import Wanted
from web.administration.audit import MONTH, access_cells, access_heads, event_cells, event_heads
from web.cli import output
from web.cli.shell import DAY, Shell, pass_shell, readable
from web.spreadsheet import Cell, Sheet, write_csv


@click.group("audit")
def group() -> None:
    """Its text is `help.audit`."""


def searching(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options by which both lists are searched."""
    for option in (
        click.option("--who", default=""),
        click.option("--what", default=""),
        click.option("--where", default=""),
        click.option("--since", type=DAY),
        click.option("--until", "last", type=DAY),
        click.option("--export", "file", type=click.Path(dir_okay=False, path_type=Path)),
    ):
        command = option(command)
    return command


@group.command("events")
@searching
@readable
@pass_shell
def events(
    shell: Shell, /, since: datetime | None, last: datetime | None, file: Path | None, **given: str
) -> None:
    wanted = _wanted(since, last, **given)
    with shell.engine.read() as session:
        found = list(audit.all_events(session, wanted) if file else audit.events(session, wanted))
    rows = [event_cells(line, shell.speech) for line in found]
    _answer(shell, file, "export_events", event_heads(shell.speech), rows, found)


@group.command("accesses")
@searching
@readable
@pass_shell
def accesses(
    shell: Shell, /, since: datetime | None, last: datetime | None, file: Path | None, **given: str
) -> None:
    wanted = _wanted(since, last, **given)
    with shell.engine.read() as session:
        found = list(audit.all_accesses(session, wanted) if file else audit.accesses(session, wanted))
    rows = [access_cells(line, shell.speech) for line in found]
    _answer(shell, file, "export_accesses", access_heads(shell.speech), rows, found)


def _wanted(since: datetime | None, last: datetime | None, **given: str) -> Wanted:
    """A month back from today where no day is given."""
    until = last.date() if last else clock.today()
    return Wanted(since.date() if since else until - MONTH, until, **given)


def _answer(
    shell: Shell,
    file: Path | None,
    act: str,
    heads: Sequence[str],
    rows: Iterable[tuple[Cell, ...]],
    found: Sequence[Any],
) -> None:
    if file is None:
        shell.answer([line._asdict() for line in found], output.table(heads, rows))
        return
    with shell.keeping(f"administration.{act}"):
        write_csv(file, Sheet("", heads, rows))
    output.say(shell.t("cli.audit.taken", n=len(found), file=file.name))
