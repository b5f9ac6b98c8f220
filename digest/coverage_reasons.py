"""Why something was not fetched, or only in part: the codes that coverage stores, and what they say to a person."""

from django.utils.translation import gettext_lazy as _

REASONS = {
    "rate_limited": _("GitHub's rate limit was reached."),
    "unavailable": _("GitHub answered with an error of its own."),
    "unreachable": _("GitHub could not be reached, or broke off its answer."),
    "broken_answer": _("GitHub's answer could not be read."),
    "bad_token": _("GitHub refused the token."),
    "forbidden": _("GitHub does not allow this token to read it."),
    "not_found": _("The repository does not exist, or is private."),
    "blocked": _("GitHub has blocked access to the repository."),
    "switched_off": _("The repository has this switched off."),
    "empty": _("The repository is empty."),
    "archived": _("The repository is archived."),
    "tracked_twice": _("The repository is already tracked under another name."),
    "no_token_no_files": _("Without a token, files and line counts are not read."),
    "files_cut": _("Not all lists of files were read."),
    "too_much": _("There was more than we read."),
    "day_not_over": _("The day was not over yet."),
    "sample_ends": _("The record ends here; the total of the day is unknown."),
}

# What may be over in a quarter of an hour.
PASSING = frozenset({"rate_limited", "unavailable", "unreachable", "broken_answer"})
# Every activity was counted; only something about it was not read, so that the number is no lower bound.
COUNTED_IN_FULL = frozenset({"no_token_no_files", "files_cut"})


def reason_text(code):
    """The sentence for a code; a code that nobody knows is shown as it is."""
    return REASONS.get(code, code)
