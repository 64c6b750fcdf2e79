"""Plain letters to people who work with Karama, by SMTP. Without a mail server nothing leaves."""

from __future__ import annotations

import smtplib
import ssl
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import make_msgid
from urllib.parse import unquote, urlsplit

from app.platform.settings import Settings

TIMEOUT_SECONDS = 20


class MailAway(RuntimeError):
    """The mail server could not be reached or did not take the letter: try again later."""


class AddressRefused(RuntimeError):
    """The mail server says for ever that it will not take a letter for this address."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter in plain text. `language` is BCP 47."""

    to: str
    subject: str
    text: str
    language: str


class Mailer:
    """Hands letters to the server of `KARAMA_MAIL_SERVER` (smtp://user:password@host:587, smtps://host)."""

    def __init__(self, server: str, sender: str) -> None:
        parts = urlsplit(server)
        if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
            message = "KARAMA_MAIL_SERVER is smtp://host[:port] or smtps://host[:port]"
            raise ValueError(message)
        self._tls = parts.scheme == "smtps"
        self._host = parts.hostname
        self._port = parts.port or (465 if self._tls else 25)
        self._user = unquote(parts.username or "")
        self._password = unquote(parts.password or "")
        self._sender = Address("Karama", addr_spec=sender)

    def send(self, letter: Letter) -> None:
        """Hand over one letter. Raises MailAway (try again) or AddressRefused (never again)."""
        try:
            with self._connected() as server:
                server.send_message(self._written(letter))
        except smtplib.SMTPRecipientsRefused as refused:
            codes = [code for code, _reason in refused.recipients.values()]
            if all(code >= 500 for code in codes):
                raise AddressRefused from None
            raise MailAway from None
        except (OSError, smtplib.SMTPException) as away:
            raise MailAway from away

    def _connected(self) -> smtplib.SMTP:
        secure = ssl.create_default_context()
        if self._tls:
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                self._host, self._port, timeout=TIMEOUT_SECONDS, context=secure
            )
        else:
            server = smtplib.SMTP(self._host, self._port, timeout=TIMEOUT_SECONDS)
            server.ehlo()
            if server.has_extn("starttls"):
                server.starttls(context=secure)
                server.ehlo()
        if self._user:
            server.login(self._user, self._password)
        return server

    def _written(self, letter: Letter) -> EmailMessage:
        message = EmailMessage()
        message["From"] = self._sender
        message["To"] = letter.to
        message["Subject"] = letter.subject
        message["Message-ID"] = make_msgid(domain=self._sender.domain)
        message["Content-Language"] = letter.language
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(letter.text)
        return message


def mailer_of(settings: Settings) -> Mailer | None:
    """The mailer these settings ask for; None when no server is set."""
    return Mailer(settings.mail_server, settings.mail_from) if settings.mail_server else None
