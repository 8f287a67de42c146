"""All settings, from the environment. Nothing set means production, and what is missing there is an error."""

import zoneinfo
from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONE, SELF

from config import bells, environment
from config.environment import env
from config.headers import add_headers

# Time zones are those of the pinned tzdata package, not this machine's: the database's too (accounts/zone_table.py).
zoneinfo.reset_tzpath(to=())
zoneinfo.ZoneInfo.clear_cache()

BASE_DIR = Path(__file__).resolve().parent.parent

MODE = environment.mode()
IS_PRODUCTION = MODE == "production"
IS_DEMO = MODE in ("demo", "dev")  # the demo's people and the mailbox exist only here

# Keys. FIELD_KEYS encrypt what people write; they are not SECRET_KEY, so each can be changed alone.
SECRET_KEY = environment.required("SECRET_KEY", in_tests="only-for-tests-" + "x" * 50)
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
FIELD_KEYS = environment.field_keys(in_tests="dGVzdHMtb25seS10ZXN0cy1vbmx5LXRlc3RzLW9ubHk=")

# The house's address
SITE_URL = environment.site_url()
SITE_HOST = urlsplit(SITE_URL).hostname or ""
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[SITE_HOST])
DEBUG = MODE == "dev"
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

INSTALLED_APPS = [
    "config.apps.HouseConfig",
    "config.apps.TandemAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django_htmx",
    "pgtrigger",
    "pghistory",
    "accounts",
    "resources",
    "checkins",
    "groups",
]

MIDDLEWARE = [
    "config.logs.RequestLogMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "config.plain_pages.PlainPagesMiddleware",
    "config.headers.NoStoreMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "config.wrong_way.WrongWayMiddleware",
    "accounts.last_seen.LastSeenMiddleware",
    "config.drafts.KeepDraftMiddleware",
    "accounts.coming_back.SignInFirstMiddleware",
    "accounts.second_factor.SecondFactorMiddleware",
    "accounts.is_it_you.IsItYouMiddleware",
    "accounts.zones.ReaderZoneMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "config.folding.FoldingLoader",
                    [
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.context.house",
            ],
        },
    },
]
FORM_RENDERER = "config.form_fields.Renderer"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
CRISPY_FAIL_SILENTLY = False

# Postgres holds the truth
DATABASES = {"default": env.db_url_config(environment.address("DATABASE_URL", environment.SQL))}
DATABASES["default"].update(
    {
        "ENGINE": "config.postgres",
        "ATOMIC_REQUESTS": True,
        "CONN_MAX_AGE": environment.number("CONN_MAX_AGE", 60),
        "CONN_HEALTH_CHECKS": True,
        # Behind pgbouncer in transaction mode a server-side cursor outlives its connection.
        "DISABLE_SERVER_SIDE_CURSORS": env.bool("PGBOUNCER", default=False),
    }
)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Redis (the protocol): the broker's bell, and allauth's counters
REDIS_URL = environment.address("REDIS_URL", environment.BELLS, in_tests="redis://127.0.0.1:6379/0")
CACHES = {"default": {"BACKEND": "config.counters.CountersCache", "LOCATION": REDIS_URL}}

CELERY_BROKER_URL = REDIS_URL
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # a worker waits for a broker that is away, however long that is
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 600, "socket_keepalive": True}
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_LOST_WAIT = 1.0  # a killed process holds up its worker no longer: no result of it is waited for
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_SOFT_TIME_LIMIT = 240
CELERY_TASK_TIME_LIMIT = 300
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_ROUTES = {
    "accounts.tasks.send_urgent_letters": {"queue": "urgent"},
    "accounts.tasks.send_letters": {"queue": "letters"},
    "config.tasks.note_beat": {"queue": "urgent"},
}
CELERY_TIMEZONE = "UTC"
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
# Celery's Django fixup closes the connection after every task unless told otherwise (CONN_MAX_AGE does nothing there).
CELERY_DB_REUSE_MAX = 200
CELERY_BEAT_SCHEDULER = "config.beat.RingingAtStart"
CELERY_BEAT_SCHEDULE = dict(bells.BELLS)
if env.bool("CHECK_LINKS", default=IS_PRODUCTION):
    CELERY_BEAT_SCHEDULE |= bells.BELLS_OF_LINKS

