"""Lines quoted from a diff: their place in words, and the few that a mail shows of them."""

from newsletter.editions.types import CodeQuote, EditionStory, QuotedLine

MAIL_LINES = 3  # of a key story


def quote_place(quote: CodeQuote) -> str:
    """`pkg/gemm.py:11` or `pkg/gemm.py:11–14`, by the numbers after the change; before it where nothing was added."""
    numbers = [line.number for line in quote.lines if line.sign != "-"] or [line.number for line in quote.lines]
    span = str(numbers[0]) if numbers[0] == numbers[-1] else f"{numbers[0]}–{numbers[-1]}"
    return f"{quote.path}:{span}"


def diff_text(quote: CodeQuote) -> str:
    """The lines with their signs, as a diff has them."""
    return "\n".join(line.sign + line.text for line in quote.lines)


def mail_quote(story: EditionStory) -> list[QuotedLine]:
    """What a mail shows of the lines: the first that were added or removed, of a key story only."""
    if not (story.is_key and story.quote):
        return []
    return [line for line in story.quote.lines if line.sign != " "][:MAIL_LINES]
