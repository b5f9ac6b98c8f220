"""`make cost`: what a day asks of GitHub and of Claude, counted at our doors, for benchmarks/results.md."""

import logging
import os
import sys
from pathlib import Path

from django.utils.module_loading import import_string

from benchmarks import stand_in
from benchmarks.throwaway import installation
from tests.digest.github.github_server import github_server

RESULTS = Path(__file__).parent / "results.md"
BEGIN, END = "<!-- cost -->\n", "<!-- /cost -->\n"


def main():
    logging.disable(logging.WARNING)
    with github_server() as github, stand_in.serving() as recorded:
        doors = {
            "GITHUB_API_URL": github.url,
            "GITHUB_TOKEN": "token",
            "ANTHROPIC_BASE_URL": recorded.url,
            "ANTHROPIC_API_KEY": "recordings",
            "ANTHROPIC_MODEL": os.environ.get("ANTHROPIC_MODEL", ""),
        }
        with installation(**doors):
            # Models can be imported only once Django knows the throw-away database.
            text = import_string("benchmarks.cost_of_days.measure")(github, recorded)
    print(text)
    RESULTS.write_text(merged(RESULTS.read_text() if RESULTS.exists() else "# Results\n\n", text), encoding="utf-8")
    return 0


def merged(page, text):
    """The page with our part replaced; the others, which other benchmarks wrote, stay."""
    before, begin, rest = page.partition(BEGIN)
    after = rest.partition(END)[2] if begin else ""
    return f"{before.rstrip()}\n\n{BEGIN}{text}\n{END}{after}"


if __name__ == "__main__":
    sys.exit(main())
