"""Addresses of pages, for those who have no request to make them from. A test compares them with the application's."""

from urllib.parse import quote

from lifecycle.queries.notices import Item
from lifecycle.records.post import NEWS
from lifecycle.reminding.recipients import IN_PERSON

INBOX = "/inbox"
CHOICES = "/inbox/settings"


def project(number: str) -> str:
    return f"/projects/{quote(number)}"


def duty(number: str, code: str, occurrence: int) -> str:
    tail = "" if occurrence == 1 else f"/{occurrence}"
    return f"{project(number)}/duties/{quote(code)}{tail}"


def sheet(number: str) -> str:
    """The page of an expert."""
    return f"/evaluations/{quote(number)}"


def scores(number: str) -> str:
    """The evaluation as the project's people see it."""
    return f"{project(number)}/evaluation"


OF_SCORES = frozenset(
    (
        "opinion_requested",
        "self_rating_submitted",
        "invitation_accepted",
        "invitation_declined",
        "interests_declared",
        "expert_recused",
        "expert_excluded",
        "relation_struck",
        "sheet_submitted",
        "scores_revealed",
        "scoring_again",
        "dissent_recorded",
        "evaluation_concluded",
    )
)
"""News about an evaluation."""


def path(item: Item) -> str:
    """The page where an item is dealt with: the form where it is one, else the project."""
    standard = item.standard
    if item.number is None or standard is None:
        return INBOX
    if item.why == IN_PERSON:
        return sheet(item.number)
    if item.kind == NEWS and item.code in OF_SCORES:
        return scores(item.number)
    if item.subject in standard.duties:
        return duty(item.number, item.subject, 1)
    if item.subject in standard.facts:
        return f"{project(item.number)}/facts"
    mine = [
        each.code
        for each in standard.duties.values()
        if each.milestone == item.code and each.doer == item.office and each.required
    ]
    if item.due is not None and len(mine) == 1:
        return duty(item.number, mine[0], item.occurrence)
    return project(item.number)
