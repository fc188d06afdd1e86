"""Every setting of the house, one file, read top to bottom.

Each environment variable is parsed strictly; a bad value stops the start with the
variable's own name in the message. `.env.example` lists them all.
"""

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from followup.environment import Environment, broker_socket, kept_secret_key, socket_addresses
from followup.logs import logging_config
from followup.production import why_unsafe

BASE_DIR = Path(__file__).resolve().parent.parent
env = Environment(os.environ)

# --- Where it runs -----------------------------------------------------------------------

FOLLOWUP_ENV = env.choice("FOLLOWUP_ENV", ("development", "production"))
PRODUCTION = FOLLOWUP_ENV == "production"

DATA_DIR = Path(env.text("FOLLOWUP_DATA_DIR", str(BASE_DIR / "var"))).absolute()
try:
    DATA_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
except OSError as problem:
    raise ImproperlyConfigured(f"FOLLOWUP_DATA_DIR cannot be made: {problem}.") from None

# Seconds added to the database's clock (groundwork.clock). For tests and demos only.
_ten_years = 10 * 366 * 24 * 3600
FOLLOWUP_CLOCK_OFFSET = env.number("FOLLOWUP_CLOCK_OFFSET", 0, least=-_ten_years, most=_ten_years)

# Where `manage.py up` listens, and whether it makes sample data without asking.
BIND = env.text("FOLLOWUP_BIND", "127.0.0.1")
PORT = env.number("PORT", 8000, least=1, most=65535)
DEMO = env.flag("DEMO")
SITE_URL = env.address(
    "FOLLOWUP_SITE_URL", f"http://localhost:{PORT}", schemes=("https", "http")
).rstrip("/")
DEBUG = env.flag("FOLLOWUP_DEBUG")
ALLOWED_HOSTS = env.words(
    "FOLLOWUP_HOSTS", [] if PRODUCTION else ["localhost", "127.0.0.1", "[::1]"]
)
_given_key = env.text("FOLLOWUP_SECRET_KEY")
SECRET_KEY = _given_key or ("" if PRODUCTION else kept_secret_key(DATA_DIR))
# Old keys that still open what they signed, while a key is being changed.
SECRET_KEY_FALLBACKS = env.words("FOLLOWUP_OLD_SECRET_KEYS", [])

# --- Rooms ---------------------------------------------------------------------------------

INSTALLED_APPS = [
    "desk",
    "dashboards",
    "intake",
    "reminders",
    "prospects",
    "playbook",
    "cadence",
    "people",
    "outbox",
    "groundwork",
    "followup",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_htmx",
    "rest_framework",
    "drf_spectacular",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "template_partials",
]

MIDDLEWARE = [
    "groundwork.request_ids.RequestId",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "groundwork.rate_limit.RateLimit",
    "groundwork.middleware.BodyLimit",
    "groundwork.middleware.TextGate",
    "groundwork.middleware.ApiSlash",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "groundwork.middleware.UploadGate",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    # The last, so that it holds the view and its answer, and the session is saved outside it.
    "groundwork.middleware.UnsafeInOneTransaction",
]

ROOT_URLCONF = "followup.urls"
WSGI_APPLICATION = "followup.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "reminders.context.bell",
            ],
        },
    },
]
CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "bootstrap5"

# --- Database ------------------------------------------------------------------------------

_given_database = env.text("DATABASE_URL")
DATABASES = {"default": env.database("DATABASE_URL", f"sqlite:///{DATA_DIR / 'followup.sqlite3'}")}
_database = DATABASES["default"]
if _database["ENGINE"] == "django.db.backends.sqlite3":
    _database["OPTIONS"] = {
        # IMMEDIATE and a long wait: writers queue instead of failing with "database is locked".
        # FULL: a lead that was answered with 201 survives a power cut.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON",
    }
else:
    _database["CONN_MAX_AGE"] = 60
    _database["CONN_HEALTH_CHECKS"] = True
    _database["OPTIONS"] = {
        # A server that went away without a word is noticed within a minute, not two hours.
        "connect_timeout": 5,
        "keepalives_idle": 30,
        "keepalives_interval": 10,
        "keepalives_count": 3,
        "tcp_user_timeout": 30_000,
        **_database.get("OPTIONS", {}),
    }
