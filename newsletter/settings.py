"""Every setting comes from the environment (or .env), with a default that is safe on a laptop."""

import secrets
from datetime import timedelta
from email.utils import parseaddr
from pathlib import Path
from re import ASCII, fullmatch
from typing import Any
from zoneinfo import ZoneInfo

import environ
from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from digest import languages
from newsletter import connection_pool, private_files, redaction, sentry

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"


class Env(environ.Env):
    """Names the variable that has a wrong value; the value itself may be a secret."""

    def get_value(self, var: str, *args: Any, **kwargs: Any) -> Any:
        try:
            return super().get_value(var, *args, **kwargs)
        except ValueError as error:
            raise ImproperlyConfigured(f"{var}: {error}") from error


private_files.begin()
private_files.make_private(BASE_DIR / ".env")
VAR_DIR.mkdir(exist_ok=True)
private_files.make_private(VAR_DIR)

env = Env()
env.read_env(BASE_DIR / ".env")
env.ENVIRON = {key: value for key, value in env.ENVIRON.items() if value}  # NAME= means: the default

DEBUG = env.bool("DEBUG", False)
PORT = env.int("PORT", 8000)
SITE_URL = env("SITE_URL", default=f"http://127.0.0.1:{PORT}").rstrip("/")
NEWSLETTER_NAME = env("NEWSLETTER_NAME", default="AI Infra Daily")
NEWSLETTER_POSTAL_ADDRESS = env(
    "NEWSLETTER_POSTAL_ADDRESS", default="Example Operator · 1 Example Street, 00000 Example City"
)

# A key made for one process is safe but forgets every session and link: `manage.py up` writes a lasting one to .env.
SECRET_KEY = env("SECRET_KEY", default="") or secrets.token_urlsafe(50)
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])

SITE_HOST = SITE_URL.split("://", 1)[-1].split("/", 1)[0].rsplit(":", 1)[0]
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[SITE_HOST, "127.0.0.1", "localhost"])
CSRF_TRUSTED_ORIGINS = [SITE_URL]

INSTALLED_APPS = [
    "digest",
    "subscribers",
    "newsletter",
    "anymail",
    "axes",
    "django_otp",
    "django_otp.plugins.otp_static",
    "django_otp.plugins.otp_totp",
    "csp",
    "newsletter.admin_config.NewsletterAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
]
# Widgets may have templates of ours.
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "newsletter.middleware.RequestBounds",
    "newsletter.middleware.RequireUTF8",
    "newsletter.statement_timeout.StatementTimeout",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "newsletter.compression.CompressPages",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "newsletter.second_factor.RequireSecondFactor",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",  # the last, for it replaces the answer of a locked sign-in
]

AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]

ROOT_URLCONF = "newsletter.urls"
WSGI_APPLICATION = "newsletter.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "subscribers.context_processors.newsletter",
            ],
        },
    },
]

# --- Database -------------------------------------------------------------------------------------------------------

DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'db.sqlite3'}")}
if DATABASES["default"].get("ENGINE") not in ("django.db.backends.sqlite3", "django.db.backends.postgresql"):
    raise ImproperlyConfigured("DATABASE_URL must begin with postgres:// or sqlite:///")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    private_files.make_private(Path(DATABASES["default"]["NAME"]))  # it may stand elsewhere than in var
    # Read-then-write transactions fail with "database is locked" unless they begin IMMEDIATE.
    DATABASES["default"]["OPTIONS"] = {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 600
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("connect_timeout", 10)
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = (
        True  # without it the first requests after a restart of PostgreSQL fail
    )

# How large the database may become, for the alert before; 0: nobody watches.
DATABASE_LIMIT_GB = env.float("DATABASE_LIMIT_GB", 0)
# PostgreSQL ends a page's statement after so many seconds; 0: never. Workers and commands have no such limit.
WEB_STATEMENT_SECONDS = env.int("WEB_STATEMENT_SECONDS", default=30)
# Connections to PostgreSQL of each web process, whatever number of threads it has; the others wait for one.
WEB_CONNECTIONS = env.int("WEB_CONNECTIONS", default=8)
if env.bool("IS_WEB_PROCESS", False) and DATABASES["default"]["ENGINE"].endswith("postgresql"):
    DATABASES["default"] |= connection_pool.for_web(DATABASES["default"], WEB_CONNECTIONS, WEB_STATEMENT_SECONDS)

# --- Celery: the broker's messages are hints, the rows are the truth ------------------------------------------------

REDIS_URL = env("REDIS_URL", default="")
CELERY_BROKER_URL = REDIS_URL or f"sqla+sqlite:///{VAR_DIR / 'broker.sqlite3'}"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = False
CELERY_TASK_TIME_LIMIT = 1800
CELERY_TASK_SOFT_TIME_LIMIT = 1740
CELERY_TASK_DEFAULT_QUEUE = "write"
# A mail that somebody waits for must not stand behind ten minutes of writing, nor behind all that is due.
CELERY_TASK_ROUTES = {
    "digest.tasks.collect*": {"queue": "collect"},
    "digest.tasks.decide*": {"queue": "send"},
    "newsletter.tasks.read_bounces": {"queue": "collect"},  # a mail server that is slow holds up no mail
    "newsletter.tasks.*": {"queue": "send"},
    "subscribers.*": {"queue": "asked"},
}
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# A broker that is away costs a page two seconds at most, and no task of a page waits for it to come back.
REDIS_OPTIONS = {"visibility_timeout": 3600, "socket_timeout": 30, "socket_connect_timeout": 2, "max_retries": 1}
CELERY_BROKER_TRANSPORT_OPTIONS = REDIS_OPTIONS if REDIS_URL else {}
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BEAT_SYNC_EVERY = 1
CELERY_BEAT_MAX_LOOP_INTERVAL = 30
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat")
CELERY_TIMEZONE = "UTC"

# --- GitHub and Claude ----------------------------------------------------------------------------------------------

GITHUB_TOKEN = env("GITHUB_TOKEN", default="")
GITHUB_API_URL = env("GITHUB_API_URL", default="https://api.github.com").rstrip("/")

ANTHROPIC_API_KEY = env("ANTHROPIC_API_KEY", default="")
ANTHROPIC_BASE_URL = env("ANTHROPIC_BASE_URL", default="https://api.anthropic.com").rstrip("/")
ANTHROPIC_MODEL = env("ANTHROPIC_MODEL", default="claude-haiku-5-5")
ANTHROPIC_DAILY_BUDGET_USD = env.float("ANTHROPIC_DAILY_BUDGET_USD", 1.0)
SECOND_READER = env("SECOND_READER", default="direct")
SECOND_READER_BUDGET_USD = env.float("SECOND_READER_BUDGET_USD", 0.01)

# --- The day ----------------------------------------------------------------------------------------------------------

DIGEST_TIME_ZONE = env("DIGEST_TIME_ZONE", default="UTC")
DIGEST_LANGUAGES = list(dict.fromkeys(code.strip() for code in env.list("DIGEST_LANGUAGES", default=["zh-hans", "en"])))
DIGEST_APPROVAL = env.bool("DIGEST_APPROVAL", False)
DIGEST_APPROVAL_MINUTES = env.int("DIGEST_APPROVAL_MINUTES", 0)
DIGEST_APPROVAL_TIMEOUT = env("DIGEST_APPROVAL_TIMEOUT", default="publish")

# --- Mail -------------------------------------------------------------------------------------------------------------

EMAIL_BACKEND = env("EMAIL_BACKEND", default="newsletter.embedded.maildir.EmailBackend")
if env("EMAIL_URL", default=""):
    vars().update(env.email_url("EMAIL_URL"))
# Ours is Django's, and knows what became of a mail when a connection broke; the second name is the one it had before.
if EMAIL_BACKEND in ("django.core.mail.backends.smtp.EmailBackend", "newsletter.smtp.EmailBackend"):
    EMAIL_BACKEND = "newsletter.sending.smtp.backend.EmailBackend"
EMAIL_TIMEOUT = 30
MAILBOX_DIR = VAR_DIR / "mailbox"
# How much one mail may ask of its reader; 0: no limit. What is cut is counted, and a link away.
MAIL_STORIES = env.int("MAIL_STORIES", 12)
MAIL_MINUTES = env.int("MAIL_MINUTES", 3)
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default=f"{NEWSLETTER_NAME} <daily@example.org>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
MAIL_REPLY_TO = env("MAIL_REPLY_TO", default="")  # empty: answers go to the sender
MAIL_UNSUBSCRIBE_TO = env("MAIL_UNSUBSCRIBE_TO", default="")  # an address beside the one-click link; empty: none
# Where bounces come to, each mail with its own +token in it, and the mailbox in which they are read.
MAIL_BOUNCE_ADDRESS = env("MAIL_BOUNCE_ADDRESS", default="")
MAIL_BOUNCE_MAILBOX = env("MAIL_BOUNCE_MAILBOX", default="")
# By which selectors the relay or provider signs, for who looks whether their keys are in DNS.
MAIL_DKIM_SELECTORS = env.list("MAIL_DKIM_SELECTORS", default=[])
# How bodies go out: 8bit, or quoted-printable or base64 for relays that break it.
MAIL_ENCODING = env("MAIL_ENCODING", default="8bit")
# Who is told what is wrong; empty: the sender's own address.
# Told of alerts as well: a JSON document by POST, and a monitor outside that waits for a ping (healthchecks.io).
ALERT_WEBHOOK_URL = env("ALERT_WEBHOOK_URL", default="")
ALERT_PING_URL = env("ALERT_PING_URL", default="")
ADMINS = [("", address) for address in env.list("ADMINS", default=[])]
# Per process that sends: SMTP connections, or calls to the ESP at once (a call waits longer than it works).
MAIL_CONNECTIONS = env.int("MAIL_CONNECTIONS", 16 if EMAIL_BACKEND.startswith("anymail.") else 4)
# Mails in one call to an ESP that takes many (Postmark, Resend); 0: as many as it takes, 1: each by itself.
MAIL_PER_CALL = env.int("MAIL_PER_CALL", 0)
MAIL_PER_CONNECTION = env.int("MAIL_PER_CONNECTION", 500)
MAIL_CHUNKING = env.bool("MAIL_CHUNKING", True)  # by BDAT, several mails in flight, where the server offers that
MAIL_RATE_PER_SECOND = env.float("MAIL_RATE_PER_SECOND", 0)  # over all workers; 0: no limit
DELIVERY_DAYS = env.int("DELIVERY_DAYS", 90)
# An ESP's variables carry the prefix ANYMAIL_ in the environment, as in ANYMAIL_POSTMARK_SERVER_TOKEN.
ANYMAIL = {key.removeprefix("ANYMAIL_"): value for key, value in env.ENVIRON.items() if key.startswith("ANYMAIL_")}
ANYMAIL.setdefault("REQUESTS_TIMEOUT", (5, 30))
# boto3 would send again, unasked, what may have arrived: three times where answers are lost.
SES_CONFIG = {"retries": {"total_max_attempts": 1}, "connect_timeout": 5, "read_timeout": 30}
ANYMAIL.setdefault("AMAZON_SES_CLIENT_PARAMS", {"config": SES_CONFIG})

# --- Languages, time and static files ---------------------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [(language.code, _(language.name)) for language in languages.TABLE.values()]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = "newsletter.formats"
LANGUAGE_COOKIE_SAMESITE = "Lax"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # WhiteNoise warns at every start where there is none
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = True
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "newsletter.static_files.HashedStaticFiles"},
}

