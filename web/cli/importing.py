"""The command that fills the register from a table."""

from collections.abc import Iterable
from pathlib import Path

import click

from lifecycle.register.column_map import read_map
from lifecycle.register.importing import ImportRefused, Report, RowProblem, Way, import_file
from lifecycle.register.tables import Row
from web.cli import output
from web.cli.refusals import said
from web.cli.shell import Exit, Shell, Stop, with_person
from web.labels import TEXTS

FILE = click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)


@click.command("import")
@click.argument("file", type=FILE)
@click.option("--map", "mapping", type=FILE, required=True)
@click.option("--dry-run", is_flag=True)
@click.option("--leave-out", is_flag=True)
@with_person
def command(shell: Shell, file: Path, mapping: Path, dry_run: bool, leave_out: bool) -> None:  # noqa: FBT001 - click passes flags by name
    def along(rows: Iterable[Row]) -> Iterable[Row]:
        return output.along(rows, shell.t("cli.importing"))

    try:
        way = Way(shell.settings.number_prefix, leave_out, dry_run, along)
        report = import_file(shell.engine, shell.me, file, read_map(mapping), way)
    except ImportRefused as refused:
        _answer(shell, refused.report, "cli.import_refused", done=False)
        raise Stop(shell.t("cli.import_nothing"), Exit.REFUSED) from refused
    _answer(shell, report, "cli.import_would" if dry_run else "cli.import_done", done=not dry_run)
    if report.problems and dry_run and not leave_out:
        raise Stop(shell.t("cli.import_nothing"), Exit.REFUSED)


def _answer(shell: Shell, report: Report, key: str, *, done: bool) -> None:
    lines = [shell.t(key, drafts=report.drafts, known=report.known, wrong=len(report.problems))]
    if report.organisations:
        lines.append(shell.t("cli.import_organisations", n=len(report.organisations)))
        lines += (f"  {name}" for name in report.organisations)
    if report.problems:
        names = ("line", "csv_column", "problem", "value")
        rows = [cells(shell, problem) for problem in report.problems]
        lines.append(output.table([shell.t(f"cli.column.{name}") for name in names], rows))
    value = {
        "done": done,
        "drafts": report.drafts,
        "known": report.known,
        "organisations": report.organisations,
        "problems": report.problems,
        "numbers": report.numbers if done else [],
    }
    shell.answer(value, "\n".join(lines))


def cells(shell: Shell, problem: RowProblem) -> tuple[object, ...]:
    """What is wrong with a row, as a row of the answer."""
    key = f"problem.{problem.problem}"
    values = {name: said(value, shell.speech) for name, value in problem.values.items()}
    return (
        problem.line,
        problem.column,
        shell.t(key, **values) if key in TEXTS else problem.problem,
        problem.value,
    )
