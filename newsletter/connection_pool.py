"""The connection pool of a web process: its threads share a few connections to PostgreSQL, and idle ones are closed."""

from typing import Any

WAIT_SECONDS = 20  # for a free connection; below the time that a proxy waits for a page
IDLE_SECONDS = 120
LIFETIME_SECONDS = 3600


def for_web(database: dict[str, Any], connections: int, statement_seconds: int) -> dict[str, Any]:
    """What differs from `database`, an entry of DATABASES: at most so many connections, each statement bounded.

    Without it each thread keeps a connection of its own, and a web server with hundreds of threads takes all that
    PostgreSQL has, those of the workers too. Workers and commands have one connection each and need no pool.
    """
    pool = {
        "min_size": 1,
        "max_size": connections,
        "timeout": WAIT_SECONDS,
        "max_idle": IDLE_SECONDS,
        "max_lifetime": LIFETIME_SECONDS,
    }
    options = database.get("OPTIONS", {}) | {"pool": pool}
    if statement_seconds:
        given = options.get("options", "")
        options["options"] = f"{given} -c statement_timeout={statement_seconds}s".strip()
    return {"CONN_MAX_AGE": 0, "OPTIONS": options}  # Django refuses a pool beside lasting connections
