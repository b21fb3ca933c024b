"""The one settings file. Everything that differs between places comes from the environment."""

from pathlib import Path
from urllib.parse import urlparse

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from accounts.rules import school_accounts
from core.sealing.keys import parse_ring
from schoolsocial import APPS, mail_services
from schoolsocial.env import between, mode, must, production_faults

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

PORTAL_MODE = mode(env)
DEMO_MODE = PORTAL_MODE == "demo"
TEST_MODE = PORTAL_MODE == "test"
DEBUG = env.bool("DEBUG", False)
SECRET_KEY = must(env, "SECRET_KEY", "Start with ./portal run, which makes one, or set a long random text.")
FIELD_KEYS = parse_ring(must(env, "FIELD_KEYS", "See SECURITY.md, 'Keys'."), "FIELD_KEYS")
INDEX_KEYS = parse_ring(must(env, "INDEX_KEYS", "See SECURITY.md, 'Keys'."), "INDEX_KEYS")
PORTAL_VAR = Path(env.str("PORTAL_VAR", str(BASE_DIR / "var")))
PORTAL_BASE_URL = env.str("PORTAL_BASE_URL", "http://127.0.0.1:8000").rstrip("/")
PORTAL_RUN = env.str("PORTAL_RUN", "")  # by this ./portal run knows its own web server
PORTAL_NAME = env.str("PORTAL_NAME", "School portal")
CLOCK_FILE = env.str("CLOCK_FILE", "")
SEALED_ROOT = Path(env.str("SEALED_ROOT", str(PORTAL_VAR / "sealed")))
HEADS_FILE = Path(env.str("HEADS_FILE", str(PORTAL_VAR / "heads" / "heads.jsonl")))
CLAMD_ADDRESS = env.str("CLAMD_ADDRESS", "")

ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[urlparse(PORTAL_BASE_URL).hostname or "127.0.0.1"])
if PORTAL_MODE != "production":
    ALLOWED_HOSTS += ["127.0.0.1", "localhost", "[::1]"]

INSTALLED_APPS = [
    *APPS,
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "crispy_forms",
    "pgtrigger",
    "csp",
    "anymail",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.middleware.SessionLimitsMiddleware",  # ends a session before anything else is asked of it
    "accounts.middleware.SchoolMiddleware",
]
if PORTAL_RUN:
    MIDDLEWARE.insert(0, "schoolsocial.middleware.mark_the_run")

ROOT_URLCONF = "schoolsocial.urls"
WSGI_APPLICATION = "schoolsocial.wsgi.application"
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
                "schoolsocial.context.portal",
            ],
            "builtins": ["django.templatetags.i18n", "core.templatetags.ui"],
        },
    }
]

# The web role may read and add; the owner migrates. In one hand only where somebody set DATABASE_URL alone.
WEB_ROLE = env.str("WEB_ROLE", "") or (urlparse(env.str("DATABASE_URL", "")).username or "portal_web")
DATABASES = {
    "default": env.db_url_config(must(env, "DATABASE_URL", "./portal run starts a database; or name your PostgreSQL."))
    | {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True, "ATOMIC_REQUESTS": False}
}
if "postgresql" not in DATABASES["default"]["ENGINE"]:
    raise ImproperlyConfigured("DATABASE_URL must name a PostgreSQL database (postgres://…).")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "core_cache",
        # The default of 300 would let a flood of wrong tries push out what counts them.
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

# Sessions live in PostgreSQL: a dead broker never fails a page.
SESSION_ENGINE = "django.contrib.sessions.backends.db"
if PORTAL_RUN:  # cookies ignore ports: two portals on one machine would sign each other out
    SESSION_COOKIE_NAME = f"sessionid_{urlparse(PORTAL_BASE_URL).port}"
    CSRF_COOKIE_NAME = f"csrftoken_{urlparse(PORTAL_BASE_URL).port}"
