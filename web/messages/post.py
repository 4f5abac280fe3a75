"""How letters leave this installation, from its settings: the carriers, the words, and how many an hour."""

from urllib.parse import urlsplit

from lifecycle.reminding.carriers import Carrier
from lifecycle.reminding.chat import ChatRobots
from lifecycle.reminding.outward import Outward
from lifecycle.reminding.smtp import MailServer
from lifecycle.turn import Post
from web.labels import LANGUAGES, say
from web.messages.letters import Wording
from web.settings import Settings, mail_password_of


def post_of(settings: Settings) -> Post:
    """What the clock is given. Without a mail server and hosts of robots there is the inbox alone."""
    return Post(
        carriers_of(settings),
        Wording(settings.address, settings.demonstration),
        settings.mail_per_hour,
        _host(settings),
        settings.home,
    )


def carriers_of(settings: Settings) -> tuple[Carrier, ...]:
    """The channels that are set up."""
    mail = mail_server_of(settings)
    chat = ChatRobots(way_of(settings)) if settings.webhook_hosts else None
    return tuple(carrier for carrier in (mail, chat) if carrier is not None)


def mail_server_of(settings: Settings) -> MailServer | None:
    """The mail server, if there is one."""
    if settings.mail_host is None or settings.mail_sender is None:
        return None
    names = {language: say(language, "message.sender") for language in LANGUAGES}
    return MailServer(
        settings.mail_host,
        settings.mail_port,
        settings.mail_tls,
        settings.mail_sender,
        names,
        settings.mail_user,
        mail_password_of(settings) if settings.mail_user is not None else None,
    )


def way_of(settings: Settings) -> Outward:
    """Which hosts may be called."""
    return Outward(tuple(host.lower() for host in settings.webhook_hosts))


def _host(settings: Settings) -> str:
    """What message ids end with: the domain of the sender, else that of the site."""
    if settings.mail_sender is not None:
        return settings.mail_sender.rpartition("@")[2]
    return urlsplit(settings.address).hostname or "localhost"
