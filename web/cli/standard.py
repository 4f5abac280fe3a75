"""Commands about the standard: check a definition, show a released one."""

from dataclasses import replace
from pathlib import Path

import click

from lifecycle.queries.standards import standards_page
from stages import DefinitionError, Standard, load
from stages.checks import check, judged_share
from stages.releases import RELEASES
from stages.yamltree import Problem
from web.cli import output
from web.cli.shell import Exit, Shell, Stop, pass_shell, readable
from web.labels import TEXTS


@click.group("standard")
def group() -> None:
    """Its text is `help.standard`."""


@group.command("check")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path), required=False)
@readable
@pass_shell
def check_command(shell: Shell, folder: Path | None) -> None:
    standard, problems = _checked(folder or RELEASES / shell.standard.version)
    if problems:
        for problem in problems:
            click.echo(_told(shell, problem), err=True)
        raise Stop(shell.t("cli.standard_problems", n=len(problems)), Exit.REFUSED)
    assert standard is not None
    shell.answer(_summary(standard), shell.t("cli.standard_sound", **_counts(standard)))


def _checked(folder: Path) -> tuple[Standard | None, tuple[Problem, ...]]:
    try:
        standard = load(folder)
    except DefinitionError as error:
        return None, tuple(error.problems)
    return standard, tuple(check(standard))


def _told(shell: Shell, problem: Problem) -> str:
    """Where and what, in the reader's language where there are words for it."""
    key = f"finding.{problem.code}"
    said = shell.t(key, **dict(problem.values)) if key in TEXTS else problem.message
    return str(replace(problem, message=said))


@group.command("show")
@click.argument("version", required=False)
@readable
@pass_shell
def show(shell: Shell, version: str | None) -> None:
    standards = shell.open().standards
    standard = standards.get(version) if version else shell.standard
    rows = (
        (stage.code, shell.speech.of(stage.text), len(stage.duties), len(stage.milestones), stage.gate.code)
        for stage in standard.stages.values()
    )
    headers = [shell.t(f"cli.column.{name}") for name in ("code", "stage", "duties", "milestones", "gate")]
    head = shell.t(
        "cli.standard_head", version=standard.version, effective=standard.effective, hash=standard.hash
    )
    shell.answer(
        {**_summary(standard), "released": list(standards.versions)}, f"{head}\n{output.table(headers, rows)}"
    )


@group.command("versions")
@readable
@pass_shell
def versions(shell: Shell) -> None:
    with shell.engine.read() as session:
        lines, _ = standards_page(session)
    found = [
        {
            "version": line.standard.version,
            "standing": line.standing,
            "effective": line.effective,
            "projects": line.projects,
            "running": line.running,
            "hash": line.standard.hash,
        }
        for line in lines
    ]
    headers = [
        shell.t(f"cli.column.{name}")
        for name in ("standard", "status", "effective", "projects", "running", "hash")
    ]
    rows = [tuple((each | {"standing": shell.t(f"standards.{each['standing']}")}).values()) for each in found]
    shell.answer(found, output.table(headers, rows))


def _counts(standard: Standard) -> dict[str, object]:
    share = judged_share(standard)
    return {
        "version": standard.version,
        "stages": len(standard.stages),
        "duties": len(standard.duties),
        "milestones": len(standard.milestones),
        "criteria": share.criteria,
        "judged": share.judged,
    }


def _summary(standard: Standard) -> dict[str, object]:
    stages = [
        {
            "code": stage.code,
            "text": stage.text,
            "phase": stage.phase,
            "duties": [duty.code for duty in stage.duties],
            "milestones": [milestone.code for milestone in stage.milestones],
            "gate": stage.gate.code,
            "options": [option.code for option in stage.gate.options],
        }
        for stage in standard.stages.values()
    ]
    head = {"effective": standard.effective, "hash": standard.hash, "text": standard.text}
    return {**_counts(standard), **head, "stages": stages}
