"""django-mailer: its e-mail backend puts mails into the queue, `send_all` sends what is there."""

import multiprocessing

from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import connection
from mailer.engine import send_all

BATCH = 500


def make_ready(mails):
    pass


def queue(mails):
    for first in range(0, len(mails), BATCH):
        get_connection().send_messages([_message(row) for row in mails[first : first + BATCH]])


def _message(row):
    message = EmailMultiAlternatives(row["subject"], row["text"], to=[row["recipient"]], headers=row["headers"])
    message.attach_alternative(row["html"], "text/html")
    return message


def send(processes):
    connection.close()  # a forked process needs one of its own
    context = multiprocessing.get_context("fork")
    others = [context.Process(target=send_all) for _ in range(processes)]
    for process in others:
        process.start()
    for process in others:
        process.join()
