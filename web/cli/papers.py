"""Papers and evidence as people name them after an option: a kind, and a text, a link, a number, a day or a file;
or a document that the project has already.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click

from lifecycle.errors import Invalid
from lifecycle.files import FileStore
from lifecycle.verbs.evidence import KNOWN, Evidence
from web.cli.given import pair_of
from web.cli.shell import Shell

FORMS = {"text": "TEXT", "link": "URL", "number": "NUMBER", "date": "DAY", "file": "PATH"}
"""The forms of evidence, each with what stands behind the sign."""
Command = TypeVar("Command", bound=Callable[..., Any])


def with_papers(command: Command) -> Command:
    """The command takes papers: `--text KIND=TEXT` and so on, each as often as wanted."""
    for form, what in reversed(FORMS.items()):
        command = click.option(f"--{form}", f"{form}s", multiple=True, metavar=f"KIND={what}")(command)
    return command


def papers_of(shell: Shell, given: Mapping[str, Sequence[str]]) -> tuple[Evidence, ...]:
    """What was given by these options, or by the number of a document (`known`); files are kept. Raises Invalid."""
    pieces = [
        Evidence(*_parted(form, each)) for form in FORMS if form != "file" for each in given[f"{form}s"]
    ]
    known = (Evidence("", KNOWN, str(each)) for each in given.get("known", ()))
    return (*pieces, *_files(shell, given["files"]), *known)


def _parted(form: str, given: str) -> tuple[str, str, str]:
    kind, value = pair_of(f"--{form}", given)
    return kind, form, value


def _files(shell: Shell, given: Sequence[str]) -> Iterator[Evidence]:
    store = FileStore(shell.settings.home / "files")
    for each in given:
        kind, form, value = _parted("file", each)
        path = Path(value).expanduser()
        if not path.is_file():
            raise Invalid("--file", "no_such_file", {"given": value})
        with path.open("rb") as stream:
            kept = store.put(stream, path.name)
        yield Evidence(kind, form, kept.sha256, kept.name, kept.size)
