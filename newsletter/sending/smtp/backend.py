"""Django's SMTP backend without waiting for full packets: for single mails, and to open the connections of many."""

import smtplib
import socket

from django.core.mail.backends import smtp


class WithoutDelay:
    """Mixed into smtplib's classes."""

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        sock = super()._get_socket(host, port, timeout)  # type: ignore[misc]  # smtplib's, without types
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # with TLS Nagle's algorithm costs 40 ms a mail
        return sock


class Plain(WithoutDelay, smtplib.SMTP):
    pass


class OverTLS(WithoutDelay, smtplib.SMTP_SSL):
    pass


class EmailBackend(smtp.EmailBackend):
    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        return OverTLS if self.use_ssl else Plain

    def open(self) -> bool | None:
        """As Django's; the server's extensions are known then, whether or not there was a password to give."""
        is_new = super().open()
        if self.connection:
            self.connection.ehlo_or_helo_if_needed()
        return is_new
