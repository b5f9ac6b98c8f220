"""Batch calls: many distinct mails in one call to a provider, each with an answer of its own.

Anymail puts one body for many recipients into a call; here every reader's mail differs. So Anymail builds each mail as
it would send it alone, and what is done here is to put them side by side and to read the answers.
"""
