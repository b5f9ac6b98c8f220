"""A DNS server on this machine, over UDP, that knows the TXT records it is given."""

import socket
from contextlib import contextmanager
from threading import Thread

import dns.flags
import dns.message
import dns.rcode
import dns.rrset
from dns.resolver import Resolver

SILENT, BROKEN = "silent", "broken"


@contextmanager
def dns_server(records):
    """A resolver that asks it. `records`: {name: list of texts}; SILENT or BROKEN in place of a list."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind(("127.0.0.1", 0))
        thread = Thread(target=serve, args=(sock, records), daemon=True)
        thread.start()
        resolver = Resolver(configure=False)
        resolver.nameservers, resolver.port = ["127.0.0.1"], sock.getsockname()[1]
        yield resolver
        sock.sendto(b"", sock.getsockname())
        thread.join()


def serve(sock, records):
    while True:
        data, client = sock.recvfrom(4096)
        if not data:
            return
        answer = answer_to(dns.message.from_wire(data), records)
        if answer:
            sock.sendto(answer.to_wire(), client)


def answer_to(question, records):
    name = question.question[0].name.to_text(omit_final_dot=True)
    texts = records.get(name)
    if texts == SILENT:
        return None
    answer = dns.message.make_response(question)
    answer.flags |= dns.flags.RA
    if texts == BROKEN:
        answer.set_rcode(dns.rcode.SERVFAIL)
    elif texts:
        quoted = [" ".join(f'"{text[place : place + 200]}"' for place in range(0, len(text), 200)) for text in texts]
        answer.answer.append(dns.rrset.from_text(f"{name}.", 60, "IN", "TXT", *quoted))
    elif not any(known.endswith(f".{name}") for known in records):
        answer.set_rcode(dns.rcode.NXDOMAIN)
    return answer