# --- Security ---------------------------------------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [SELF],
        "frame-src": [SELF],
    }
}
X_FRAME_OPTIONS = "SAMEORIGIN"
SILENCED_SYSTEM_CHECKS = [
    "security.W019",  # mailbox and previews show a mail in a frame of ours
    *("security.W005", "security.W021"),  # subdomains and preload are asked for, never missed
]
IS_HTTPS = SITE_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = IS_HTTPS
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", IS_HTTPS)
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz|metrics)$"]  # a monitor inside the network speaks plain HTTP
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", 31_536_000 if IS_HTTPS else 0)
# They bind a whole domain, and preload for good: only who owns it all may ask for that.
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("SECURE_HSTS_INCLUDE_SUBDOMAINS", False)
SECURE_HSTS_PRELOAD = env.bool("SECURE_HSTS_PRELOAD", False)
BEHIND_PROXY = env.bool("BEHIND_PROXY", False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
LOGIN_REDIRECT_URL = "admin:index"  # where a sign-in ends whose address to go on to is not ours
# Guessing the operator's password: one name from one address is locked, so that nobody can lock the operator out.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = "newsletter.login_lockout.failure_limit"
AXES_HANDLER = "newsletter.login_lockout.LockoutHandler"
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # the page promises the minutes
AXES_RESET_ON_SUCCESS = True
AXES_CLIENT_IP_CALLABLE = "newsletter.login_lockout.address_of"
AXES_LOCKOUT_CALLABLE = "newsletter.login_lockout.locked"
AXES_DISABLE_ACCESS_LOG = True  # who signed in, from where, for ever: nobody asked for it
AXES_ENABLE_ADMIN = AXES_VERBOSE = False
# Staff need a code of their app besides the password.
OTP_REQUIRED = env.bool("OTP_REQUIRED", False)
OTP_TOTP_ISSUER = NEWSLETTER_NAME
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1_000
DATA_UPLOAD_MAX_NUMBER_FILES = 5
# A table of readers is the one file that is uploaded: it stays in memory, and what is larger or goes to another page
# is dropped, where Django would fill the disk with it.
FILE_UPLOAD_MAX_MEMORY_SIZE = 3_000_000
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]

