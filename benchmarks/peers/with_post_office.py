"""django-post-office: mails are queued by `send_many`, and sent as its command `send_queued_mail` does."""

from post_office import mail

BATCH = 500


def make_ready(mails):
    pass


def queue(mails):
    for first in range(0, len(mails), BATCH):
        mail.send_many([_wanted(row) for row in mails[first : first + BATCH]])


def _wanted(row):
    texts = {"subject": row["subject"], "message": row["text"], "html_message": row["html"]}
    return {"recipients": [row["recipient"]], "headers": row["headers"], **texts}


def send(processes):
    mail.send_queued_mail_until_done(processes=processes)
