"""The command that prints the handbook."""

from pathlib import Path

import click

from handbook import FORMATS, LANGUAGES, HandbookError, render, write
from lifecycle import clock
from web.cli.shell import Exit, Shell, Stop, pass_shell
from web.handbook.given import given_on


@click.command("handbook")
@click.option("--edition", default="full", show_default=True)
@click.option("--format", "form", type=click.Choice(FORMATS), default="html", show_default=True)
@click.option("--lang", type=click.Choice(tuple(LANGUAGES)), default="zh", show_default=True)
@click.option("--version", "version")
@click.option("--against", metavar="VERSION")
@click.option("--address", metavar="URL", default="")
@click.option("--fonts", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("-o", "--output", "target", type=click.Path(dir_okay=False, path_type=Path), required=True)
@pass_shell
def command(  # noqa: PLR0913, PLR0917 - one for each option
    shell: Shell,
    edition: str,
    form: str,
    lang: str,
    version: str | None,
    against: str | None,
    address: str,
    fonts: Path | None,
    target: Path,
) -> None:
    standards = shell.open().standards
    standard = standards.get(version) if version else shell.standard
    compared = standards.get(against) if against else None
    given = given_on(standard, clock.today(), "en" if lang == "en" else "zh", address)
    try:
        made = render(
            standard, edition, lang, form, given, compared, earlier=standards.before(standard), fonts=fonts
        )
    except HandbookError as refused:
        raise Stop(sentence(shell, refused), Exit.WRONG_INPUT) from refused
    write(target, made)
    shell.answer(
        {"file": str(target), "bytes": len(made), "standard": standard.version, "hash": standard.hash},
        shell.t("handbook.written", file=target, size=shell.speech.size(len(made))),
    )


def sentence(shell: Shell, refused: HandbookError) -> str:
    """A refusal of the handbook in words; a value that is a list is written as one."""
    values = {
        name: shell.speech.listed(value) if isinstance(value, tuple) else value
        for name, value in refused.values.items()
    }
    return shell.t(refused.key, **values)