# --- Logs and errors --------------------------------------------------------------------------------------------------

# No handler mails anybody: strangers would write those mails. Operators hear by the service's own alerts.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"},
        "json": {"()": "newsletter.json_logs.JsonFormatter"},
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": env("LOG_FORMAT", default="line")}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        **{
            name: {"level": "WARNING"}
            for name in ("axes", "celery", "flufl.bounce", "kombu", "github.Requester", "httpx2")
        },
        # Named here so that they lose the handlers that Django gives them.
        "django": {"handlers": [], "level": "INFO"},
        "django.server": {"handlers": [], "level": "INFO", "propagate": True},
    },
}
# Prometheus asks with this as its bearer token; without one only from the machine itself.
METRICS_TOKEN = env("METRICS_TOKEN", default="")
SENTRY_DSN = env("SENTRY_DSN", default="")
if SENTRY_DSN:
    sentry.begin(SENTRY_DSN)
DEFAULT_EXCEPTION_REPORTER = "newsletter.error_reports.Reporter"
DEFAULT_EXCEPTION_REPORTER_FILTER = "newsletter.error_reports.ReportFilter"
redaction.install()


def _is_time_zone(name: str) -> bool:
    try:
        return bool(ZoneInfo(name))
    except (KeyError, ValueError, OSError):
        return False


def _demand(is_right: bool, what: str) -> None:
    """Raise at start what would otherwise fail in the middle of the night."""
    if not is_right:
        raise ImproperlyConfigured(what)


