"""The WSGI application that the web server runs."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsletter.settings")
# Before the settings are read: the threads of a web server share a connection pool.
os.environ.setdefault("IS_WEB_PROCESS", "true")

application = get_wsgi_application()
