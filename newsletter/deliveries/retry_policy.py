"""The retry policy: after how many attempts a mail is given up, and how long each next one waits.

A row says when it is due again, so a worker that ends forgets nothing. What backs off in libraries (tenacity, backoff,
urllib3's Retry) sleeps inside one process, and the one line that computes the pause is all that would be taken.
"""

import datetime as dt

MAX_ATTEMPTS = 6
FIRST_PAUSE, LONGEST_PAUSE = dt.timedelta(minutes=5), dt.timedelta(hours=3)
PAUSE_FACTOR = 3


def pause_after(attempts: int, asked_seconds: int = 0) -> dt.timedelta | None:
    """5, 15, 45 minutes … up to 3 hours after so many attempts, and no less than the server asked for.

    None: this was the last attempt.
    """
    if attempts >= MAX_ATTEMPTS:
        return None
    back_off = min(FIRST_PAUSE * PAUSE_FACTOR ** max(attempts - 1, 0), LONGEST_PAUSE)
    return max(back_off, dt.timedelta(seconds=asked_seconds))
