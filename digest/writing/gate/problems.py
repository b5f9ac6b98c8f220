"""What is wrong with a draft, and what a repair should do about it."""

from enum import Enum


class Remedy(Enum):
    """Form is said again in other letters; what the evidence lacks is taken out; what it denies is put right."""

    REWRITE = "say the same, written differently"
    REMOVE = "take it out, the evidence does not have it"
    CORRECT = "say it as the evidence does"


class Problem(str):
    """One reason, as it is stored and sent to the repair; `language` is empty where it is about all of them.

    A doubt is about meaning, of which words alone do not decide: it refuses unless the second reader says yes.
    """

    remedy: Remedy
    language: str
    is_doubt: bool

    def __new__(cls, reason: str, remedy: Remedy, language: str = "", is_doubt: bool = False) -> "Problem":
        problem = super().__new__(cls, f"{language}: {reason}" if language else reason)
        problem.remedy, problem.language, problem.is_doubt = remedy, language, is_doubt
        return problem
