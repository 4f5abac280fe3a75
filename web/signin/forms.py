"""The forms of signing in. Passwords are never trimmed and never sent back."""

from wtforms import HiddenField, PasswordField, StringField

from lifecycle.errors import Invalid
from web.forms import Form


class SignInForm(Form):
    """Login and password, where to go afterwards, and what was being sent when the last session ended."""

    login = StringField()
    password = PasswordField()
    next = HiddenField()
    kept = HiddenField()


class CodeForm(Form):
    """The code after the password. `halfway` says who showed one; the rest is that of the sign-in."""

    one_time = StringField()
    halfway = HiddenField()
    next = HiddenField()
    kept = HiddenField()


class NewPasswordForm(Form):
    """A password, twice."""

    password = PasswordField()
    again = PasswordField()

    def agreed(self) -> str:
        """The password. Raises Invalid when the two entries differ."""
        given = self.password.data or ""
        if given != (self.again.data or ""):
            raise Invalid("again", "not_the_same")
        return given


class ChangePasswordForm(NewPasswordForm):
    """The present password as well: an open session alone does not change it."""

    present = PasswordField()
