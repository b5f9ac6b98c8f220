"""How the admin writes a moment: with its time zone, and so that a sentence may end after it."""
