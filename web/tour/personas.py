"""Going on as somebody else, in a demonstration set only.

Three things must be so at once: the settings call it a demonstration, the set lies in the home, and the database in use
is that of the set. Then its file of passwords is there, and the switch is an ordinary sign-in with one of them. A real
database has no such file: whatever its settings say, there is nobody to switch to.
"""

from lifecycle import accounts, clock
from lifecycle.errors import NotFound
from lifecycle.records.people import ADMINISTRATORS
from web import session
from web.demonstration.build import Demonstration, Persona
from web.errors import office_name


def personas() -> tuple[Persona, ...]:
    """Those of the set that is being shown; nobody anywhere else."""
    settings = session.settings()
    shown = Demonstration(settings.home)
    if not settings.demonstration or settings.database_url != shown.database_url or not shown.is_built():
        return ()
    return shown.personas()


def post_of(persona: Persona) -> str:
    """What somebody is, in the reader's language: the set keeps an office by its Chinese name."""
    speech, offices = session.speech(), session.in_force().offices.values()
    if persona.post in ADMINISTRATORS:
        return office_name(persona.post, speech)
    named = {office.text.zh: office.text for office in offices}
    return speech.listed(
        speech.of(named[part]) if part in named else part for part in persona.post.split("、")
    )


def become(login: str) -> None:
    """Sign in as one of them; the session before ends. Raises NotFound, and NotPermitted as every sign-in does."""
    found = next((each for each in personas() if each.login == login), None)
    if found is None:
        raise NotFound("persona", login[:60])
    database, at = session.engine().database, clock.now()
    signed = accounts.sign_in(
        database, found.login, found.password, session.address(), at, previous=session.token()
    )
    session.enter(signed)
