"""The service in processes of its own, as `up` starts them, and somebody who turns its wheels from outside."""

import json
import os
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

from newsletter.embedded.processes import commands
from tests.servers.waiting import until

ROOT = Path(__file__).resolve().parent.parent.parent
SENT = "Task newsletter.tasks.send_due"
TELLING = "tests.servers.telling"  # Celery's application


class Driver:
    """`tests.servers.driver` in a process of its own, for it must see the database and the queue that the service sees;
    it lives long, since Django's start takes longer than all that it does."""

    def __init__(self, environment):
        command = [sys.executable, "-m", "tests.servers.driver"]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        self.process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **environment}, **pipes)

    def __call__(self, verb, *arguments):
        self.process.stdin.write(json.dumps([verb, *arguments]) + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        assert answer, f"the driver died of {verb}"
        return json.loads(answer)

    def close(self):
        with self.process:
            self.process.stdin.close()


class Service:
    """With this environment, as in production; `drive` does something to it from outside."""

    def __init__(self, environment, folder, drive):
        self.environment, self.folder, self.drive, self.processes = environment, folder, drive, []

    def start(self, *command):
        """Start `python -m command`; it is killed at the end of the test."""
        log = self.folder / f"{len(self.processes)}.log"
        with log.open("w") as stream:
            process = subprocess.Popen(
                [sys.executable, "-m", *command],
                cwd=ROOT,
                env={**os.environ, **self.environment},
                stdout=stream,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        process.log = log
        self.processes.append(process)
        return process

    def start_as_up_does(self, name):
        """One of the workers that `up` starts, which tells more."""
        command = [TELLING if word == "newsletter" else word for word in commands("127.0.0.1", 0)[name]]
        return self.start(*command, "-l", "INFO", "-n", f"{name}{len(self.processes)}@%h")

    def start_worker(self):
        return self.start_as_up_does("worker")

    def start_sender(self):
        return self.start_as_up_does("sender")

    def start_beat(self):
        schedule = str(self.folder / f"schedule{len(self.processes)}")
        return self.start("celery", "-A", "tests.servers.fast_clock", "beat", "-s", schedule, "--pidfile=")

    def state(self):
        return self.drive("state")

    def fates(self):
        """By address, the status of the mail."""
        return self.state()["deliveries"]

    def addresses(self, *statuses):
        return {address for address, status in self.fates().items() if status in statuses}

    def settle(self):
        """After a sender's end, another one sends what is left; later, the sweep gives up what the first one held.

        Returns how many mails came to which status.
        """
        held = self.addresses("sending")
        self.start_sender()
        self.drive("ring")
        until(lambda: not self.addresses("queued", "retry") and self.addresses("sending") == held)
        self.drive("sweep_after", 16)
        return Counter(self.fates().values())

    def see_ticks(self, count=3):
        """Wait until senders have answered so many further bells."""
        before = self.bells_answered()
        until(lambda: self.bells_answered() >= before + count)

    def bells_answered(self):
        return sum(line.count(SENT) for line in self.logs().splitlines() if " succeeded " in line)

    def is_ready(self, worker):
        return " ready." in worker.log.read_text()

    def kill(self, process):
        """Kill -9, the pool with it."""
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            return
        process.wait()

    def end(self):
        for process in self.processes:
            self.kill(process)
        print(self.logs())  # pytest shows it where a test failed

    def logs(self):
        return "\n".join(process.log.read_text() for process in self.processes)
