"""What is filled in for stages that lie behind: several items at once are evidenced, confirmed, or waived."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

import flask
from flask.typing import ResponseReturnValue

from lifecycle.engine import Session
from lifecycle.errors import Invalid
from lifecycle.policy import Actor
from lifecycle.queries.backfill import BackfillPage, backfill_page
from lifecycle.queries.checklist import ChecklistRow
from lifecycle.store import Receipt
from lifecycle.verbs import duties
from lifecycle.verbs.duties import DutyKey
from lifecycle.verbs.evidence import KNOWN, Evidence
from web import access, session
from web.numbers import whole
from web.project.blueprint import blueprint, to
from web.project.forms import OK, BackfillForm, offer, posted
from web.project.sentences import Sentences

SHOWN = 40
NOTHING: Mapping[str, tuple[object, ...]] = MappingProxyType({})


def each_of(
    session: Session,
    actor: Actor,
    number: str,
    act: Callable[..., Receipt],
    chosen: Sequence[str],
    given: Mapping[str, tuple[object, ...]] = NOTHING,
) -> Receipt:
    """Do the same with several duties (code/occurrence), in one transaction: with all of them, or with none."""
    receipts = [act(session, actor, _key(number, each), *given.get(each, ())) for each in chosen]
    if not receipts:
        raise Invalid("chosen", "missing")
    return receipts[-1]


def _key(number: str, chosen: str) -> DutyKey:
    code, _, occurrence = chosen.partition("/")
    return DutyKey(number, code, whole(occurrence) or 1)


@blueprint.route("/<number>/backfill", methods=["GET", "POST"])
@access.act("see")
def backfill(number: str) -> ResponseReturnValue:
    """The items, with the acts that the reader may do on those that are ticked."""
    page = _read(number)
    form = _made(page)
    if posted() and _done(page, form, number):
        return to("backfill", number=number)
    page = _read(number)
    form.stamp(page.header.revision, page.header.revision)
    shown = flask.render_template("project/backfill.html", page=page, form=form, chosen=chosen)
    return shown, form.status if posted() else OK


def _read(number: str) -> BackfillPage:
    with session.reading() as opened:
        return backfill_page(opened, session.actor(), number)


def _made(page: BackfillPage) -> BackfillForm:
    form = BackfillForm.of_request()
    speech = session.speech()
    say = Sentences(speech)
    offer(form.chosen, [(chosen(row), row.code) for row in page.rows])
    documents = [
        (str(each.document.n), f"{speech.of(each.kind)} · {say.document(each.document)[:SHOWN]}")
        for each in page.documents
    ]
    offer(form.document, documents, first=speech.t("backfill.document.choose"))
    return form


def chosen(row: ChecklistRow) -> str:
    """How the form names an item."""
    return f"{row.code}/{row.occurrence}"


def _done(page: BackfillPage, form: BackfillForm, number: str) -> bool:
    ticked = tuple(form.chosen.data or ())
    match posted():
        case "submit":
            return form.done(each_of, number, duties.complete, ticked, _proofs(page, form))
        case "confirm":
            return form.done(each_of, number, duties.confirm, ticked)
        case "waive":
            reasons = dict.fromkeys(ticked, (form.reason.data or "",))
            return form.done(each_of, number, duties.waive, ticked, reasons)
        case _:
            return False


def _proofs(page: BackfillPage, form: BackfillForm) -> dict[str, tuple[object, ...]]:
    """What shows each item: a document that is there, and words under the first kind that the item asks for."""
    words, document = (form.text.data or "").strip(), form.document.data
    known = (Evidence("", KNOWN, document),) if document else ()
    proofs: dict[str, tuple[object, ...]] = {}
    for row in page.rows:
        kind = next((each.kind for each in row.wanted), None)
        said = (Evidence(kind, "text", words),) if words and kind else ()
        proofs[chosen(row)] = ((*known, *said),)
    return proofs
