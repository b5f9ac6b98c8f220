"""SMTP for many mails: a mail takes one round trip where smtplib takes four, over several connections in one thread.

Own code since no library does both: smtplib waits for each reply, and aiosmtplib, which was tried, does not pipeline
commands (RFC 2920). Connections are still opened by Django's backend (TLS, AUTH), and refusals are smtplib's errors.
"""
