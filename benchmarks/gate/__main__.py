"""`make eval-gate`: how many true statements the gate refuses or doubts, and how many false ones, by kind and language.

    python -m benchmarks.gate [--show KIND | --show refused | --reader] [--of tuned|held_out]

`--show` prints the edits of a kind that passed, each with its id, or the true statements that were refused or doubted;
of the held out ones only when they are asked for: whoever improves the gate does not look at them. `--reader` asks the
second reader of ANTHROPIC_API_KEY about a sample of what the gate did not refuse (some 20 calls, which are paid for).
"""

import argparse
import logging
import os
from collections import Counter, defaultdict

from django.utils.module_loading import import_string

from benchmarks.gate.corpus import HELD_OUT, LANGUAGES, PARTS, Row, Takeaway, load, load_takeaways
from benchmarks.gate.fates import FATES, fate
from benchmarks.gate.mutations import KINDS, Edit, edits_of, unrelated_takeaways
from benchmarks.results_page import replace_part
from benchmarks.throwaway import installation

UNRELATED = "unrelated takeaway"


def main() -> None:
    arguments = argparse.ArgumentParser(prog="python -m benchmarks.gate")
    arguments.add_argument("--show", choices=[*KINDS, UNRELATED, "refused"])
    arguments.add_argument("--of", choices=PARTS)
    arguments.add_argument("--reader", action="store_true")
    asked = arguments.parse_args()
    logging.disable(logging.WARNING)
    rows = [row for row in load() if _is_asked_for(row, asked)]
    if asked.reader:
        with installation(**{name: os.environ.get(name, "") for name in ("ANTHROPIC_API_KEY", "ANTHROPIC_BASE_URL")}):
            return print(import_string("benchmarks.gate.second_readings.table")(rows))
    with installation():
        judge = import_string("benchmarks.gate.judge.problems")  # models exist only now
        judge_takeaway = import_string("benchmarks.gate.judge.takeaway_problems")
        if asked.show:
            show(rows, judge, asked.show)
            return show_takeaways(rows, judge_takeaway, asked.show)
        text = "\n".join([table(rows, judge), *takeaway_lines(rows, judge_takeaway)])
    print(text)
    if not asked.of:
        replace_part("gate", text)
    return None


def _is_asked_for(row: Row, asked: argparse.Namespace) -> bool:
    if asked.of:
        return row.part == asked.of
    return not (asked.show and row.part == HELD_OUT)


def table(rows: list[Row], judge) -> str:
    """The result as Markdown: what was refused and what was doubted of each kind, two columns for each part."""
    repositories, days = ({row.facts[name] for row in rows} for name in ("repository", "day"))
    parts = _by_part(rows)
    heads = [f"{part.replace('_', ' ')}: {one}" for part in PARTS for one in FATES]
    lines = [
        f"{len(rows)} true statements in both languages about {len(repositories)} repositories and {len(days)} days, "
        "and the edits of them.\n",
        _line("", heads),
        "|---" * (len(heads) + 1) + "|",
        _line("true statements", _cells_of([[judge(row, row.texts) for row in part] for part in parts])),
        *_by_language(parts, judge),
    ]
    scores = [score(part, judge) for part in parts]
    for kind in KINDS:
        lines.append(_line(kind, [cell for counts in scores for cell in _cells(*counts[kind])]))
    sums = [_sum(counts.values()) for counts in scores]
    lines.append(_line("**all edits**", [cell for counts in sums for cell in _cells(*counts)]))
    return "\n".join(lines)


def _by_part(told: list) -> list[list]:
    """Statements or takeaways, one list for each part."""
    return [[one for one in told if one.part == part] for part in PARTS]


def _line(name: str, cells: list[str]) -> str:
    return "| " + " | ".join([name, *cells]) + " |"


def _cells_of(parts: list[list]) -> list[str]:
    """The cells of a line, from the problems of each text of each part."""
    return [cell for part in parts for cell in _cells(Counter(map(fate, part)), len(part))]


def _cells(counts: Counter, whole: int) -> list[str]:
    return [_share(counts[one], whole) for one in FATES]


def _by_language(parts: list[list[Row]], judge):
    """A line for each language, and one for both, with the true statements that its problems refuse or doubt."""
    found = [Counter(_language_and_fate(judge(row, row.texts)) for row in part) for part in parts]
    for language in (*LANGUAGES, "both"):
        yield _line(f"– for {language}", [str(counts[language, one]) for counts in found for one in FATES])


def _language_and_fate(problems: list) -> tuple[str, str] | None:
    named = {language for language in LANGUAGES for problem in problems if problem.startswith(f"{language}:")}
    return (named.pop() if len(named) == 1 else "both", fate(problems)) if problems else None


def score(rows: list[Row], judge) -> dict[str, tuple[Counter, int]]:
    """{kind: (how many met which fate, how many were made)}."""
    counts: dict[str, Counter] = defaultdict(Counter)
    for edit in (edit for row in rows for edit in edits_of(row)):
        counts[edit.kind][fate(judge(edit.row, edit.texts))] += 1
    return {kind: (counts[kind], counts[kind].total()) for kind in KINDS}


def _sum(scores) -> tuple[Counter, int]:
    counts = [one for one, _whole in scores]
    return sum(counts, Counter()), sum(one.total() for one in counts)


def takeaway_lines(rows: list[Row], judge) -> list[str]:
    """The lines of the table about takeaways: true ones, and those that cite a story they do not tell."""
    parts = _by_part(load_takeaways(rows))
    unrelated = [[false for one in part for false in unrelated_takeaways(one, rows)] for part in parts]
    return [
        _line(name, _cells_of([[judge(one) for one in part] for part in told]))
        for name, told in (("true takeaways", parts), (UNRELATED, unrelated))
    ]


def _share(part: int, whole: int) -> str:
    return f"{part} of {whole} ({part / whole:.0%})" if whole else "–"


def show(rows: list[Row], judge, what: str) -> None:
    if what == "refused":
        for row in rows:
            if problems := judge(row, row.texts):
                print_one(Edit("true", row, row.texts), "\n   ".join([fate(problems), *problems]))
        return
    for edit in (edit for row in rows for edit in edits_of(row)):
        if edit.kind == what and not judge(edit.row, edit.texts):
            print_one(edit, "passed")


def show_takeaways(rows: list[Row], judge, what: str) -> None:
    for takeaway in load_takeaways(rows):
        if what == "refused" and (problems := judge(takeaway)):
            print_takeaway(takeaway, "\n   ".join(problems))
        for false in unrelated_takeaways(takeaway, rows) if what == UNRELATED else ():
            if not judge(false):
                print_takeaway(false, "passed")


def print_takeaway(takeaway: Takeaway, why: str) -> None:
    print("takeaway of: " + "; ".join(row.texts["en"][0] for row in takeaway.cites))
    print("".join(f"   {language}: {text}\n" for language, text in takeaway.texts.items()) + f"   {why}\n")


def print_one(edit: Edit, why: str) -> None:
    print(f"[{edit.id}] {edit.row.facts['kind']}: {edit.row.facts['title']}")
    for language in LANGUAGES:
        print(f"   {language}: " + " / ".join(edit.texts[language]))
    print(f"   {why}\n")


if __name__ == "__main__":
    main()
