"""Commands about the working calendar: show a year, take in a notice."""

from dataclasses import asdict
from typing import BinaryIO

import click

from lifecycle.calendar_file import notice_in
from lifecycle.queries.calendar import Impact, preview, year_page
from lifecycle.verbs.calendar import publish
from web.cli import output
from web.cli.shell import Shell, pass_shell, readable

YEAR = click.IntRange(2000, 2100)


@click.group("calendar")
def group() -> None:
    """Its text is `help.calendar`."""


@group.command("show")
@click.argument("year", type=YEAR)
@readable
@pass_shell
def show(shell: Shell, year: int) -> None:
    with shell.engine.read() as session:
        page = year_page(session, year)
    differing = [day for day in page.days if day.differs]
    said = "cli.calendar.published" if page.is_published else "cli.calendar.provisional"
    headers = [shell.t(f"cli.calendar.{name}") for name in ("day", "kind", "name")]
    rows = [
        (each.day, shell.t(f"calendar.{'work' if each.is_working else 'off'}"), each.name)
        for each in differing
    ]
    head = shell.t(said, year=year, n=page.working_days)
    shell.answer(asdict(page), f"{head}\n{output.table(headers, rows)}" if rows else head)


@group.command("import")
@click.argument("file", type=click.File("rb"))
@click.option("--year", type=YEAR, required=True)
@click.option("--title", required=True)
@click.option("--dry-run", "dry_run", is_flag=True)
@readable
@pass_shell
def import_command(shell: Shell, file: BinaryIO, year: int, title: str, dry_run: bool) -> None:  # noqa: FBT001 - click passes flags by name
    notice = notice_in(file.read(), year, title)
    with shell.engine.read() as session:
        impact = preview(session, notice)
    if not dry_run:
        with shell.engine.write() as session:
            publish(session, notice, None, impact.seen)
    done = "cli.calendar.would" if dry_run else "cli.calendar.done"
    shell.answer(
        asdict(impact), "\n".join((*_moves(impact), shell.t(done, n=impact.moved, projects=impact.projects)))
    )


def _moves(impact: Impact) -> list[str]:
    return [f"{move.number} {move.code} {move.old} -> {move.new}" for move in impact.moves]
