"""Plain text in lines of 72 columns, a Han character being two columns wide.

`wcwidth` measures; its `wrap` breaks at every change of script and knows nothing of Chinese punctuation, so ours stays.
"""

import re

from wcwidth import width

from digest.text import WIDE

COLUMNS = 72
# A wide character may stand at a line's end by itself, with the punctuation that must not begin or end a line.
CHUNK = re.compile(rf"\s+|[（《「『]*(?:[{WIDE}]|[^\s{WIDE}]+)[，。；：？！、）》」』]*")


def wrap(text: str, indent: str = "") -> str:
    """The text in lines of at most 72 columns, each behind the indent; a word too long for a line stays whole."""
    lines, line, columns = [], "", len(indent)
    for chunk in CHUNK.findall(" ".join(text.split())):
        chunk_columns = width(chunk)
        if line and columns + (0 if chunk == " " else chunk_columns) > COLUMNS:
            lines.append(line)
            line, columns = "", len(indent)
        if line or chunk != " ":
            line, columns = line + chunk, columns + chunk_columns
    return "\n".join(indent + each.rstrip() for each in [*lines, line] if each.strip())
