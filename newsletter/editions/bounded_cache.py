"""Bounded cache: for what depends on readers' choices, which are without number."""

from collections.abc import Hashable
from typing import Any


class BoundedCache(dict[Hashable, Any]):
    """A dictionary that is emptied when it is full; threads share it without a lock.

    Each mail looks into such caches some forty times: cachetools' LRUCache with the lock that it needs took a quarter
    of all the time that composing takes, and to make everything anew costs a millisecond once in so many new choices.
    """

    def __init__(self, maxsize: int) -> None:
        super().__init__()
        self.maxsize = maxsize

    def add(self, key: Hashable, value: Any) -> Any:
        """Keep this value, and return it."""
        if len(self) >= self.maxsize:
            self.clear()
        self[key] = value
        return value
