"""Raising an issue: what stands in the way, who is to see to it, by when."""

import flask
from flask.typing import ResponseReturnValue
from wtforms import BooleanField, SelectField, StringField, TextAreaField

from lifecycle import words
from lifecycle.errors import Invalid
from lifecycle.mistakes import together
from lifecycle.policy import sees_register
from lifecycle.queries.project import project_page
from lifecycle.verbs import issues
from lifecycle.verbs.rounds import OWED_LIMIT, Owed
from stages import Standard
from web import access, session
from web.project import answers
from web.project.blueprint import blueprint, to
from web.project.forms import ProjectForm, offer


class IssueForm(ProjectForm):
    what = TextAreaField()
    owner = SelectField(validate_choice=False)
    due = StringField()
    bars = BooleanField()

    def owed(self) -> Owed:
        """What was typed. Raises Invalid naming every field that cannot be read."""
        read = together(
            what=lambda: words.block("what", self.what.data or "", OWED_LIMIT, required=True),
            owner=lambda: answers.chosen("owner", self.owner.data),
            due=lambda: answers.needed_day("due", self.due.data),
        )
        return Owed(read["what"], read["owner"], read["due"])


@blueprint.route("/<number>/issues/new", methods=["GET", "POST"])
@access.act("raise_issue")
def raise_issue(number: str) -> ResponseReturnValue:
    """The form; what is refused stands at its field."""
    form = IssueForm.of_request()
    if form.is_sent() and _raised(form, number):
        return to("debts_list", number=number)
    with session.reading() as opened:
        page = project_page(opened, session.actor(), number)
        standard = opened.standard(page.header.version)
    _offer(form, standard)
    form.stamp(page.header.revision, page.header.revision)
    may_bar = sees_register(session.actor())
    return flask.render_template("project/issue.html", page=page, form=form, may_bar=may_bar), form.status


def _raised(form: IssueForm, number: str) -> bool:
    try:
        owed = form.owed()
    except Invalid as refusal:
        form.turn_down(number, refusal)
        return False
    return form.done(issues.raise_issue, number, owed, bars=bool(form.bars.data))


def _offer(form: IssueForm, standard: Standard) -> None:
    speech = session.speech()
    offices = [(office.code, speech.of(office.text)) for office in standard.offices.values()]
    for name in ("what", "owner", "due"):
        form[name].label.text = speech.t(f"issue.{name}")
    offer(form.owner, offices, first=speech.t("parties.organisation.choose"))
