"""Readers by the hundred: a table of them comes in or goes out, and one change is made to many."""
