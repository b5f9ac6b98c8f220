"""A relay that lets everything pass a while later, in each direction: a network's latency without its limits.

`python -m benchmarks.relay READY PORT MILLISECONDS` writes its own port to READY and passes on to PORT of this machine.
What waits is bounded by what the clients have in flight; nothing is throttled, split or reordered.
"""

import asyncio
import sys
from collections import deque
from functools import partial
from pathlib import Path


class Waiting:
    """What is on its way: everything waits equally long, so the first that came is the first that leaves."""

    def __init__(self, seconds):
        self.seconds, self.loop, self.work = seconds, asyncio.get_running_loop(), deque()

    def add(self, action):
        """Have this called after the delay."""
        self.work.append((self.loop.time() + self.seconds, action))
        if len(self.work) == 1:
            self.loop.call_at(self.work[0][0], self._leave)

    def _leave(self):
        while self.work and self.work[0][0] <= self.loop.time():
            self.work.popleft()[1]()
        if self.work:
            self.loop.call_at(self.work[0][0], self._leave)


class Side(asyncio.Protocol):
    """One end of a relayed connection; `other` is the end that hears what this one was told."""

    def __init__(self, waiting):
        self.waiting, self.transport, self.other, self.early = waiting, None, None, []

    def connection_made(self, transport):
        self.transport = transport

    def join(self, other):
        """From now on each hears the other; what came before is passed on first."""
        self.other, other.other = other, self
        for side in (self, other):
            for data in side.early:
                side.data_received(data)

    def data_received(self, data):
        if self.other:
            self.waiting.add(partial(self.other.transport.write, data))
        else:
            self.early.append(data)

    def connection_lost(self, error):
        if self.other:
            self.waiting.add(self.other.transport.close)


class Client(Side):
    """Who connects to the relay, which then connects to the server."""

    def __init__(self, waiting, port):
        super().__init__(waiting)
        self.port = port

    def connection_made(self, transport):
        super().connection_made(transport)
        self.opening = self.waiting.loop.create_task(self._open())

    async def _open(self):
        _transport, server = await self.waiting.loop.create_connection(
            partial(Side, self.waiting), "127.0.0.1", self.port
        )
        self.join(server)


async def serve(ready, port, seconds):
    """Until it is killed."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(partial(Client, Waiting(seconds), port), "127.0.0.1", 0, backlog=200)
    Path(ready).write_text(str(server.sockets[0].getsockname()[1]))
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1], int(sys.argv[2]), float(sys.argv[3]) / 1000))
