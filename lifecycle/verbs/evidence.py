"""Pieces of evidence as people give them: checked, and kept for a duty or for the project itself."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from lifecycle import words
from lifecycle.errors import Invalid
from lifecycle.policy import held_offices, may_open
from lifecycle.records import work
from lifecycle.records.work import DocumentRow, DutyRow
from lifecycle.store import Entry

VALUE_LIMIT = 2000
NAME_LIMIT = 200
SHA256_HEX = 64
KNOWN = "document"
"""The form of a piece that the project has already: its number is the value."""


class Evidence(NamedTuple):
    """One piece of evidence. `kind` is a document kind of the standard, `form` file, number, date, link or text; for a
    file, `value` is the SHA-256 of the stored content, `name` and `size` (bytes) are its own. Of the form KNOWN,
    `value` is the number of a document of the project, whose kind counts.
    """

    kind: str
    form: str
    value: str
    name: str = ""
    size: int = 0


def keep(entry: Entry, row: DutyRow, evidence: Sequence[Evidence]) -> set[str]:
    """Keep each piece for a duty. The kinds that the duty then has. Raises Invalid naming the piece."""
    return _keep(entry, entry.case.documents_of(row), evidence, row)


def keep_for_project(entry: Entry, evidence: Sequence[Evidence]) -> set[str]:
    """Keep each piece for the project itself. The kinds that it then has. Raises Invalid naming the piece."""
    return _keep(entry, [row for row in entry.case.documents.values() if row.duty is None], evidence)


def _keep(
    entry: Entry, have: Iterable[DocumentRow], evidence: Sequence[Evidence], duty: DutyRow | None = None
) -> set[str]:
    """As a new version of what there is of its kind, else as a new document."""
    newest = {each.kind: each for each in sorted(have, key=lambda each: (each.n, each.version))}
    for given in evidence:
        piece = _known(entry, given) if given.form == KNOWN else given
        if duty is not None and not duty.takes(piece.kind):
            raise Invalid(piece.kind, "locked")
        known = newest.get(piece.kind)
        number = known.n if known is not None else entry.case.next_number("document")
        version = known.version + 1 if known is not None else 1
        entry.add("document", (number, version), **_columns(entry, piece, duty))
        newest[piece.kind] = DocumentRow.of({"n": number, "version": version, "kind": piece.kind})
    return set(newest)


def _known(entry: Entry, piece: Evidence) -> Evidence:
    """What the project has already, if whoever brings it forward may open it. Raises Invalid."""
    versions = [row for row in entry.case.documents.values() if str(row.n) == piece.value]
    newest = max(versions, key=lambda row: row.version, default=None)
    if newest is None or not _may_open(entry, newest):
        raise Invalid("document", "no_such_document", {"given": piece.value})
    return Evidence(newest.kind, newest.form, newest.value, newest.name, newest.size)


def _may_open(entry: Entry, row: DocumentRow) -> bool:
    held = held_offices(entry.session.tx, entry.actor, row.project)
    duty = entry.case.duties.get((row.visit, row.duty or "", row.occurrence))
    offices = (duty.doer, duty.confirmer) if duty else ()
    secret = entry.standard.documents[row.kind].secret
    return may_open(entry.actor, held, secret=secret, offices=offices, added_by=row.added_by)


def _columns(entry: Entry, piece: Evidence, duty: DutyRow | None) -> dict[str, Any]:
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