# A session ends when nothing was done for a while, and after a day's work in any case: on our own clock.
SESSION_IDLE_MINUTES = between(env, "SESSION_IDLE_MINUTES", 30, 5, 60)
SESSION_HOURS = between(env, "SESSION_HOURS", 12, 1, 12)
SHORT_SESSION_IDLE_MINUTES = 5  # signed in with a printed code, on a machine that others wait for
SHORT_SESSION_MINUTES = 30
SESSION_COOKIE_AGE = SESSION_HOURS * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_AGE = None  # goes with the browser: nothing of a visit stays on a reporter's device
CSRF_COOKIE_SAMESITE = "Lax"

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
PASSWORD_HASHERS = (
    ["django.contrib.auth.hashers.MD5PasswordHasher"]
    if TEST_MODE
    else ["django.contrib.auth.hashers.PBKDF2PasswordHasher", "django.contrib.auth.hashers.ScryptPasswordHasher"]
)
LOGIN_URL = "/accounts/login/code/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/signed-out/"
ACCOUNT_ADAPTER = "accounts.adapters.account.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]  # nobody signs up; without the second, sign-in loses its password box
ACCOUNT_EMAIL_VERIFICATION = "none"  # the school gave us the address; a code proves it at each sign-in
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if PORTAL_BASE_URL.startswith("https:") else "http"
ACCOUNT_MAX_EMAIL_ADDRESSES = 1  # one address opens an account; accounts.views.addresses changes it
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 10 * 60
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = 2
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True  # no link that a mail scanner could open first
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 10 * 60
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = True  # the same answer in the same time for an unknown address
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False  # shared staffroom machines
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
# One proxy in front (docker-compose.yml): without this a whole school would count as one visitor.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXIES", 1 if PORTAL_BASE_URL.startswith("https:") else 0)
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "length": 6, "dashed": False}
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "20/m/ip,5/5m/key",
    "request_login_code": "30/m/ip,4/5m/key",
    "reset_password": "20/m/ip,5/h/key",
    # Wrong printed codes: of one visitor, of one school, of one name. Right ones are not counted.
    "printed_code": "20/5m/ip,100/h/key",
    "printed_code_name": "5/15m/key",
    "address_code": "5/h/user",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True  # also for somebody whose address is read by two people
MFA_ADAPTER = "accounts.adapters.second_step.MfaAdapter"
MFA_ALLOW_UNVERIFIED_EMAIL = True  # the school gave us the address; the first administrator has no mail yet
MFA_TOTP_TOLERANCE = 1  # a phone's clock is seldom exact
# allauth's forms in our words; what they do stays allauth's.
ACCOUNT_FORMS = {
    "login": "accounts.forms.allauth_forms.Login",
    "request_login_code": "accounts.forms.allauth_forms.RequestLoginCode",
    "confirm_login_code": "accounts.forms.allauth_forms.ConfirmLoginCode",
    "confirm_password_reset_code": "accounts.forms.allauth_forms.ConfirmPasswordResetCode",
    "reset_password": "accounts.forms.allauth_forms.ResetPassword",
    "reset_password_from_key": "accounts.forms.allauth_forms.ResetPasswordKey",
    "change_password": "accounts.forms.allauth_forms.ChangePassword",
    "set_password": "accounts.forms.allauth_forms.SetPassword",
    "reauthenticate": "accounts.forms.allauth_forms.Reauthenticate",
}
MFA_FORMS = {
    "authenticate": "accounts.forms.allauth_forms.Authenticate",
    "reauthenticate": "accounts.forms.allauth_forms.ReauthenticateWithApp",
    "activate_totp": "accounts.forms.allauth_forms.ActivateApp",
    "add_webauthn": "accounts.forms.allauth_forms.AddKey",
    "edit_webauthn": "accounts.forms.allauth_forms.EditKey",
}

