"""The forms of the pool: what an expert is competent for, where they work, whom they are close to, and since when."""

from datetime import date
from typing import Any, ClassVar, Self

from werkzeug.datastructures import CombinedMultiDict
from wtforms import HiddenField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.widgets import CheckboxInput, ListWidget

from lifecycle.errors import Invalid
from lifecycle.experts import LOAD
from lifecycle.queries.expert_pool import ExpertLine
from lifecycle.words import BETWEEN
from stages import Standard
from stages.vocabulary import EMPLOYMENT, RELATIONS
from web import session
from web.evaluation.sentences import field_name, kind_name
from web.forms import Form
from web.labels import TEXTS
from web.project import answers

DIGITS = 3


class Boxes(SelectMultipleField):
    """Some of a few, to be ticked."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class _Apart(Form):
    """One of several forms of a page: the ids of its controls begin with `PREFIX`."""

    PREFIX: ClassVar[str]

    @classmethod
    def _named(cls, sent: CombinedMultiDict[str, Any] | None, **given: Any) -> Self:
        form = super()._named(sent, **given)
        for field in form:
            field.id = field.label.field_id = f"{cls.PREFIX}-{field.short_name}"
        return form

    @property
    def problems(self) -> tuple[tuple[str, str], ...]:
        """Each with the name of its field in front: by its id the summary does not know it."""
        names = {field.id: field.label.text + session.speech().colon for field in self}
        return tuple((at, names.get(at, "") + said) for at, said in super().problems)


class CompetenceForm(_Apart):
    """`was` is what was on the screen, so that two keepers do not undo each other's work."""

    PREFIX = "competence"
    fields = Boxes(validate_choice=False)
    keywords = StringField()
    load_limit = StringField(default=str(LOAD))
    was = HiddenField()

    def offer(self, standard: Standard) -> None:
        """The fields are those of the panels of the standard."""
        speech = session.speech()
        structure = standard.rubric.panel.structure if standard.rubric else ()
        self.fields.choices = [(code, field_name(speech, code)) for code in structure]

    @classmethod
    def of(cls, line: ExpertLine) -> "CompetenceForm":
        """As it stands."""
        known = {"fields": list(line.fields), "keywords": " ".join(line.keywords)}
        return cls.fresh(**known, load_limit=str(line.row.load_limit), was=line.row.mark)

    def words(self) -> list[str]:
        return [each for each in BETWEEN.split(self.keywords.data or "") if each]

    def load(self) -> int:
        """Raises Invalid(`not_whole`)."""
        typed = answers.number(self.load_limit.data)
        if not typed.isdecimal() or len(typed) > DIGITS:
            raise Invalid("load_limit", "not_whole", {"given": typed[:20]})
        return int(typed)


class PeriodForm(_Apart):
    """From a day to another, or to no known end."""

    PREFIX = "period"
    since = StringField()
    until = StringField()

    def first(self) -> date:
        """Raises Invalid at a day that is missing or is none."""
        day = answers.day("since", self.since.data)
        if day is None:
            raise Invalid("since", "missing")
        return day

    def last(self) -> date | None:
        return answers.day("until", self.until.data)


class EmploymentForm(PeriodForm):
    PREFIX = "employment"
    employer = StringField()


class RelationForm(PeriodForm):
    """A relation to an organisation or to a person: one of the two is filled in."""

    PREFIX = "relation"
    kind = SelectField(validate_choice=False)
    organisation = StringField()
    other = StringField()

    def offer(self) -> None:
        speech = session.speech()
        for field in (self.kind, self.organisation, self.other):
            field.label.text = speech.t(f"experts.{field.short_name}")
        kinds = [code for code in KINDS if code != EMPLOYMENT]
        self.kind.choices = [
            ("", speech.t("experts.choose")),
            *((each, kind_name(speech, each)) for each in kinds),
        ]


class EndForm(_Apart):
    """The last day of a relation."""

    PREFIX = "end"
    until = StringField()


class StrikeForm(_Apart):
    """What is wrong with a relation that should not have been recorded."""

    PREFIX = "strike"
    reason = TextAreaField()


NAMED = "relation.kind."
KINDS = tuple(
    code for key in TEXTS if (code := key.removeprefix(NAMED)) in RELATIONS and key.startswith(NAMED)
)
"""In the order in which they are named."""
