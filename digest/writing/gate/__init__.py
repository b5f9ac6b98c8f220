"""Decides which sentences of the model may reach a reader: what their form and their meaning must share with the facts.

Form: no invented figure, name, link or language. Meaning: each claim is held against the passages of the evidence that
speak of the same things, and both languages against each other. Where the evidence is silent, a sentence passes; where
its words seem to say otherwise, the gate doubts, and a second reader decides.
"""

from digest.writing.gate.check import check
from digest.writing.gate.evidence import Evidence, Words
from digest.writing.gate.length import DETAIL_COLUMNS, WEIGHTY, WEIGHTY_DETAIL_COLUMNS
from digest.writing.gate.problems import Problem, Remedy
from digest.writing.gate.states import State

__all__ = [
    "DETAIL_COLUMNS",
    "WEIGHTY",
    "WEIGHTY_DETAIL_COLUMNS",
    "Evidence",
    "Problem",
    "Remedy",
    "State",
    "Words",
    "check",
]
