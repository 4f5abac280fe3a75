"""A day that changes, a year that is taken in, and the notice that was looked at and is now published."""

from wtforms import FileField, HiddenField, RadioField, StringField

from web import session
from web.forms import Form

KINDS = ("off", "work", "plain")


class DayForm(Form):
    day = StringField()
    working = RadioField()
    day_name = StringField()
    notice = StringField()

    def offer(self) -> None:
        """Name the kinds of day in the reader's language."""
        self.working.choices = [(kind, session.speech().t(f"calendar.kind.{kind}")) for kind in KINDS]


class ImportForm(Form):
    file = FileField()
    year_notice = StringField()


class PublishForm(Form):
    """The notice as it was previewed: `days` are lines `2026-02-16,off,name`, `seen` the calendar it was made from."""

    notice = HiddenField()
    days = HiddenField()
    seen = HiddenField()
