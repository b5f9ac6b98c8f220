"""`make eval-interface`: reads days of any GitHub and holds what was found against griffe, asked without our rules.

    GITHUB_API_URL     any GitHub, with GITHUB_TOKEN; FROM and TO (2026-02-13) and REPOSITORIES (owner/name, separated
                       by spaces or commas) say what is read

Exit 1 when a breakage of a public name is neither told nor counted, when a value is not what griffe says, or when a
repository-day needs more requests, time or memory than it may.
"""

import logging
import os
import sys

from django.utils.module_loading import import_string

from benchmarks.throwaway import installation


def main():
    logging.disable(logging.WARNING)
    asked = {name: os.environ.get(name, "") for name in ("FROM", "TO", "REPOSITORIES")}
    if not all((os.environ.get("GITHUB_API_URL"), asked["FROM"], asked["REPOSITORIES"])):
        sys.exit(__doc__)
    doors = {name: os.environ.get(name, "") for name in ("GITHUB_API_URL", "GITHUB_TOKEN")}
    with installation(**doors):
        # Models can be imported only once Django knows the throw-away database.
        return import_string("benchmarks.interface_days.evaluate")(asked)


if __name__ == "__main__":
    sys.exit(main())