# Web, workers and watchdog end statements that take too long (followup.database). 0 for a
# pooler that takes no such options.
DATABASE_TIMEOUTS = env.flag("FOLLOWUP_DATABASE_TIMEOUTS", default=True)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- People --------------------------------------------------------------------------------

AUTH_USER_MODEL = "people.User"
# The check looks for a plain unique column; ours is unique in any case, by Lower(email).
SILENCED_SYSTEM_CHECKS = ["auth.W004"]
AUTHENTICATION_BACKENDS = ["people.accounts.WithTheirTeam"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["email", "name"]},
    },
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_ADAPTER = "people.accounts.AccountAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
SESSION_COOKIE_AGE = int(timedelta(days=7).total_seconds())
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"

# --- Mail ----------------------------------------------------------------------------------

vars().update(env.mail("EMAIL_URL", "consolemail://"))
EMAIL_TIMEOUT = 20
MAIL_IS_SET_UP = env.text("EMAIL_URL") != ""
if not MAIL_IS_SET_UP:
    EMAIL_BACKEND = "followup.mail.PrintedMail"  # into the log, where a newcomer sees it
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.text("FOLLOWUP_FROM_EMAIL", "followup@localhost")

# Renders a message of a kind late, just before it leaves: kind -> dotted path of
# `handler(message, now)`, which returns what the channel's sender carries (an EmailMessage for
# mail, an outbox.posting.Post for webhooks and push), or None (pointless by now).
OUTBOX_HANDLERS = {
    "intake.webhook": "intake.webhooks.emails.post",
    "intake.webhook_paused": "intake.webhooks.emails.paused",
    "people.invitation": "people.emails.invitation",
    "reminders.digest": "reminders.emails.digest",
    "reminders.push": "reminders.notifications.write",
    "webhook": "outbox.posting.as_queued",
}
# Is told of each try of a message of a kind: kind -> dotted path of `listener(message, outcome)`.
OUTBOX_LISTENERS: dict[str, str] = {
    "intake.webhook": "intake.webhooks.actions.heard_back",
    "reminders.push": "reminders.notifications.hear",
}
# Are told of what happened (groundwork.events), in the transaction in which it did: dotted paths
# of `listener(event)`.
EVENT_LISTENERS = ["intake.webhooks.actions.hear"]
# Carries what leaves by a channel: outbox.senders says what a sender is.
OUTBOX_SENDERS = {
    "email": "outbox.mail.MailServer",
    "calendar": "outbox.mail.MailServer",
    "webhook": "outbox.posting.Poster",
    "push": "outbox.posting.Poster",
}
# Private networks that webhooks may reach all the same, such as 10.1.0.0/16.
WEBHOOK_NETWORKS = env.networks("FOLLOWUP_WEBHOOK_NETWORKS")
# Does a slice of long work of a kind: kind -> dotted path of
# `handler(job, now) -> groundwork.jobs.Slice`.
JOB_HANDLERS: dict[str, str] = {
    "cadence.forecast": "cadence.forecasting.work",
    "intake.batch": "intake.jobs.judge_part",
    "intake.import": "intake.imports.actions.take_slice",
    "intake.import_back": "intake.imports.actions.take_back_slice",
    "prospects.replan": "prospects.jobs.replan",
}
# The Celery application that a hint after a commit goes to.
OUTBOX_HINTS = "followup.celery.app"

# Makes the sample data that the first page offers: dotted path of `make(now) -> Made`.
SAMPLE_DATA = "followup.sample.make"

# --- Who watches ---------------------------------------------------------------------------

# Whom the watchdog tells that the house itself fails; every active administrator by default.
ALARM_EMAILS = env.words("FOLLOWUP_ALARM_EMAILS", [])
# A second way: gets {"text": "..."} by POST, as chat rooms take it.
ALARM_URL = env.address("FOLLOWUP_ALARM_URL", "", schemes=("https", "http"))
# Asked once a minute after everything was found in order: a monitor that misses it when it
# stays away.
PING_URL = env.address("FOLLOWUP_PING_URL", "", schemes=("https", "http"))
# What /metrics wants to see as `Authorization: Bearer ...`. Without it there is no /metrics.
METRICS_TOKEN = env.text("FOLLOWUP_METRICS_TOKEN")

# --- Broker and cache ------------------------------------------------------------------------

