"""Batch calls of Postmark and Resend on this machine: each answers for each mail, and can be told to misbehave."""

import json
from contextlib import contextmanager

from tests.newsletter.sending.esp_server import Call, Drop, esp_server

# As https://postmarkapp.com/developer/user-guide/send-email-with-api/batch-emails shows them, but for who and when.
POSTMARK_OK = {
    "ErrorCode": 0,
    "Message": "OK",
    "MessageID": "b7bc2f4a-e38e-4336-af7d-e6c392c2f817",
    "SubmittedAt": "2010-11-26T12:01:05.1794748-05:00",
    "To": "receiver1@example.com",
}
POSTMARK_INACTIVE = {
    "ErrorCode": 406,
    "Message": "You tried to send to a recipient that has been marked as inactive.\nFound inactive addresses: "
    "receiver1@example.com.\nInactive recipients are ones that have generated a hard bounce, a spam complaint, or a "
    "manual suppression.",
}
POSTMARK_PENDING = {
    "ErrorCode": 412,
    "Message": "While your account is pending approval, all recipient addresses must share the same domain as the "
    "'From' address. The domain `reader.test` violates this restriction.",
}
POSTMARK_INVALID = {"ErrorCode": 300, "Message": "Invalid 'To' address: 'receiver1'."}
# As https://resend.com/changelog/batch-validation-modes shows it.
RESEND_REFUSED = {"index": 1, "message": "Invalid `to` field."}


class BatchCall(Call):
    """`server.calls_seen`: the mails of each call. Faults: (status, body, headers) for the whole call, or a word."""

    def do_POST(self):
        content = self.rfile.read(int(self.headers["Content-Length"]))
        posted = json.loads(content)
        mails = posted if isinstance(posted, list) else [posted]
        with self.server.counted():
            self.server.calls_seen.append((self.path, len(content), mails, dict(self.headers)))
            self.act_on(mails, self.server.next_fault(), isinstance(posted, list))

    def act_on(self, mails, fault, is_batch):
        if isinstance(fault, tuple):
            return self.answer(*fault)
        if fault == "drop before":
            raise Drop
        taken = mails[: len(mails) // 2] if fault == "dies half-way" else mails
        self.server.accepted += [self.recipient(mail) for mail in taken if fault != self.recipient(mail)]
        if fault in ("drop", "dies half-way"):
            raise Drop
        if fault == "dies with 500":
            return self.answer(500, {"message": "Internal server error"})
        if fault == "gateway":
            return self.answer(504, "<html>")
        if fault == "hang":
            self.server.over.wait(20)
            raise Drop
        if fault == "broken":
            return self.answer(200, "<html>")
        answers = self.answers(mails, refused=fault)
        if fault == "torn":
            return self.answer(200, json.dumps(answers)[:-20])
        return self.answer(200, answers if is_batch else self.alone(answers))


class PostmarkCall(BatchCall):
    def recipient(self, mail):
        return mail["To"]

    def answers(self, mails, refused):
        entries = [POSTMARK_OK | {"To": mail["To"], "MessageID": f"id of {mail['To']}"} for mail in mails]
        if refused == "half an answer":
            return entries[: len(mails) // 2]
        return [POSTMARK_INACTIVE if entry["To"] == refused else entry for entry in entries]

    def alone(self, answers):
        return answers[0]


class ResendCall(BatchCall):
    def recipient(self, mail):
        return mail["to"][0]

    def answers(self, mails, refused):
        names = [self.recipient(mail) for mail in mails]
        errors = [RESEND_REFUSED | {"index": number} for number, name in enumerate(names) if name == refused]
        data = [{"id": f"id of {name}"} for name in names if name != refused]
        if refused == "half an answer":
            data = data[: len(data) // 2]
        return {"data": data} | ({"errors": errors} if errors else {})

    def alone(self, answers):
        return answers["data"][0]


@contextmanager
def provider(settings, name, **changes):
    """A running Provider in the words of "postmark" or "resend", to which mails go; `changes` are of settings."""
    call = {"postmark": PostmarkCall, "resend": ResendCall}[name]
    with esp_server(call) as server:
        server.calls_seen, server.seconds = [], 0
        settings.EMAIL_BACKEND = f"anymail.backends.{name}.EmailBackend"
        keys = {"POSTMARK_SERVER_TOKEN": "token", "RESEND_API_KEY": "key", "REQUESTS_TIMEOUT": (1, 0.5)}
        settings.ANYMAIL = keys | {f"{name.upper()}_API_URL": server.url}
        settings.MAIL_CONNECTIONS, settings.MAIL_PER_CALL = 4, 0
        for key, value in changes.items():
            setattr(settings, key, value)
        yield server


def sizes(server):
    """How many mails each call had, in order."""
    return [len(mails) for _path, _bytes, mails, _headers in server.calls_seen]
