"""Are the translations complete and compiled?  `python -m tests.translations [--compile]`, from the project's root."""

import sys
from pathlib import Path

import polib

LOCALE = Path(__file__).resolve().parent.parent / "locale"


def faults(path):
    """What is wrong with one .po file, a line each: nothing in English, whose msgids are the text."""
    catalogue = polib.pofile(str(path))
    if "zh_Hans" in path.parts:
        yield from (f"{path}: not translated: {entry.msgid!r}" for entry in catalogue.untranslated_entries())
    yield from (f"{path}: fuzzy: {entry.msgid!r}" for entry in catalogue.fuzzy_entries())
    compiled = path.with_suffix(".mo")
    if not compiled.exists() or content(polib.mofile(str(compiled))) != content(catalogue):
        yield f"{compiled}: out of date, run `make messages`"


def content(catalogue):
    texts = {(entry.msgctxt, entry.msgid): entry.msgstr or dict(entry.msgstr_plural) for entry in catalogue}
    return {key: text for key, text in texts.items() if text}


def main(arguments):
    paths = sorted(LOCALE.rglob("*.po"))
    if "--compile" in arguments:
        for path in paths:
            polib.pofile(str(path)).save_as_mofile(str(path.with_suffix(".mo")))
    found = [fault for path in paths for fault in faults(path)] or ([] if paths else ["no translations at all"])
    print("\n".join(found) or "translations: complete")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
