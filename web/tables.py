"""Tables that somebody uploads to be taken in: where they lie between the preview and the import, and what is said of a
row that is wrong.

The file lies in the home under the hash of its bytes for a day; the form carries that hash, signed for the one who
uploaded it.
"""

import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO, cast

import flask
from flask.typing import ResponseReturnValue
from itsdangerous import URLSafeSerializer
from werkzeug.datastructures import FileStorage

from lifecycle.errors import Invalid
from lifecycle.files import FileStore
from lifecycle.files.store import StoredFile
from lifecycle.register.importing import RowProblem
from lifecycle.register.tables import Row
from web import errors, session
from web.spreadsheet import MEDIA_TYPES, XLSX, Sheet, write_xlsx

FOLDER = "imports"
LARGEST = 10 << 20
"""Bytes of a table."""
MOST_ROWS = 2000
"""As many as can be weighed while somebody waits; longer tables go by the command line."""
KEPT_SECONDS = 24 * 3600


def received(file: object) -> StoredFile:
    """The uploaded table, kept. Raises Invalid(`file`) for none, and for what is no table."""
    if not isinstance(file, FileStorage) or not file.filename:
        raise Invalid("file", "missing")
    if not file.filename.casefold().endswith((".xlsx", ".csv")):
        raise Invalid("file", "not_a_table")
    kept = files().put(cast(BinaryIO, file.stream), file.filename)
    forget()
    return kept


def few(rows: Iterable[Row]) -> Iterator[Row]:
    for n, row in enumerate(rows, start=1):
        if n > MOST_ROWS:
            raise Invalid("file", "table_too_long", {"limit": MOST_ROWS})
        yield row


def reason(problem: RowProblem) -> str:
    speech = session.speech()
    said = errors.sentence(Invalid("", problem.problem, problem.values), speech, label=False)
    values = problem.values.get("values")
    if isinstance(values, tuple) and values:
        said = speech.t(
            "import.reason.one_of", said=said, values=speech.listed(dict.fromkeys(map(str, values)))
        )
    if not problem.column:
        return said
    key = "import.reason.value" if problem.value else "import.reason"
    return speech.t(key, column=problem.column, said=said, value=problem.value[:60])


def home() -> Path:
    return session.settings().home / FOLDER


def files() -> FileStore:
    return FileStore(home(), LARGEST)


@contextmanager
def read(sha256: str, name: str) -> Iterator[Path]:
    """The file under its own name, whose ending says what it is. Raises NotFound when its day is over."""
    with TemporaryDirectory() as folder, files().open(sha256) as kept:
        path = Path(folder) / f"table{Path(name).suffix.casefold()}"
        with path.open("wb") as copy:
            shutil.copyfileobj(kept, copy)
        yield path


def forget() -> None:
    """Remove what is a day older than the newest, by the clock of the file system."""
    found = {path: path.stat().st_mtime for path in home().glob("**/*") if path.is_file()}
    newest = max(found.values(), default=0)
    for path, at in found.items():
        if newest - at > KEPT_SECONDS:
            path.unlink(missing_ok=True)


def sealer(what: str = "import") -> URLSafeSerializer:
    """For one person and one purpose: nobody imports a file by knowing its hash."""
    return URLSafeSerializer(cast(str, flask.current_app.secret_key), salt=f"{what}-{session.actor().id}")


def book(name: str, sheets: Iterable[Sheet]) -> ResponseReturnValue:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "book.xlsx"
        write_xlsx(file, sheets)
        content = file.read_bytes()
    answer = flask.make_response(content)
    answer.headers["Content-Type"] = MEDIA_TYPES[XLSX]
    answer.headers.set("Content-Disposition", "attachment", filename=f"{name}.xlsx")
    return answer