_known = [code for code, _name in LANGUAGES]
_demand(
    bool(DIGEST_LANGUAGES) and set(DIGEST_LANGUAGES) <= set(_known),
    f"DIGEST_LANGUAGES must name some of {sorted(_known)}, not {DIGEST_LANGUAGES}",
)
_demand(_is_time_zone(DIGEST_TIME_ZONE), f"DIGEST_TIME_ZONE is not an IANA time zone: {DIGEST_TIME_ZONE!r}")
_demand(SITE_URL.startswith(("http://", "https://")), f"SITE_URL must begin with http:// or https://, not {SITE_URL!r}")
_demand(
    min(MAIL_CONNECTIONS, MAIL_PER_CONNECTION) >= 1 and DELIVERY_DAYS >= 8 and MAIL_RATE_PER_SECOND >= 0,
    "MAIL_CONNECTIONS and MAIL_PER_CONNECTION must be at least 1, DELIVERY_DAYS 8, MAIL_RATE_PER_SECOND 0",
)
_demand(env("LOG_FORMAT", default="line") in ("line", "json"), "LOG_FORMAT must be line or json")
_demand(WEB_CONNECTIONS >= 1, "WEB_CONNECTIONS must be at least 1")
_demand(
    not REDIS_URL or REDIS_URL.startswith(("redis://", "rediss://", "redis+socket://", "sentinel://")),
    "REDIS_URL must begin with redis:// or rediss://",
)
_demand(
    "@" in parseaddr(DEFAULT_FROM_EMAIL)[1] and "\n" not in DEFAULT_FROM_EMAIL,
    f"DEFAULT_FROM_EMAIL is no address: {DEFAULT_FROM_EMAIL!r}",
)
for _name, _address in (("MAIL_REPLY_TO", MAIL_REPLY_TO), ("MAIL_UNSUBSCRIBE_TO", MAIL_UNSUBSCRIBE_TO)):
    _is_address = "@" in parseaddr(_address)[1] and _address.isprintable()
    _demand(not _address or _is_address, f"{_name} is no address: {_address!r}")
_demand(
    bool(not MAIL_BOUNCE_ADDRESS or fullmatch(r"[\w.-]{1,25}@[\w.-]+", MAIL_BOUNCE_ADDRESS, ASCII)),
    f"MAIL_BOUNCE_ADDRESS is no plain address with at most 25 characters before its @: {MAIL_BOUNCE_ADDRESS!r}",
)
_demand(
    not MAIL_BOUNCE_MAILBOX or MAIL_BOUNCE_MAILBOX.startswith(("imaps://", "imap://", "maildir:///")),
    "MAIL_BOUNCE_MAILBOX must begin with imaps://, imap:// or maildir:///",
)
_demand(bool(MAIL_BOUNCE_ADDRESS or not MAIL_BOUNCE_MAILBOX), "MAIL_BOUNCE_MAILBOX needs MAIL_BOUNCE_ADDRESS")
_demand(
    MAIL_ENCODING in ("8bit", "quoted-printable", "base64"), "MAIL_ENCODING must be 8bit, quoted-printable or base64"
)
_demand(ANTHROPIC_DAILY_BUDGET_USD >= 0, "ANTHROPIC_DAILY_BUDGET_USD must not be negative")
_demand(DIGEST_APPROVAL_MINUTES >= 0, "DIGEST_APPROVAL_MINUTES must not be negative; 0 waits without end")
_demand(DIGEST_APPROVAL_TIMEOUT in ("publish", "reject"), "DIGEST_APPROVAL_TIMEOUT must be publish or reject")
_demand(SECOND_READER in ("direct", "batch", "off"), "SECOND_READER must be direct, batch or off")
_demand(SECOND_READER_BUDGET_USD >= 0, "SECOND_READER_BUDGET_USD must not be negative")
_demand(MAIL_STORIES >= 0, "MAIL_STORIES must not be negative; 0 is no limit")
_demand(MAIL_MINUTES >= 0, "MAIL_MINUTES must not be negative; 0 is no limit")
