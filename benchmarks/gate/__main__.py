"""`make eval-gate`: how many true statements the gate refuses, and how many false ones, by kind and language.

    python -m benchmarks.gate [--show KIND | --show refused] [--of tuned|held_out]

`--show` prints the edits of a kind that passed, each with its id, or the true statements that were refused; of the held
out ones only when they are asked for: whoever improves the gate does not look at them.
"""

import argparse
import logging
from collections import Counter, defaultdict

from django.utils.module_loading import import_string

from benchmarks.gate.corpus import HELD_OUT, LANGUAGES, PARTS, Row, Takeaway, load, load_takeaways
from benchmarks.gate.mutations import KINDS, Edit, edits_of, unrelated_takeaways
from benchmarks.results_page import replace_part
from benchmarks.throwaway import installation

UNRELATED = "unrelated takeaway"


def main() -> None:
    arguments = argparse.ArgumentParser(prog="python -m benchmarks.gate")
    arguments.add_argument("--show", choices=[*KINDS, UNRELATED, "refused"])
    arguments.add_argument("--of", choices=PARTS)
    asked = arguments.parse_args()
    logging.disable(logging.WARNING)
    rows = [row for row in load() if _is_asked_for(row, asked)]
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
    """The result as Markdown: what was refused of each kind, one column for each part."""
    lines = [
        f"{len(rows)} true statements in both languages about {len({row.repository for row in rows})} repositories "
    ]
    lines[0] += f"and {len({row.facts['day'] for row in rows})} days, and the edits of them.\n"
    lines += [_line("", [f"{part.replace('_', ' ')}: refused" for part in PARTS]), "|---" * (len(PARTS) + 1) + "|"]
    parts = _by_part(rows)
    lines.append(
        _line(
            "true statements", [_share(sum(bool(judge(row, row.texts)) for row in part), len(part)) for part in parts]
        )
    )
    lines += _refused_by_language(parts, judge)
    scores = [score(part, judge) for part in parts]
    lines += [_line(kind, [_share(*counts[kind]) for counts in scores]) for kind in KINDS]
    sums = [map(sum, zip(*counts.values(), strict=True)) for counts in scores]
    lines.append(_line("**all edits**", [_share(*both) for both in sums]))
    return "\n".join(lines)


def _by_part(told: list) -> list[list]:
    """Statements or takeaways, one list for each part."""
    return [[one for one in told if one.part == part] for part in PARTS]


def _line(name: str, cells: list[str]) -> str:
    return "| " + " | ".join([name, *cells]) + " |"


def _refused_by_language(parts: list[list[Row]], judge):
    found = [Counter(_languages(judge(row, row.texts)) for row in part) for part in parts]
    for language in (*LANGUAGES, "both"):
        yield _line(f"– for {language}", [str(counts[language]) for counts in found])


def _languages(problems: list[str]) -> str | None:
    named = {language for language in LANGUAGES for problem in problems if problem.startswith(f"{language}:")}
    return (named.pop() if len(named) == 1 else "both") if problems else None


def score(rows: list[Row], judge) -> dict[str, tuple[int, int]]:
    """{kind: (refused, made)}."""
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for edit in (edit for row in rows for edit in edits_of(row)):
        counts[edit.kind][0] += bool(judge(edit.row, edit.texts))
        counts[edit.kind][1] += 1
    return {kind: tuple(counts[kind]) for kind in KINDS}


def takeaway_lines(rows: list[Row], judge) -> list[str]:
    """The lines of the table about takeaways: true ones, and those that cite a story they do not tell."""
    parts = _by_part(load_takeaways(rows))
    unrelated = [[false for one in part for false in unrelated_takeaways(one, rows)] for part in parts]
    return [
        _line(name, [_share(sum(bool(judge(one)) for one in part), len(part)) for part in told])
        for name, told in (("true takeaways", parts), (UNRELATED, unrelated))
    ]


def _share(part: int, whole: int) -> str:
    return f"{part} of {whole} ({part / whole:.0%})" if whole else "–"


def show(rows: list[Row], judge, what: str) -> None:
    if what == "refused":
        for row in rows:
            if problems := judge(row, row.texts):
                print_one(Edit("true", row, row.texts), "\n   ".join(problems))
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
