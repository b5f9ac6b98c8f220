"""`make eval`: builds days, reads their finished mails against GitHub's raw facts, and says what is wrong.

Without arguments: the shipped sample day with the project's own recorded answers. From make's variables:

    GITHUB_API_URL     any GitHub; then FROM and TO (2026-02-13) and REPOSITORIES (owner/name, separated by spaces or
                       commas; default: those of the sample) say what is built. With GITHUB_TOKEN: the 60 requests
                       an hour that GitHub gives without one are too few for its raw facts
    ANTHROPIC_BASE_URL any Messages API, with ANTHROPIC_API_KEY; without it the recorded answers are served
    FAULT              hallucinate, injected_link or wrong_language: spoils every sentence of the recorded answers

Exit 1 when a figure that must be 0 is not.
"""

import logging
import os
import sys

from django.utils.module_loading import import_string

from benchmarks import faults, recordings, stand_in
from benchmarks.throwaway import installation

REAL_CLAUDE = "https://api.anthropic.com"


def main():
    logging.disable(logging.INFO)
    address = os.environ.get("ANTHROPIC_BASE_URL", "")
    fault = os.environ.get("FAULT", "")
    if fault and (address or fault not in faults.KINDS):
        sys.exit(f"FAULT is one of {', '.join(faults.KINDS)}, and spoils recorded answers only")
    with stand_in.serving(fault) as recorded:
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
            return evaluate(asked, None if address else recorded, who_answers(address, fault))


def who_answers(address, fault=""):
    """Whose words these are; what a machine or we ourselves made up is never called Claude's."""
    if not address:
        return recordings.NOTICE + (f", each spoiled: {fault}" if fault else "")
    if address.startswith(REAL_CLAUDE):
        return "Claude"
    return f"a stand-in at {address}, not Claude"


if __name__ == "__main__":
    sys.exit(main())