# School accounts (Google Workspace, Microsoft 365): only who is known here already, and nothing of theirs is stored.
_PARTNERS, SIGN_IN_FAULTS = school_accounts.read(env.str("GOOGLE_SIGN_IN", ""), env.str("MICROSOFT_SIGN_IN", ""))
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": _PARTNERS}}
SOCIALACCOUNT_ADAPTER = "accounts.adapters.school_account.SchoolAccountAdapter"
SOCIALACCOUNT_AUTO_SIGNUP = False
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_LOGIN_ON_GET = False  # a GET never acts
SOCIALACCOUNT_REQUESTS_TIMEOUT = 10

LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", _("English"))]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/London"
CRISPY_ALLOWED_TEMPLATE_PACKS = ("school",)
CRISPY_TEMPLATE_PACK = "school"
CRISPY_FAIL_SILENTLY = False

STATIC_URL = "/static/"
STATIC_ROOT = PORTAL_VAR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "LOCATION": str(PORTAL_VAR / "files")},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if TEST_MODE
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = TEST_MODE
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "font-src": [SELF],
        "img-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF, *school_accounts.origins(_PARTNERS)],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
# "no-referrer" would make browsers send "Origin: null" with every form, which the CSRF check must refuse.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if PORTAL_BASE_URL.startswith("https:"):
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", True)
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("HSTS_SUBDOMAINS", True)
    SECURE_HSTS_PRELOAD = env.bool("HSTS_PRELOAD", True)
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    CSRF_TRUSTED_ORIGINS = [PORTAL_BASE_URL]

REDIS_URL = env.str("REDIS_URL", "")
CELERY_BROKER_URL = REDIS_URL
CELERY_RESULT_BACKEND = None
CELERY_TASK_IGNORE_RESULT = True
CELERY_TIMEZONE = "Europe/London"
CELERY_ENABLE_UTC = True
CELERY_BEAT_SCHEDULE_FILENAME = str(PORTAL_VAR / "beat" / "schedule")

# Mail leaves by a mail service that is named, or by a mail server; where neither is, the demo's mailbox keeps it.
EMAIL_PROVIDER = env.str("EMAIL_PROVIDER", "").strip().lower()
MAIL_HOOK_VIEW = MAIL_SENDING_DOMAIN = ""
MAIL_HEADERS: tuple[str, ...] | None = None
MAIL_EXTRA_HEADERS: dict[str, str] = {}
_mail, MAIL_FAULTS = mail_services.read(
    EMAIL_PROVIDER,
    env.str("EMAIL_PROVIDER_KEYS", ""),
    env.str("MAIL_WEBHOOK_SECRET", ""),
    env.str("MAIL_SENDING_DOMAIN", ""),
)
MAIL_FAULTS += mail_services.clashes(EMAIL_PROVIDER, PORTAL_MODE, env.str("EMAIL_URL", ""))
if env.str("EMAIL_URL", ""):
    _server = env.email_url("EMAIL_URL")
    globals().update({key: value for key, value in _server.items() if key.startswith("EMAIL_")})
else:
    EMAIL_BACKEND = "notices.backends.DemoMailbox"
globals().update(_mail)
EMAIL_TIMEOUT = 15
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "portal@school.example")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
MAIL_HOST_ID = env.str("MAIL_HOST_ID", "")

# No address of a visitor is ever logged: a reporter leaves no trace.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"portal": {"level": "INFO"}, "django.request": {"level": "ERROR"}, "django.server": {"level": "ERROR"}},
}
SILENCED_SYSTEM_CHECKS: list[str] = []

if PORTAL_MODE == "production":
    _faults = production_faults(globals())
    if _faults:
        raise ImproperlyConfigured("This is not fit for a real school:\n- " + "\n- ".join(_faults))
elif SIGN_IN_FAULTS or MAIL_FAULTS:
    raise ImproperlyConfigured("\n- ".join(["School accounts and mail:", *SIGN_IN_FAULTS, *MAIL_FAULTS]))
elif CLOCK_FILE and not TEST_MODE:
    raise ImproperlyConfigured("CLOCK_FILE moves the clock and is for tests only: remove it.")
