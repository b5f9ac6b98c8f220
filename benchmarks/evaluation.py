"""`make eval`: builds days in a throw-away installation, reads the finished mails against GitHub's raw facts, says what is wrong.

Without arguments: the shipped sample day with the project's own recorded answers. From the environment (make variables):

    GITHUB_API_URL     any GitHub; then FROM and TO (2026-02-13) and REPOSITORIES (owner/name, separated by spaces or
                       commas; default: those of the sample) say what is built, and GITHUB_TOKEN is used as it is
    ANTHROPIC_BASE_URL any Messages API, with ANTHROPIC_API_KEY; without it the recorded answers are served

Exit 1 when a figure that must be 0 is not.
"""

import logging
import os
import sys

from django.utils.module_loading import import_string

from benchmarks import recordings, stand_in
from benchmarks.throwaway import installation

REAL_CLAUDE = "https://api.anthropic.com"


def main():
    logging.disable(logging.INFO)
    address = os.environ.get("ANTHROPIC_BASE_URL", "")
    with stand_in.serving() as recorded:
        doors = {
            "GITHUB_API_URL": os.environ.get("GITHUB_API_URL", ""),
            "GITHUB_TOKEN": os.environ.get("GITHUB_TOKEN", ""),
            "ANTHROPIC_BASE_URL": address or recorded.url,
            "ANTHROPIC_API_KEY": os.environ.get("ANTHROPIC_API_KEY") or "none" if address else "recordings",
        }
        asked = {name: os.environ.get(name, "") for name in ("FROM", "TO", "REPOSITORIES")}
        with installation(**doors):
            # Models can be imported only once Django knows the throw-away database.
            evaluate = import_string("benchmarks.days.evaluate")
            return evaluate(asked, None if address else recorded, who_answers(address))


def who_answers(address):
    """Whose words these are; what a machine or we ourselves made up is never called Claude's."""
    if not address:
        return recordings.NOTICE
    if address.startswith(REAL_CLAUDE):
        return "Claude"
    return f"a stand-in at {address}, not Claude"


if __name__ == "__main__":
    sys.exit(main())
