"""An edition as a mail: its words, its headers, its size. `fragments` makes the same mail in microseconds."""
