"""How far the matter of a sentence has come."""

from enum import Enum


class State(Enum):
    """What became of the matter: an open report, an open proposal, a change on the default branch, a release."""

    UNKNOWN = ""
    REPORT = "report"
    PROPOSAL = "proposal"
    MERGED = "merged"
    RELEASE = "release"

    @property
    def is_open(self) -> bool:
        return self in (State.REPORT, State.PROPOSAL)
