"""What is owed: the owner says how it was made good, somebody else settles it or returns the answer.

A reply closes an objection.
"""

from dataclasses import dataclass

import flask
from flask.typing import ResponseReturnValue

from lifecycle.errors import Invalid
from lifecycle.queries.debt import DebtPage, debt_page, debts_page
from lifecycle.verbs import debts, objections
from web import access, session
from web.project import answers
from web.project.blueprint import blueprint, to
from web.project.forms import AnswerForm, ProjectForm, ReasonForm, bound, posted

REPLIES = {"reply": objections.reply, "grant": objections.grant}


@dataclass
class Forms:
    """Answering, settling, returning, and replying to an objection, each with its own key."""

    answer: AnswerForm
    settle: ProjectForm
    back: ReasonForm
    reply: AnswerForm

    def done(self, number: str, n: int) -> bool:
        """Do what the button says."""
        if posted() == "settle":
            return self.settle.done(debts.settle, number, n, seen=self.settle.revision)
        if posted() == "return":
            reason = self.back.reason.data or ""
            return self.back.done(debts.give_back, number, n, reason, seen=self.back.revision)
        if posted() in REPLIES:
            given = self.reply.answer.data or ""
            return self.reply.done(REPLIES[posted()], number, n, given, seen=self.reply.revision)
        return self._answered(number, n)

    def _answered(self, number: str, n: int) -> bool:
        form, text = self.answer, self.answer.answer.data or ""
        try:
            promised = answers.day("promised", form.promised.data)
        except Invalid as refusal:
            form.turn_down(number, refusal)
            return False
        return form.done(debts.answer, number, n, text, promised, seen=form.revision)

    @property
    def status(self) -> int:
        return max(form.status for form in self.all)

    @property
    def all(self) -> tuple[ProjectForm, ...]:
        return self.answer, self.settle, self.back, self.reply


@blueprint.route("/<number>/debts/<int:n>", methods=["GET", "POST"])
@access.act("see")
def debt(number: str, n: int) -> ResponseReturnValue:
    """One item, with the forms of whatever the reader may do."""
    pressed = posted()
    forms = Forms(
        bound(AnswerForm, "answer-", sent=pressed == "answer"),
        bound(ProjectForm, "settle-", sent=pressed == "settle"),
        bound(ReasonForm, "return-", sent=pressed == "return"),
        bound(AnswerForm, "reply-", sent=pressed in REPLIES),
    )
    if pressed and forms.done(number, n):
        return to("debt", number=number, n=n)
    forms.reply.answer.label.text = session.speech().t("objection.answer")
    page = _read(number, n)
    if page.debt.ask is not None:
        forms.answer.answer.label.text = session.speech().of(page.debt.ask.text)
    for form in forms.all:
        form.stamp(page.debt.revision, page.header.revision)
    return flask.render_template("project/debt.html", page=page, forms=forms), forms.status


@blueprint.get("/<number>/debts")
@access.act("see")
def debts_list(number: str) -> ResponseReturnValue:
    """Everything that is and was owed, the oldest first."""
    with session.reading() as opened:
        page = debts_page(opened, session.actor(), number)
    return flask.render_template("project/debts.html", page=page)


def _read(number: str, n: int) -> DebtPage:
    with session.reading() as opened:
        return debt_page(opened, session.actor(), number, n)