_given_redis = env.address("REDIS_URL", "", schemes=("redis", "rediss", "unix"))
# Without REDIS_URL: the broker that `manage.py up` starts beside the data.
BROKER_SOCKET = broker_socket(DATA_DIR)
if _given_redis.startswith("unix:"):
    CELERY_BROKER_URL, REDIS_URL = f"redis+socket{_given_redis[4:]}", _given_redis
elif _given_redis:
    CELERY_BROKER_URL = REDIS_URL = _given_redis
else:
    CELERY_BROKER_URL, REDIS_URL = socket_addresses(BROKER_SOCKET)
EMBEDDED_BROKER = not _given_redis

CACHES: dict[str, dict[str, Any]]
if EMBEDDED_BROKER:
    # One web process serves the embedded default: its own memory is cache enough.
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
else:
    CACHES = {
        "default": {
            "BACKEND": "followup.cache.SharedOrOwnCache",
            "LOCATION": REDIS_URL,
            "KEY_PREFIX": "followup",
            "OPTIONS": {"socket_timeout": 0.5, "socket_connect_timeout": 0.5},
        }
    }

# --- API -----------------------------------------------------------------------------------

API_REQUESTS_PER_MINUTE = env.number(
    "FOLLOWUP_API_REQUESTS_PER_MINUTE", 600, least=1, most=1_000_000
)
# Many leads at once: read bit by bit, packed or not, and stored group by group.
BULK_PATHS = ("/api/v1/leads/batch",)
# The largest body by the start of its path, in bytes; the first that fits counts. A lead is at
# most 64 KiB.
BODY_LIMITS = [
    (BULK_PATHS[0], 20 * 1024 * 1024),
    # A file of leads, and a little for the form around it.
    ("/import/", 101 * 1024 * 1024),
    ("/api/", 64 * 1024),
    ("/", 2 * 1024 * 1024),
]

# What is too large for memory while it arrives: beside the data, which has room, and not in /tmp,
# which may be memory itself.
FILE_UPLOAD_TEMP_DIR = DATA_DIR / "uploads"
FILE_UPLOAD_TEMP_DIR.mkdir(mode=0o700, exist_ok=True)

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "people.api_auth.ApiKeyAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["people.api_auth.HasScope"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["groundwork.parsers.StrictJSONParser"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "groundwork.parsers.AlwaysAnswer",
    "EXCEPTION_HANDLER": "groundwork.problems.exception_handler",
    "DEFAULT_SCHEMA_CLASS": "groundwork.openapi.Described",
    "UNAUTHENTICATED_USER": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Followup",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SERVE_INCLUDE_SCHEMA": False,
    "POSTPROCESSING_HOOKS": ["followup.schema.finish"],
}

# --- Pages ---------------------------------------------------------------------------------

LANGUAGE_CODE = "en"
USE_TZ = True
TIME_ZONE = "UTC"
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
# Ours alone: pages use no file that a package brings along.
STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
STATIC_ROOT = DATA_DIR / "staticfiles"
STATIC_ROOT.mkdir(exist_ok=True)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "followup.staticfiles.HashedStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not PRODUCTION
# Looking at every file again for each request: only while somebody edits them.
WHITENOISE_AUTOREFRESH = DEBUG
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"

# --- Logs ----------------------------------------------------------------------------------

LOGGING = logging_config(as_json=PRODUCTION)

# --- Production ------------------------------------------------------------------------------

# Say 1 only where a proxy of ours ends TLS, sets X-Forwarded-Proto itself and adds whom it
# saw to X-Forwarded-For. Without that, everybody behind the proxy is one caller.
if env.flag("FOLLOWUP_TRUST_PROXY"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    MIDDLEWARE.insert(0, "groundwork.proxy.RealAddress")

if PRODUCTION:
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [
        r"^healthz$",
        r"^readyz$",
        r"^metrics$",
    ]  # asked from inside, without TLS
    SECURE_HSTS_SECONDS = 2 * 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME = "__Host-session"
    CSRF_COOKIE_NAME = "__Host-csrf"
    if problems := why_unsafe(
        secret_key=_given_key,
        debug=DEBUG,
        hosts=ALLOWED_HOSTS,
        clock_offset=FOLLOWUP_CLOCK_OFFSET,
        site_url=SITE_URL,
        database_url=_given_database,
        redis_url=_given_redis,
    ):
        raise ImproperlyConfigured("Production refuses to start:\n  " + "\n  ".join(problems))

env.refuse_unknown()
