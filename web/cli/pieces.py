"""Evidence as it is given on the command line: a text, a link, a number, a day, a file, or a document that is there."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from lifecycle.errors import Invalid
from lifecycle.files import FileStore
from lifecycle.verbs.evidence import KNOWN, Evidence
from web.cli.given import pair_of
from web.cli.shell import Shell

WRITTEN = ("text", "link", "number", "date")
_VALUES = {
    "text": "KIND=TEXT",
    "link": "KIND=URL",
    "number": "KIND=NUMBER",
    "date": "KIND=DAY",
    "file": "KIND=PATH",
}


def evidence_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options by which a command takes evidence; `pieces_of` reads them."""
    for form, metavar in reversed(_VALUES.items()):
        command = click.option(f"--{form}", f"{form}s", multiple=True, metavar=metavar)(command)
    return command


def pieces_of(shell: Shell, given: Mapping[str, Sequence[str]]) -> list[Evidence]:
    """Everything that was given. Raises Invalid naming the option."""
    return [*_written(given), *_files(shell, given["files"]), *_known(given.get("known", ()))]


def _written(given: Mapping[str, Sequence[str]]) -> Iterator[Evidence]:
    for form in WRITTEN:
        yield from (Evidence(*_parted(form, each)) for each in given[f"{form}s"])


def _parted(form: str, given: str) -> tuple[str, str, str]:
    kind, value = pair_of(f"--{form}", given)
    return kind, form, value


def _files(shell: Shell, given: Sequence[str]) -> Iterator[Evidence]:
    store = FileStore(shell.settings.home / "files")
    for each in given:
        kind, _, value = _parted("file", each)
        path = Path(value).expanduser()
        if not path.is_file():
            raise Invalid("--file", "no_such_file", {"given": value})
        with path.open("rb") as stream:
            kept = store.put(stream, path.name)
        yield Evidence(kind, "file", kept.sha256, kept.name, kept.size)


def _known(given: Sequence[str]) -> Iterator[Evidence]:
    yield from (Evidence("", KNOWN, str(each)) for each in given)
