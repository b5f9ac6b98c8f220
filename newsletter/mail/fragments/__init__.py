"""The same mail as newsletter.mail.compose in microseconds: its pieces are rendered once and joined for each reader.

Most editions are unique, so a mail cannot be cached; its stories, headings and frame can. `compose_raw` joins them in
about a hundredth of the time that templates and MJML take (`make bench`, composing); a test compares both ways, part by
part. Jinja2 and template fragments in Django's cache were no way round MJML, whose compiler wants a whole document.
"""
