"""What logs must not keep: the tokens of links, which open a reader's choices to whoever reads the log."""

import logging
import re

TOKEN = re.compile(r"(/(?:u|confirm|preferences|new-address|edition|latest)/)[^/\s\"'?#]+")


class HideTokens(logging.Filter):
    """Puts … in the place of the token in every address of a link."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = TOKEN.sub(r"\1…", record.getMessage()), ()
        return True
