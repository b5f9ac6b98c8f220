"""What every page needs to know of the newsletter."""

from django.conf import settings


def newsletter(_request):
    return {
        "newsletter_name": settings.NEWSLETTER_NAME,
        "postal_address": settings.NEWSLETTER_POSTAL_ADDRESS,
        "site_url": settings.SITE_URL,
    }
