"""A small IMAP server on this machine: one user, one mailbox, and as few commands as a reader of mail needs."""

import re
import socketserver
from collections import defaultdict
from contextlib import contextmanager
from threading import Thread

LITERAL = re.compile(r"BODY\.PEEK\[\]<0\.(\d+)>")


class Store:
    """`folders` maps a name to {uid: content}; `refused` are commands, or ("FETCH", uid), that are answered with NO."""

    def __init__(self, *contents, capabilities="IMAP4rev1 MOVE"):
        self.folders = defaultdict(dict, {"INBOX": dict(enumerate(contents, 1))})
        self.capabilities, self.refused, self.deleted, self.log = capabilities, set(), set(), []


class Handler(socketserver.StreamRequestHandler):
    def handle(self):
        self.say(b"* OK ready")
        for line in self.rfile:
            tag, _space, command = line.decode().strip().partition(" ")
            name = " ".join(command.split()[:2]) if command.upper().startswith("UID") else command.split()[0]
            name = name.upper()
            self.server.store.log.append(name)
            if name in self.server.store.refused:
                self.say(f"{tag} NO refused".encode())
            elif getattr(self, name.replace(" ", "_").lower())(command):
                self.say(f"{tag} OK done".encode())
            else:
                self.say(f"{tag} NO refused".encode())
            if name == "LOGOUT":
                return

    def say(self, line):
        self.wfile.write(line + b"\r\n")

    def capability(self, _command):
        self.say(f"* CAPABILITY {self.server.store.capabilities}".encode())
        return True

    def login(self, command):
        return command.split()[1:] == ["reader", '"pass@word"']

    def select(self, _command):
        self.say(f"* {len(self.server.store.folders['INBOX'])} EXISTS".encode())
        return True

    def create(self, command):
        name = command.split()[1]
        if name in self.server.store.folders:
            return False
        self.server.store.folders[name] = {}
        return True

    def uid_search(self, _command):
        waiting = self.server.store.folders["INBOX"].keys() - self.server.store.deleted
        self.say(f"* SEARCH {' '.join(map(str, sorted(waiting)))}".rstrip().encode())
        return True

    def uid_fetch(self, command):
        uid, size = int(command.split()[2]), int(LITERAL.search(command)[1])
        if ("FETCH", uid) in self.server.store.refused:
            return False
        if content := self.server.store.folders["INBOX"].get(uid):
            part = content[:size]
            self.wfile.write(f"* {uid} FETCH (UID {uid} BODY[]<0> {{{len(part)}}}\r\n".encode() + part + b")\r\n")
        return True

    def uid_copy(self, command):
        uid, folder = int(command.split()[2]), command.split()[3]
        if content := self.server.store.folders["INBOX"].get(uid):
            self.server.store.folders[folder][uid] = content
        return True

    def uid_move(self, command):
        self.uid_copy(command)
        self.server.store.folders["INBOX"].pop(int(command.split()[2]), None)
        return True

    def uid_store(self, command):
        self.server.store.deleted.add(int(command.split()[2]))
        return True

    def expunge(self, _command):
        for uid in self.server.store.deleted:
            self.server.store.folders["INBOX"].pop(uid, None)
        return True

    def logout(self, _command):
        self.say(b"* BYE")
        return True


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = allow_reuse_address = True
    block_on_close = False


@contextmanager
def imap_server(store):
    """The address of the mailbox, with user and password."""
    with Server(("127.0.0.1", 0), Handler) as server:
        server.store = store
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.005}, daemon=True)
        thread.start()
        yield f"imap://reader:pass%40word@127.0.0.1:{server.server_address[1]}/INBOX"
        server.shutdown()
        thread.join()
