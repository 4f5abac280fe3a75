"""The forms of one's own account."""

from wtforms import PasswordField, StringField

from web.forms import Form


class PresentPasswordForm(Form):
    """An open session alone changes nothing about how one gets in."""

    present = PasswordField()


class FirstCodeForm(Form):
    one_time = StringField()