# Mail
EMAIL_CONFIG = env.email_url_config(
    environment.address("EMAIL_URL", environment.POST, in_tests="smtp://127.0.0.1:2525")
)
EMAIL_BACKEND = EMAIL_CONFIG["EMAIL_BACKEND"]
EMAIL_HOST = EMAIL_CONFIG["EMAIL_HOST"]
EMAIL_PORT = EMAIL_CONFIG["EMAIL_PORT"]
EMAIL_HOST_USER = EMAIL_CONFIG["EMAIL_HOST_USER"] or ""
EMAIL_HOST_PASSWORD = EMAIL_CONFIG["EMAIL_HOST_PASSWORD"] or ""
EMAIL_USE_TLS = EMAIL_CONFIG.get("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = EMAIL_CONFIG.get("EMAIL_USE_SSL", False)
EMAIL_TIMEOUT = environment.number("EMAIL_TIMEOUT", 20)
DEFAULT_FROM_EMAIL = environment.sender("FROM_EMAIL", in_tests="Tandem <hello@testserver>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
OUTBOX_LINES = environment.number("OUTBOX_LINES", 5)  # SMTP connections of one worker process
OUTBOX_LEASE = environment.number(
    "OUTBOX_LEASE", 600.0
)  # seconds until what a killed worker held is free again

# Lists that are taken along. django-import-export escapes only where it is told to.
IMPORT_EXPORT_ESCAPE_FORMULAE_ON_EXPORT = True

# People and sign-in
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.who_asks.PersonBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "today"
LOGOUT_REDIRECT_URL = "today"
ACCOUNT_ADAPTER = "accounts.sign_in.AccountAdapter"
MFA_ADAPTER = "accounts.sign_in.MFAAdapter"
SOCIALACCOUNT_ADAPTER = "accounts.single_sign_on.SocialAccountAdapter"
ACCOUNT_FORMS = {
    "signup": "accounts.sign_up.SignupForm",
    "login": "accounts.sign_up.LoginForm",
    "request_login_code": "accounts.sign_up.RequestLoginCodeForm",
    "add_email": "accounts.sign_up.AddEmailForm",
    "reset_password": "accounts.sign_up.ResetPasswordForm",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = (
    False  # this device stays; every other one is signed out by the new password
)
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = None
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_DEFAULT_HTTP_PROTOCOL = urlsplit(SITE_URL).scheme
# A lecture hall signs up behind one address: limits by address are wide, limits by account are narrow. The account
# comes first: what it refuses is not counted against everybody else behind the same address.
ACCOUNT_RATE_LIMITS = {
    "signup": "600/h/ip",
    "login": "600/5m/ip",
    "login_failed": "5/5m/key,300/5m/ip",
    "request_login_code": "4/5m/key,600/5m/ip",
    "confirm_email": "4/5m/key,600/5m/ip",
    "reset_password": "4/5m/key,300/5m/ip",
    "reset_password_from_key": "300/5m/ip",
    "change_password": "10/m/user",
    "manage_email": "10/m/user",
    "reauthenticate": "10/m/user",
    # Reading one may take seconds of a core (groups/calendars/reading.py).
    "bring_calendar": "6/10m/user,30/d/user",
}
ALLAUTH_TRUSTED_PROXY_COUNT = environment.number("TRUSTED_PROXY_COUNT", 1 if IS_PRODUCTION else 0)
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_FORMS = {
    "add_webauthn": "accounts.passkeys.AddPasskeyForm",
    "authenticate_webauthn": "accounts.passkeys.SecondPasskeyForm",
    "login_webauthn": "accounts.passkeys.OpenWithPasskeyForm",
    "reauthenticate_webauthn": "accounts.passkeys.PasskeyAgainForm",
}
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Tandem"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not IS_PRODUCTION
USERSESSIONS_TRACK_ACTIVITY = True
SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
OIDC_APPS = environment.oidc_apps()  # see accounts/single_sign_on.py
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": OIDC_APPS}}

# Sessions end by themselves; being remembered on a shared ward computer is a risk.
SESSION_ENGINE = "accounts.who_asks"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "config.views.csrf_failure"
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

# Headers
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if IS_PRODUCTION else None
SECURE_SSL_REDIRECT = IS_PRODUCTION
SECURE_REDIRECT_EXEMPT = [r"^health/$"]
SESSION_COOKIE_SECURE = IS_PRODUCTION
CSRF_COOKIE_SECURE = IS_PRODUCTION
if IS_PRODUCTION:
    # Browsers take such a name only over TLS, from this very host and for all of it: no neighbour can plant one.
    SESSION_COOKIE_NAME = "__Host-sessionid"
    CSRF_COOKIE_NAME = "__Host-csrftoken"
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if IS_PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = IS_PRODUCTION
SECURE_HSTS_PRELOAD = IS_PRODUCTION
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        # Browsers hold a form to this through its redirects, and sign-in with a school's account is one.
        "form-action": [SELF, *("/".join(app["settings"]["server_url"].split("/")[:3]) for app in OIDC_APPS)],
    }
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    name: []
    for name in (
        "camera",
        "microphone",
        "geolocation",
        "payment",
        "usb",
        "display-capture",
        "browsing-topics",
    )
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024 * 2

# Words and time
LANGUAGE_CODE = "en-gb"
FORMAT_MODULE_PATH = ["config.formats"]
LOCALE_PATHS = [BASE_DIR / "config" / "locale"]  # what forms say, in our words
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = True

# Files
STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "var" / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_ROOT = BASE_DIR / "var" / "public"  # help now, built once; served before any session or database
SCHOOL_PAGES_ROOT = BASE_DIR / "var" / "schools"  # help now of each school; they change while the house runs
WHITENOISE_ALLOW_ALL_ORIGINS = False
WHITENOISE_INDEX_FILE = True
WHITENOISE_ADD_HEADERS_FUNCTION = add_headers
WHITENOISE_MIMETYPES = {".webmanifest": "application/manifest+json"}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if MODE in ("test", "dev")
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
MEDIA_ROOT = BASE_DIR / "var" / "media"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "config.logs.JSONFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": env.str("LOG_LEVEL", default="INFO")},
    "loggers": {
        # These name paths, and some of our paths carry a person's key.
        "django.request": {"level": "ERROR"},
        "django.security": {"level": "WARNING"},
        "celery.worker.strategy": {"level": "WARNING"},
        "celery.app.trace": {"level": "WARNING"},
        "celery.beat": {"level": "WARNING"},
    },
}
