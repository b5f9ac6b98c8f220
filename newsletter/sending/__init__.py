"""Sending: claimed mails are composed, handed to a transport, and what became of each is written down.

Own code where no library holds what is promised: a mail goes out at most once, and a killed process leaves at most 64
of which nobody knows. pybreaker keeps its circuit breaker in one process (ours stops all workers, by a row), and
`limits` has no store in a SQL database (our rate limiter shares one moment in it, and needs no Redis).
"""
