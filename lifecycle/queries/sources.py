"""Where a rule comes from, so that a reader can look it up: section of the plan, article of a law, or a proposal."""

from collections.abc import Iterable
from dataclasses import dataclass

from stages import Standard
from stages.model import Source, Text


@dataclass(frozen=True)
class Citation:
    """One place that is cited. `kind` is plan, law, standard or proposal. `article` and `edition` belong to a law;
    `status` says how far the article or standard was checked: verified, secondary, unverified, to_be_confirmed.
    """

    kind: str
    ref: str
    text: Text | None
    article: str | None = None
    edition: Text | None = None
    status: str | None = None


def citations(standard: Standard, source: Source, basis: Iterable[str] = ()) -> tuple[Citation, ...]:
    """Everything that a rule's source and basis cite; a proposal cites nothing and is said to be one."""
    cited = tuple(_citation(standard, source.kind, ref) for ref in (*source.ref, *basis))
    if source.kind == "proposal":
        return (Citation("proposal", "", None), *cited)
    return cited


def _citation(standard: Standard, kind: str, ref: str) -> Citation:
    references = standard.references
    code, _, article = ref.partition("/")
    if code in references.laws:
        law = references.laws[code]
        status = law.articles.get(article) if article else None
        return Citation("law", ref, law.text, article or None, law.edition, status)
    if ref in references.standards:
        norm = references.standards[ref]
        return Citation("standard", ref, norm.text, status=norm.status)
    if ref in references.plan.sections:
        return Citation("plan", ref, references.plan.text)
    return Citation(kind, ref, None)
