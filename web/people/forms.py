"""The forms of accounts. Their choices come from the standard in force, and are set where they are shown."""

from wtforms import SelectField, StringField

from lifecycle.records.people import ADMINISTRATORS, BUSINESS
from web import session
from web.forms import Form
from web.labels import LANGUAGES


class PersonForm(Form):
    login = StringField()
    name = StringField()
    email = StringField()
    language = SelectField()
    domain = SelectField()

    def offer(self) -> None:
        """Name the choices in the reader's language."""
        speech = session.speech()
        self.language.choices = [(code, speech.t(f"accounts.language.{code}")) for code in LANGUAGES]
        business = (BUSINESS, speech.t(f"accounts.domain.{BUSINESS}"))
        self.domain.choices = [business, *((code, speech.t(f"admin.{code}")) for code in ADMINISTRATORS)]


class OrganisationForm(Form):
    code = StringField()
    name = StringField()
    kind = SelectField()

    def offer(self, kinds: list[tuple[str, str]]) -> None:
        self.name.label.text = session.speech().t("organisations.name")
        self.kind.choices = kinds


class OfficeForm(Form):
    office = SelectField()

    def offer(self, offices: list[tuple[str, str]]) -> None:
        self.office.label.text = session.speech().t("accounts.office")
        self.office.choices = offices


class MembershipForm(Form):
    organisation = SelectField()

    def offer(self, organisations: list[tuple[str, str]]) -> None:
        self.organisation.choices = organisations
