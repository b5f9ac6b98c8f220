"""Django's SMTP backend, which also knows what the server said, and whether a broken connection took the mail along."""

import smtplib

from django.core.mail.backends import smtp


class Witness:
    """Mixed into smtplib's classes: notes when the mail itself is on its way, and the reply to it."""

    in_data = False
    last_reply = ""

    def data(self, message):
        self.in_data, self.last_reply = True, ""
        code, reply = super().data(message)
        self.in_data, self.last_reply = False, f"{code} {reply.decode(errors='replace')}"
        return code, reply


class Plain(Witness, smtplib.SMTP):
    pass


class OverTLS(Witness, smtplib.SMTP_SSL):
    pass


class EmailBackend(smtp.EmailBackend):
    """Errors raised before the mail's own bytes were begun carry `nothing_was_sent`."""

    @property
    def connection_class(self):
        return OverTLS if self.use_ssl else Plain

    @property
    def last_reply(self):
        return self.connection.last_reply if self.connection else ""

    def send_messages(self, messages):
        try:
            return super().send_messages(messages)
        except OSError as error:  # SMTPException is one
            error.nothing_was_sent = not (self.connection and self.connection.in_data)
            raise
