"""The forms of accounts. Their choices come from the standard in force, and are set where they are shown."""

from wtforms import SelectField, StringField

from lifecycle.records.people import ADMINISTRATORS, BUSINESS
from web import session
from web.forms import Form
from web.labels import LANGUAGES


class DetailsForm(Form):
    """What is known of a person and may be corrected."""

    name = StringField()
    email = StringField()
    language = SelectField()

    def offer(self) -> None:
        """Name the choices in the reader's language."""
        speech = session.speech()
        self.language.choices = [(code, speech.t(f"accounts.language.{code}")) for code in LANGUAGES]


class PersonForm(DetailsForm):
    login = StringField()
    domain = SelectField()

    def offer(self) -> None:
        """The kinds of account too."""
        super().offer()
        speech = session.speech()
        business = (BUSINESS, speech.t(f"accounts.domain.{BUSINESS}"))
        self.domain.choices = [business, *((code, speech.t(f"admin.{code}")) for code in ADMINISTRATORS)]


class OrganisationDetailsForm(Form):
    """What is known of an organisation and may be corrected."""

    name = StringField()
    kind = SelectField()
    credit_code = StringField()

    def offer(self, kinds: list[tuple[str, str]]) -> None:
        self.name.label.text = session.speech().t("organisations.name")
        self.kind.choices = kinds


class OrganisationForm(OrganisationDetailsForm):
    code = StringField()


class OfficeForm(Form):
    office = SelectField()
    ends_on = StringField()

    def offer(self, offices: list[tuple[str, str]]) -> None:
        self.office.label.text = session.speech().t("accounts.office")
        self.office.choices = offices


class TermForm(Form):
    ends_on = StringField()


class MembershipForm(Form):
    organisation = SelectField()

    def offer(self, organisations: list[tuple[str, str]]) -> None:
        self.organisation.choices = organisations
