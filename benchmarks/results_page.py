"""benchmarks/results.md: a page of parts, each replaced by the benchmark that measured it; the others stay."""

from pathlib import Path

PAGE = Path(__file__).parent / "results.md"


def replace_part(name: str, text: str) -> None:
    """Write this text as the part of that name, at the end of the page where it is new."""
    page = PAGE.read_text(encoding="utf-8") if PAGE.exists() else "# Results\n"
    begin, end = f"<!-- {name} -->\n", f"<!-- /{name} -->\n"
    before, found, rest = page.partition(begin)
    after = rest.partition(end)[2] if found else ""
    PAGE.write_text(f"{before.rstrip()}\n\n{begin}{text}\n{end}{after}", encoding="utf-8")
