"""Letters by mail: one connection for many, opened again when the other side drops it.

A mail has a stable Message-ID, says that a program wrote it, and carries plain text only.
"""

import smtplib
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import format_datetime, formataddr

from lifecycle.clock import ZONE
from lifecycle.records.post import MAIL
from lifecycle.reminding.carriers import Failed, Parcel, Refused, Unreachable

TIMEOUT_SECONDS = 20
PERMANENT = 500
"""Replies from here on are final; those below say "try again"."""


@dataclass(frozen=True)
class MailServer:
    """Where mail is handed in. `tls`: starttls, tls (from the first byte) or none. `sender` is a mail address."""

    host: str
    port: int
    tls: str
    sender: str
    sender_names: Mapping[str, str]
    user: str | None = None
    password: str | None = field(default=None, repr=False)

    @property
    def channel(self) -> str:
        return MAIL

    @contextmanager
    def open(self) -> Iterator["MailDelivery"]:
        """Raises Unreachable when the server is not there, or does not let us in."""
        delivery = MailDelivery(self)
        delivery.connect()
        try:
            yield delivery
        finally:
            delivery.close()


class MailDelivery:
    """A session with the mail server."""

    def __init__(self, server: MailServer) -> None:
        self._server = server
        self._smtp: smtplib.SMTP | None = None

    def connect(self) -> smtplib.SMTP:
        """The session, a new one if there is none. Raises Unreachable."""
        if self._smtp is None:
            try:
                self._smtp = self._greeted()
            except smtplib.SMTPAuthenticationError as error:
                raise Unreachable(f"sign_in_{error.smtp_code}") from error
            except (smtplib.SMTPException, OSError) as error:
                raise Unreachable(type(error).__name__) from error
        return self._smtp

    def _greeted(self) -> smtplib.SMTP:
        server, context = self._server, ssl.create_default_context()
        if server.tls == "tls":
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(
                server.host, server.port, timeout=TIMEOUT_SECONDS, context=context
            )
        else:
            smtp = smtplib.SMTP(server.host, server.port, timeout=TIMEOUT_SECONDS)
        try:
            if server.tls == "starttls":
                smtp.starttls(context=context)
            if server.user is not None:
                smtp.login(server.user, server.password or "")
        except Exception:
            smtp.close()
            raise
        return smtp

    def close(self) -> None:
        if self._smtp is not None:
            smtp, self._smtp = self._smtp, None
            smtp.close()

    def deliver(self, parcel: Parcel) -> None:
        """Hand one mail in. A connection that breaks after the text was sent leaves it unknown whether the mail is on
        its way: it counts as failed, and the next one has the same Message-ID.
        """
        smtp = self.connect()
        try:
            smtp.send_message(message(self._server, parcel), self._server.sender, [parcel.address])
        except smtplib.SMTPRecipientsRefused as error:
            code = next(iter(error.recipients.values()))[0]
            raise (Refused if code >= PERMANENT else Failed)(f"recipient_{code}") from error
        except smtplib.SMTPSenderRefused as error:
            self.close()
            raise Unreachable(f"sender_{error.smtp_code}") from error
        except smtplib.SMTPResponseException as error:
            raise (Refused if error.smtp_code >= PERMANENT else Failed)(f"data_{error.smtp_code}") from error
        except (smtplib.SMTPException, OSError) as error:
            self.close()
            raise Failed(type(error).__name__) from error


def message(server: MailServer, parcel: Parcel) -> EmailMessage:
    """The mail. A line break in a header raises ValueError: the words are checked before they come here."""
    mail = EmailMessage()
    mail["From"] = formataddr((server.sender_names.get(parcel.language, ""), server.sender))
    mail["To"] = formataddr((parcel.name, parcel.address))
    mail["Subject"] = " ".join(parcel.subject.split())
    mail["Date"] = format_datetime(parcel.at.astimezone(ZONE))
    mail["Message-ID"] = parcel.message_id
    mail["Auto-Submitted"] = "auto-generated"
    for check in parcel.checks:
        mail["X-Lifecycle-Check"] = check
    mail.set_content("\n".join(parcel.lines) + "\n", cte="base64")
    mail["Content-Language"] = "en" if parcel.language == "en" else "zh-Hans"
    return mail
