"""What a person chooses."""

from wtforms import BooleanField, SelectMultipleField, StringField
from wtforms.widgets import CheckboxInput, ListWidget

from lifecycle.reminding.choices import EVERY_DAY
from web import session
from web.forms import Form


class Ticks(SelectMultipleField):
    """Several choices, each with a box of its own."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class ChoiceForm(Form):
    days = Ticks()
    before_due = BooleanField()
    news = BooleanField()

    def offer(self) -> None:
        """Name the weekdays in the reader's language."""
        self.days.choices = [(day, session.speech().t(f"weekday.{day}")) for day in EVERY_DAY]


class RobotForm(Form):
    url = StringField()
