"""The process that reads strangers' files: pairs come in as lines of JSON, comparisons go out; see isolation."""

import contextlib
import json
import resource
import sys

from digest.interface.compare import compare

MAX_MEMORY = 600_000_000  # bytes of addresses; ordinary files need 100 MB of them in use at most
CPU_SECONDS = 60  # should the parent be gone and nobody stop us


def main() -> None:
    _limit(resource.RLIMIT_AS, MAX_MEMORY)
    _limit(resource.RLIMIT_CPU, CPU_SECONDS)
    _limit(resource.RLIMIT_CORE, 0)
    answers = sys.stdout
    sys.stdout = sys.stderr
    _say(answers, "ready")
    for line in sys.stdin.buffer:
        path, old, new = json.loads(line)
        _say(answers, compare(path, old, new).as_json())


def _say(answers, value):
    answers.write(json.dumps(value) + "\n")
    answers.flush()


def _limit(kind, value):
    with contextlib.suppress(ValueError, OSError):  # a system that knows no such limit, or has a lower one
        resource.setrlimit(kind, (value, value))


if __name__ == "__main__":
    main()
