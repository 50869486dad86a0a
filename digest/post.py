"""Handing a letter to the mail server, so that it is known as well as can be whether it took it.

SMTP has no transactions: when the answer to the end of a letter is lost, nobody can know whether
the server has it (RFC 1047). So all of a letter but its end is sent first, and what has to be noted
(`before_end`) is noted then: until that the server certainly has nothing, and from then on it is in
doubt for no longer than the server takes to answer.
"""

import re
import smtplib
from contextlib import suppress
from email.utils import parseaddr

from django.core.mail import get_connection
from django.core.mail.backends.smtp import EmailBackend

NO_ANSWER = 0
_DOT = re.compile(rb"^\.", re.MULTILINE)
_ENDS = re.compile(rb"\r\n|\r|\n")


class Refused(Exception):
    """The server refuses this letter, or its answer was lost (NO_ANSWER); `code` is its reply,
    `for_good` says whether there is no use in trying again."""

    def __init__(self, code):
        super().__init__(f"SMTP {code}")
        self.code, self.for_good = code, code >= 500


class Away(Exception):
    """The server takes no letter at all now. The text is for the newsroom and holds no address."""


class Post:
    """A connection to where EMAIL_URL leads; use it as a context manager."""

    def __enter__(self):
        self.backend = get_connection()
        self.is_smtp = isinstance(self.backend, EmailBackend)
        self._open()
        return self

    def __exit__(self, *_):
        with suppress(OSError, smtplib.SMTPException):
            self.backend.close()

    def _open(self):
        try:
            self.backend.open()
        except (OSError, smtplib.SMTPException) as error:
            raise Away(_words(error)) from None

    def deliver(self, message, before_end=lambda: None):
        """Hand over an EmailMessage to one address.

        `before_end` is called when nothing but the end of it is left to be sent. Raises Refused
        where the server has refused it or didn't answer to its end, Away where it can't be reached
        or takes nothing.
        """
        if not self.is_smtp:
            before_end()
            try:
                self.backend.send_messages([message])
            except (OSError, smtplib.SMTPException) as error:
                raise Away(_words(error)) from None
            return
        data = _data(message)
        if self.backend.connection is None:
            self._open()
        try:
            self._begin(message, data)
        except (OSError, smtplib.SMTPServerDisconnected):
            # The server may close what was open for long: nothing has been handed over yet.
            self._close()
            self._open()
            self._begin(message, data)
        try:
            before_end()
        except BaseException:
            self._close()  # without its end the server doesn't take it
            raise
        try:
            self.backend.connection.send(b".\r\n")
            code, _ = self.backend.connection.getreply()
        except (OSError, smtplib.SMTPException):
            self._close()
            raise Refused(NO_ANSWER) from None
        if code != 250:
            raise self._refused(code)

    def _begin(self, message, data):
        """Send all of a letter but its end; Refused when the server doesn't want it."""
        smtp = self.backend.connection
        smtp.ehlo_or_helo_if_needed()
        options = ["BODY=8BITMIME"] if smtp.has_extn("8bitmime") else []
        code, _ = smtp.mail(parseaddr(message.from_email)[1], options)
        if code != 250:
            self._close()  # it refuses us, not the letter
            raise Away(f"SMTP {code}")
        code, _ = smtp.rcpt(message.to[0])
        if code not in (250, 251):
            raise self._refused(code)
        code, _ = smtp.docmd("DATA")
        if code != 354:
            raise self._refused(code)
        smtp.send(data)

    def _refused(self, code):
        """Return what to raise for a reply to one letter, with the connection ready for others."""
        if code in (421, -1):
            self._close()
            return Away(f"SMTP {code}")
        try:
            self.backend.connection.rset()
        except (OSError, smtplib.SMTPException):
            self._close()
        return Refused(code)

    def _close(self):
        smtp, self.backend.connection = self.backend.connection, None
        if smtp:
            smtp.close()


def _data(message):
    """Return a message as SMTP carries it (RFC 5321, 4.5.2), with its last end of line."""
    data = _ENDS.sub(b"\r\n", message.message().as_bytes())
    return _DOT.sub(b"..", data if data.endswith(b"\r\n") else data + b"\r\n")


def _words(error):
    """Return what went wrong without what a server says in its own words: it may hold addresses."""
    if isinstance(error, smtplib.SMTPResponseException):
        return f"SMTP {error.smtp_code}"
    return getattr(error, "strerror", None) or type(error).__name__
