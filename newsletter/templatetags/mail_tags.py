"""Filters and tags of the mail's templates: they only give names to the functions of newsletter.mail."""

from django import template

from newsletter.editions.types import Edition, Section
from newsletter.mail import activity_table, correction_notices, markup, more_stories, story_order, subject
from newsletter.renderers import code_quotes, dates, inline_code, interface_changes, text_layout

register = template.Library()

for function in (
    activity_table.activity_table,
    activity_table.table_notes,
    correction_notices.correction_subject,
    story_order.mail_order,
    code_quotes.mail_quote,
    inline_code.breakable_path,
    inline_code.without_backticks,
    interface_changes.story_lines,
    interface_changes.upgrade_block,
    markup.heading_date,
    markup.mail_headline,
    markup.mail_code,
    markup.mail_quoted_line,
    markup.plain_date,
    markup.related,
    markup.tone_class,
    markup.tone_colour,
    subject.subject,
    subject.text_of,
    text_layout.wrap,
):
    register.filter(function.__name__, function)

for tag in (
    dates.day_within,
    markup.references,
    markup.sentence_link,
    markup.story_url,
    markup.topic_names,
    more_stories.other_rows,
):
    register.simple_tag(tag)


@register.simple_tag(name="more_stories")
def more_words(edition: Edition, section: Section, titles: int) -> dict[str, str]:
    """What stands under the last story of a section, in HTML and in plain text; empty where there is nothing."""
    more = more_stories.more_stories(section, titles)
    return {
        "items": markup.more_html(more, markup.more_item),
        "plain": markup.more_text(more),
        "counted": more_stories.counted_sentence(more),
        "outside": more_stories.outside_selection(edition, section),
    }


@register.filter
def with_stories(sections: list[Section]) -> list[Section]:
    """Those that tell something."""
    return [section for section in sections if section.stories]
