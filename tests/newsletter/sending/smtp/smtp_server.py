"""A real SMTP server on this machine, which keeps what it accepts and can be told to misbehave."""

import asyncio
import socket
from contextlib import contextmanager
from email import message_from_bytes

from aiosmtpd.controller import Controller

OK = "250 OK"


class Sink:
    """`accepted` holds (recipient, message) of what was answered with 250, or taken before the line went dead.

    `faults` maps a verb (MAIL, RCPT, DATA) to a reply, to "drop" or to "hang"; a list is used up reply by reply.
    """

    def __init__(self):
        self.accepted, self.faults, self.connections = [], {}, 0

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_MAIL(self, server, session, envelope, address, options):
        envelope.mail_from = address
        return await self.reply("MAIL", server)

    async def handle_RCPT(self, server, session, envelope, address, options):
        reply = await self.reply("RCPT", server)
        if reply == OK:
            envelope.rcpt_tos.append(address)
        return reply

    async def handle_DATA(self, server, session, envelope):
        fault = self.next_fault("DATA")
        if fault in (OK, "drop", "hang"):
            self.accepted += [(address, message_from_bytes(envelope.content)) for address in envelope.rcpt_tos]
        return await self.play(fault, server)

    async def reply(self, verb, server):
        return await self.play(self.next_fault(verb), server)

    async def play(self, fault, server):
        if fault == "drop":
            server.transport.abort()
        if fault == "hang":
            await asyncio.sleep(3)
        return OK if fault in ("drop", "hang") else fault

    def next_fault(self, verb):
        fault = self.faults.get(verb, OK)
        if isinstance(fault, list):
            return fault.pop(0) if fault else OK
        return fault

    @property
    def recipients(self):
        return sorted(address for address, _message in self.accepted)


@contextmanager
def smtp_server():
    """A Sink that listens at port `sink.port`."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    sink = Sink()
    controller = Controller(sink, hostname="127.0.0.1", port=port)
    controller.start()
    sink.port = port
    try:
        yield sink
    finally:
        controller.stop()
