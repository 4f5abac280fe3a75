"""The archive: the list of everything on file, the papers that are still wanted, and filing it for good."""

import flask
from flask.typing import ResponseReturnValue

from lifecycle.queries.archive import ArchivePage, archive_page
from lifecycle.verbs import papers, pauses
from web import access, session
from web.project.blueprint import blueprint, to
from web.project.evidence import EvidenceForm, papers_form
from web.project.forms import OK, ProjectForm, bound, posted
from web.project.papers import read_papers

FILE, ARCHIVE = "file", "archive"
"""The buttons: put papers on file, archive."""


@blueprint.route("/<number>/archive", methods=["GET", "POST"])
@access.uploads
@access.act("see")
def archive(number: str) -> ResponseReturnValue:
    """For everybody who sees the project; what may be done is offered to whoever may."""
    page = _read(number)
    filing = papers_form(EvidenceForm, page.papers, sent=posted() == FILE)
    closing = bound(ProjectForm, "archive-", sent=posted() == ARCHIVE)
    if posted():
        if _done(filing, closing, number):
            return to("archive", number=number)
        page = _read(number)
    for form in (filing, closing):
        form.stamp(page.header.revision, page.header.revision)
    status = max(filing.status, closing.status) if posted() else OK
    return flask.render_template("project/archive.html", page=page, filing=filing, closing=closing), status


def _read(number: str) -> ArchivePage:
    with session.reading() as opened:
        return archive_page(opened, session.actor(), number)


def _done(filing: EvidenceForm, closing: ProjectForm, number: str) -> bool:
    if posted() == ARCHIVE:
        return closing.done(pauses.archive, number, seen=closing.revision)
    given = read_papers(filing, needed=False)
    return given is not None and filing.done(papers.file, number, given, seen=filing.revision)
