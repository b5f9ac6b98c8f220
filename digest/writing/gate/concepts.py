"""The words of engineering prose in both languages, by which a clause in one finds its passage in the other."""

from digest.writing.gate.concepts_of_models import OF_MODELS
from digest.writing.gate.concepts_of_programs import OF_PROGRAMS

CONCEPTS = OF_PROGRAMS | OF_MODELS
