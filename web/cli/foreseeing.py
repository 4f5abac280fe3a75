"""What would follow from a command that cannot be undone: with `--dry-run` it is done, taken back, and told."""

from collections.abc import Callable, Iterator
from typing import Any, TypeVar

import click

from lifecycle.queries.preview import Preview, preview
from web.cli.shell import Shell
from web.cli.tracks import turn_lines, turn_value

Command = TypeVar("Command", bound=Callable[..., Any])


def foreseeable(command: Command) -> Command:
    """The command can be tried first: `--dry-run`."""
    return click.option("--dry-run", "is_trial", is_flag=True)(command)


def run(shell: Shell, is_trial: bool, verb: Callable[..., Any], number: str, *given: Any) -> None:  # noqa: FBT001 - a flag of the command
    """Do a verb on a project; or, on trial, tell what it would come to and change nothing."""
    if not is_trial:
        shell.run(verb, number, *given)
        return
    seen = preview(shell.engine, shell.me, verb, number, *given)
    shell.answer(_value(seen), "\n".join(_lines(shell, seen)))


def _value(seen: Preview) -> dict[str, object]:
    return {
        "stage": seen.stage,
        "status": seen.status,
        "ends": seen.ends,
        "told": seen.told,
        "opens": [each.code for each in seen.opens],
        "locks": [each.code for each in seen.locks],
        "owes": seen.owes,
        "joins": seen.joins,
        "leaves": seen.leaves,
        "forgets": seen.forgets,
        "track": turn_value(seen.track) if seen.track else None,
    }


def _lines(shell: Shell, seen: Preview) -> Iterator[str]:
    speech = shell.speech
    if seen.ends:
        yield speech.t("decide.ends", status=speech.of(seen.status))
    else:
        yield speech.t("decide.moves_to", stage=speech.of(seen.stage), status=speech.of(seen.status))
    for key, names in (("leaves", seen.leaves), ("joins", seen.joins)):
        if names:
            yield f"{speech.t(f'foreseen.{key}')}: {speech.listed(names)}"
    told = speech.listed([speech.of(each) for each in seen.told])
    yield f"{speech.t('foreseen.told')}: {told}" if told else speech.t("decide.nobody_told")
    if seen.owes:
        yield speech.t("decide.confirm.owes", n=seen.owes)
    yield from _duties(shell, seen)
    if seen.forgets:
        yield speech.t("foreseen.forgets", what=speech.listed([speech.of(each) for each in seen.forgets]))
    if seen.track:
        yield from turn_lines(shell, seen.track)


def _duties(shell: Shell, seen: Preview) -> Iterator[str]:
    speech = shell.speech
    for key, clauses in (("opens", seen.opens), ("locks", seen.locks)):
        if clauses:
            yield speech.t(f"decide.confirm.{key}", n=len(clauses))
            yield from (f"  {each.code} {speech.of(each.text) if each.text else ''}" for each in clauses)
