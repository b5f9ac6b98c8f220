"""Why something was not fetched, or only in part: the codes that coverage stores, and what they say to a person."""

from django.utils.functional import Promise
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
    "no_token_no_advisories": _("Without a token, advisories are not read."),
    "no_advisories": _("GitHub gives no list of advisories of it."),
    "files_cut": _("Not all lists of files were read."),
    "too_much": _("There was more than we read."),
    "day_not_over": _("The day was not over yet."),
    "no_token": _("Without a token, files are not read."),
    "no_files": _("The list of changed files was not read."),
    "no_commit": _("GitHub names no merge commit."),
    "no_file": _("It is a folder or a submodule."),
    "not_there": _("The file is on neither side of the commit."),
    "renamed": _("The file was renamed, and GitHub does not say from where."),
    "too_many": _("The day changed more files than we compare."),
    "too_large": _("The file is larger than GitHub's API gives."),
    "long_lines": _("The file has lines of data."),
    "binary": _("The file is no text."),
    "syntax": _("The file is not written in the language that its name promises."),
    "too_deep": _("The file is nested too deeply."),
    "unreadable": _("The file's names could not be told apart."),
    "too_slow": _("Comparing the file took too long."),
    "crashed": _("Comparing the file failed."),
    "no_patch": _("GitHub gives no diff of large files."),
    "many_changes": _("Of a full day only the best changes are read."),
    "failed": _("Comparing failed; the log says why."),
    "not_recorded": _("The record has none of these files."),
    "sample_ends": _("The record ends here; the total of the day is unknown."),
}

# What may be over in a quarter of an hour.
PASSING = frozenset({"rate_limited", "unavailable", "unreachable", "broken_answer"})
# Every activity was counted; only something about it was not read, so that the number is no lower bound.
COUNTED_IN_FULL = frozenset({"no_token_no_files", "files_cut"})


# Nothing was asked for, so that a day without news is still one.
NOT_ASKED = frozenset({"no_token_no_advisories", "no_advisories"})


def reason_text(code: str) -> str | Promise:
    """The sentence for a code; a code that nobody knows is shown as it is."""
    return REASONS.get(code, code)
