"""Papers that come with an act of the project as a whole."""

from collections.abc import Sequence

from lifecycle.errors import Invalid
from lifecycle.verbs.evidence import Evidence
from web.errors import status_of
from web.project.evidence import EvidenceForm


def read_papers(form: EvidenceForm, *, needed: bool = True) -> Sequence[Evidence] | None:
    """What was handed in; None where something is missing or cannot be taken, and the form says it at its field."""
    try:
        papers = form.pieces()
        missing = tuple(
            wanted.kind for wanted in form.kinds if wanted.kind not in {each.kind for each in papers}
        )
        if needed and missing:
            raise Invalid("evidence", "evidence_missing", {"kinds": missing})
    except Invalid as refusal:
        form.status = status_of(refusal).value
        if refusal.problem == "evidence_missing":
            form.missing(refusal)
        else:
            form.refuse_field(refusal)
        return None
    return papers
