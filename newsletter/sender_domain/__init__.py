"""The sender's domain: whether its DNS says what mailbox providers ask of who sends newsletters."""
