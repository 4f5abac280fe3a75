"""The command that fills the pool of experts from a table."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import click

from lifecycle.errors import Invalid
from lifecycle.expert_table import COLUMNS, Report, Way, take_table
from lifecycle.register.tables import Row, header_of
from web.cli import output
from web.cli.importing import FILE, cells
from web.cli.shell import Exit, Shell, Stop, with_person
from web.experts.columns import named_columns, table_of


@click.command("import")
@click.argument("file", type=FILE)
@click.option("--column", "columns", multiple=True, metavar="WHAT=NAME")
@click.option("--dry-run", is_flag=True)
@click.option("--leave-out", is_flag=True)
@with_person
def command(shell: Shell, file: Path, columns: Sequence[str], dry_run: bool, leave_out: bool) -> None:  # noqa: FBT001 - click passes flags by name
    def along(rows: Iterable[Row]) -> Iterable[Row]:
        return output.along(rows, shell.t("cli.importing"))

    known = named_columns(header_of(file)) | dict(_pair(each) for each in columns)
    table = table_of(known, shell.standard, shell.speech)
    report = take_table(shell.engine, shell.me, file, table, Way(leave_out, dry_run, along))
    _answer(shell, report)
    if report.problems and not leave_out:
        raise Stop(shell.t("cli.experts_nothing"), Exit.REFUSED)


def _pair(said: str) -> tuple[str, str]:
    """Raises Invalid(`column`) for anything but one of COLUMNS, an equals sign and a name."""
    what, sign, name = said.partition("=")
    if what not in COLUMNS or not sign or not name.strip():
        raise Invalid("column", "not_in_list", {"given": said, "values": COLUMNS})
    return what, name.strip()


def _answer(shell: Shell, report: Report) -> None:
    counts = {each: report.count(each) for each in ("new", "known", "wrong")}
    lines = [shell.t("cli.experts_taken" if report.is_taken else "cli.experts_would", **counts)]
    if report.problems:
        heads = [shell.t(f"cli.column.{name}") for name in ("line", "csv_column", "problem", "value")]
        lines.append(output.table(heads, [cells(shell, problem) for problem in report.problems]))
    value = {"done": report.is_taken, **counts, "problems": report.problems, "rows": report.rows}
    shell.answer(value, "\n".join(lines))
