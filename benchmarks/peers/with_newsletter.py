"""django-newsletter: one message is submitted to all subscribers, since it cannot choose for each.

The message is the first mail, as the newsletter's own templates; the link to unsubscribe is django-newsletter's.
"""

from django.conf import settings
from django.contrib.sites.models import Site

from newsletter.models import Message, Newsletter, Submission, Subscription

LINK = "{% endverbatim %}{{ site_url }}{% url 'newsletter_unsubscribe_request' newsletter.slug %}{% verbatim %}"
SLUG = "digest"


def make_ready(mails):
    Site.objects.update(domain="news.example.net", name="News")
    newsletter = Newsletter.objects.create(title="News", slug=SLUG, email="news@news.example.net", sender="News")
    newsletter.site.set(Site.objects.all())
    Subscription.objects.bulk_create(
        Subscription(newsletter=newsletter, email_field=row["recipient"], subscribed=True) for row in mails
    )
    _write_templates(mails[0])


def _write_templates(row):
    folder = settings.TEMPLATES[0]["DIRS"][0] / "newsletter" / "message" / SLUG
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in (("_subject.txt", row["subject"]), (".txt", row["text"]), (".html", row["html"])):
        words = text.replace(row["unsubscribe_url"], LINK)
        (folder / f"message{name}").write_text("{% verbatim %}" + words + "{% endverbatim %}", encoding="utf-8")


def queue(mails):
    message = Message.objects.create(newsletter=Newsletter.objects.get(), title="Today", slug="today")
    submission = Submission.from_message(message)
    submission.prepared = True
    submission.save()


def send(processes):
    Submission.submit_queue()
