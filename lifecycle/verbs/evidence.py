"""Pieces of evidence as people give them, checked and made into documents."""

from datetime import date
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from lifecycle import words
from lifecycle.errors import Invalid
from lifecycle.records import work
from lifecycle.records.work import DutyRow
from lifecycle.store import Entry

VALUE_LIMIT = 2000
NAME_LIMIT = 200
SHA256_HEX = 64


class Evidence(NamedTuple):
    """One piece of evidence. `kind` is a document kind of the standard, `form` file, number, date, link or text; for a
    file, `value` is the SHA-256 of the stored content, `name` and `size` (bytes) are its own.
    """

    kind: str
    form: str
    value: str
    name: str = ""
    size: int = 0


def columns_of(entry: Entry, piece: Evidence, duty: DutyRow | None = None) -> dict[str, Any]:
    """The columns of a new document: evidence of a duty, or, without one, a paper of the project as a whole."""
    return {
        "kind": piece.kind,
        "form": piece.form,
        "value": _value(entry, piece),
        "name": words.line("name", piece.name, NAME_LIMIT, required=False),
        "size": piece.size,
        "visit": duty.visit if duty else entry.case.project.visit,
        "duty": duty.code if duty else None,
        "occurrence": duty.occurrence if duty else 1,
        "added_by": entry.actor.id,
        "added_for": entry.actor.for_whom,
        "added_on": entry.session.day,
    }


def _value(entry: Entry, piece: Evidence) -> str:
    if piece.kind not in entry.standard.documents:
        raise Invalid("kind", "not_in_list", {"given": piece.kind, "values": tuple(entry.standard.documents)})
    value = words.block(piece.kind, piece.value, VALUE_LIMIT, required=True)
    match piece.form:
        case "file":
            return _sha256(piece.kind, value)
        case "date":
            return _iso_day(piece.kind, value)
        case "link":
            return _link(piece.kind, value)
        case "number" | "text":
            return value
        case _:
            raise Invalid(piece.kind, "not_in_list", {"given": piece.form, "values": work.DOCUMENT_FORMS})


def _sha256(field: str, value: str) -> str:
    if len(value) != SHA256_HEX or any(character not in "0123456789abcdef" for character in value):
        raise Invalid(field, "unreadable")
    return value


def _iso_day(field: str, value: str) -> str:
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError as error:
        raise Invalid(field, "not_a_date", {"given": value}) from error


def _link(field: str, value: str) -> str:
    try:
        parts = urlsplit(value)
    except ValueError as error:
        raise Invalid(field, "not_a_link", {"given": value}) from error
    if parts.scheme not in ("http", "https") or not parts.netloc or any(letter.isspace() for letter in value):
        raise Invalid(field, "not_a_link", {"given": value})
    return value
