"""Corrections for those who were mailed an error: who they are, what they read in their next mail, and once."""
