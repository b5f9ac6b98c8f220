"""What tests of stories share: a commit of a digest, and a statement as its readers see it."""

from newsletter.editions.content import load_content
from tests.factories import make_activity

SHA = "11537c7c8ad9b6c89b021c269c3144bb71897a36"


def told(statement, language="en"):
    content = load_content([statement.digest], language)
    return next(story for story in content.stories if story.id == statement.pk)


def commit(digest, **fields):
    return make_activity(kind="commit", action="pushed", digest=digest, **fields)
