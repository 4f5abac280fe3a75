"""Evidence as people hand it in: a file, or a number, a date, a link or a text, for each kind that a duty asks for."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import BinaryIO, TypeVar, cast

import flask
from itsdangerous import BadSignature, URLSafeSerializer
from werkzeug.datastructures import FileStorage
from wtforms import Field, FileField, HiddenField, SelectField, TextAreaField

from lifecycle.errors import Invalid
from lifecycle.files import FileStore
from lifecycle.queries.checklist import Wanted
from lifecycle.verbs.evidence import Evidence
from web import session
from web.project import answers
from web.project.forms import ProjectForm, labelled, offer, with_fields

FOLDER = "files"
FORMS = ("number", "date", "link", "text")
NORMALISED = ("number", "date")


def files() -> FileStore:
    """Where this installation keeps files."""
    return FileStore(session.settings().home / FOLDER)


@dataclass(frozen=True)
class Kept:
    """A file that was received with a form that was then refused: it need not be chosen again."""

    sha256: str
    name: str
    size: int


class EvidenceForm(ProjectForm):
    """Four fields for each kind of document: see `evidence_form`."""

    kinds: Sequence[Wanted] = ()

    def pieces(self) -> tuple[Evidence, ...]:
        """Everything that was handed in. Files are stored first, so that a refusal later does not lose them.

        Raises Invalid naming the field.
        """
        return tuple(piece for wanted in self.kinds for piece in self._piece(wanted))

    def _piece(self, wanted: Wanted) -> Iterator[Evidence]:
        if (kept := self._received(wanted.kind)) is not None:
            yield Evidence(wanted.kind, "file", kept.sha256, kept.name, kept.size)
        elif value := (self[f"value-{wanted.kind}"].data or "").strip():
            form = self[f"form-{wanted.kind}"].data or "text"
            yield Evidence(wanted.kind, form, _normalised(form, value))

    def _received(self, kind: str) -> Kept | None:
        upload = self[f"file-{kind}"].data
        if isinstance(upload, FileStorage) and upload.filename:
            kept = _store(kind, upload)
            self[f"kept-{kind}"].data = _signer().dumps([kept.sha256, kept.name, kept.size])
            return kept
        return self.kept(kind)

    def kept(self, kind: str) -> Kept | None:
        """The file that came with an earlier attempt of this form."""
        token = self[f"kept-{kind}"].data
        if not token:
            return None
        try:
            return Kept(*_signer().loads(token))
        except BadSignature:
            return None

    def missing(self, refusal: Invalid) -> None:
        """Say at each kind that is missing that it is."""
        kinds = refusal.values.get("kinds", ())
        for kind in kinds if isinstance(kinds, tuple) else ():
            self.refuse_field(Invalid(kind, "missing"))

    def refuse_field(self, refusal: Invalid) -> None:
        """Put a refusal that names a kind of document at that kind's field."""
        place = f"file-{refusal.field}"
        self.refuse(Invalid(place, refusal.problem, refusal.values) if place in self else refusal)


PapersForm = TypeVar("PapersForm", bound=EvidenceForm)


def _store(kind: str, upload: FileStorage) -> Kept:
    try:
        stored = files().put(cast(BinaryIO, upload.stream), upload.filename or "")
    except Invalid as refusal:
        raise Invalid(kind, refusal.problem, refusal.values) from refusal
    return Kept(stored.sha256, stored.name, stored.size)


def _normalised(form: str, value: str) -> str:
    if form == "date":
        return answers.iso_day(value)
    return answers.plain(value) if form in NORMALISED else value


def _signer() -> URLSafeSerializer:
    """Signs the hash of a received file for the one who sent it: nobody attaches a file by knowing its hash."""
    return URLSafeSerializer(cast(str, flask.current_app.secret_key), salt=f"kept-file-{session.actor().id}")


def evidence_form(kinds: Sequence[Wanted], *, sent: bool) -> EvidenceForm:
    """The form for kinds of evidence."""
    return papers_form(EvidenceForm, kinds, sent=sent)


def papers_form(
    base: type[PapersForm], kinds: Sequence[Wanted], *, sent: bool, more: Mapping[str, Field] | None = None
) -> PapersForm:
    """A form that also takes papers: fields `file-`, `form-`, `value-` and `kept-` for each kind."""
    speech = session.speech()
    fields: dict[str, Field] = dict(more or {})
    for wanted in kinds:
        name = speech.of(wanted.text)
        fields[f"file-{wanted.kind}"] = FileField(name)
        fields[f"form-{wanted.kind}"] = SelectField(name, validate_choice=False, default="text")
        fields[f"value-{wanted.kind}"] = TextAreaField(name)
        fields[f"kept-{wanted.kind}"] = HiddenField()
    made = with_fields(base, fields)
    form = labelled(made.of_request() if sent else made(None))
    form.kinds = kinds
    for wanted in kinds:
        choices = [(each, speech.t(f"duty.form.{each}")) for each in FORMS]
        offer(form[f"form-{wanted.kind}"], choices)
    return form
