"""All settings, in one file. Every value that a deployment may change is an environment variable.

With nothing set this is the demo: an embedded PostgreSQL and Valkey under `var/`, DEBUG off, a
secret key kept in `var/`. Setting DATABASE_URL and CELERY_BROKER_URL is all that production changes.
"""

from datetime import timedelta
from pathlib import Path

from csp.constants import NONCE, NONE, SELF
from environs import Env, EnvError, validate

from config.caching import caches
from config.env import TWO_FACTORS, origin_of, provider_of, secret_key
from config.services import addresses
from config.sweeps import ROUTES, beat_schedule

BASE_DIR = Path(__file__).resolve().parent.parent
env = Env()
AT_LEAST_ONE = validate.Range(min=1)
POSITIVE = validate.Range(min=0.01)
PROBABILITY = validate.Range(min=0.01, max=0.999)
SHARE = validate.Range(min=0.0, max=0.9)
"""Of the queue or the catalog: something has to be left for what the model learns from."""

VAR_DIR: Path = env.path("MOODLOOP_VAR", default=BASE_DIR / "var").resolve()
DEMO: bool = env.bool("MOODLOOP_DEMO", default=False)
DEBUG: bool = env.bool("DJANGO_DEBUG", default=False)
SECRET_KEY: str = env.str("DJANGO_SECRET_KEY", default="") or secret_key(VAR_DIR)
ALLOWED_HOSTS: list[str] = env.list("DJANGO_ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS: list[str] = env.list("DJANGO_CSRF_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    "config",
    "recommender",
    "training",
    "labeling",
    "catalog",
    "config.office.apps.OfficeConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "csp",
    "auditlog",
    "axes",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",  # before whatever answers by itself: static files carry it too
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "recommender.api.problems.ProblemsOfTheApi",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "config.middleware.LanguageOfThePerson",
    "recommender.patience.PatienceOfPages",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "config.two_factor.SecondFactorWhereItIsAsked",
    "config.history.NamesWhoChanges",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "config.urls"
# A product's page is the recommender's, which the catalog does not know.
ABSOLUTE_URL_OVERRIDES = {"catalog.product": lambda product: f"/style/products/{product.pk}/"}
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

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
                "csp.context_processors.nonce",
            ]
        },
    }
]

# Database ---------------------------------------------------------------------------------------

DATABASE_URL: str = env.str("DATABASE_URL", default="")
EMBEDDED_DATABASE = not DATABASE_URL
DATABASES = {"default": env.dj_db_url("DATABASE_URL", default=addresses.postgres_url(VAR_DIR))}
DATABASES["default"]["CONN_MAX_AGE"] = 60
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DATABASES["default"].setdefault("OPTIONS", {}).setdefault("connect_timeout", 10)
if not DATABASES["default"]["ENGINE"].endswith("postgresql"):
    raise EnvError('Environment variable "DATABASE_URL" invalid: only PostgreSQL will do, postgresql://…')

# Celery -----------------------------------------------------------------------------------------

CELERY_BROKER_URL: str = env.str("CELERY_BROKER_URL", default="")
EMBEDDED_BROKER = not CELERY_BROKER_URL
CELERY_BROKER_URL = CELERY_BROKER_URL or addresses.broker_url(VAR_DIR)
CACHES = caches(CELERY_BROKER_URL, env.str("CACHE_URL", default=""))
CELERY_TASK_SERIALIZER = "json"
CELERY_RESULT_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = "UTC"
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_TIME_LIMIT = 60 * 60
# Longer than the longest task, or the broker would hand a running training to a second worker.
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 2 * 60 * 60}
CELERY_TASK_ROUTES = ROUTES
SWEEP_SECONDS: float = env.float("MOODLOOP_SWEEP_SECONDS", default=2.0, validate=validate.Range(min=0.1))
CELERY_BEAT_SCHEDULE = beat_schedule(SWEEP_SECONDS)
# Sweeps are due every few seconds: nothing to remember over a restart, and no file that a crash could break.
CELERY_BEAT_SCHEDULER = "celery.beat:Scheduler"

# The loop ---------------------------------------------------------------------------------------

ENCODER: str = env.str("ENCODER", default="efficientnet_lite0")
ENCODER_WEIGHTS: Path | None = env.path("ENCODER_WEIGHTS", default=None)
TORCH_DEVICE: str = env.str("TORCH_DEVICE", default="cpu")
ENCODER_ENGINE: str = env.str("ENCODER_ENGINE", default="auto")
"""What runs the encoder: openvino, torch, or the faster one that runs on the device."""
SOFT_LABELS: bool = env.bool("MOODLOOP_SOFT_LABELS", default=False)
"""Whether a head is taught, where people differ, how much so a photo is by comparisons."""
RETRAIN_AFTER: int = env.int("MOODLOOP_RETRAIN_AFTER", default=20, validate=AT_LEAST_ONE)
"""Reviews that were not yet learned from before a training starts by itself."""
QUEUE_TARGET: int = env.int("MOODLOOP_QUEUE_TARGET", default=60, validate=AT_LEAST_ONE)
"""Items kept waiting for the curators."""
AUDIT_SHARE: float = env.float("MOODLOOP_AUDIT_SHARE", default=0.10, validate=SHARE)
"""Share of products drawn into the audit set on arrival, and of the queue that asks about them."""
CONTROL_SHARE: float = env.float("MOODLOOP_CONTROL_SHARE", default=0.10, validate=SHARE)
"""Share of the queue chosen uniformly at random and trained on: the always-on comparison."""
TRAINING_MINUTES: float = env.float("MOODLOOP_TRAINING_MINUTES", default=20.0, validate=POSITIVE)
"""A training that takes longer is ended as failed."""
TUNING_MINUTES: float = env.float("MOODLOOP_TUNING_MINUTES", default=600.0, validate=POSITIVE)
"""A fine-tuning of the CNN that takes longer is ended, and goes on from its checkpoint when asked again."""
BACKTEST_MINUTES: float = env.float("MOODLOOP_BACKTEST_MINUTES", default=120.0, validate=POSITIVE)
"""A back-test of ways of asking that takes longer is ended as failed."""
TAG_GOAL: float = env.float("MOODLOOP_TAG_GOAL", default=0.8, validate=PROBABILITY)
"""Average precision that a tag is meant to reach: how many more labels it needs is told for this."""
PUBLISH_PRECISION: float = env.float("MOODLOOP_PUBLISH_PRECISION", default=0.9, validate=PROBABILITY)
"""Precision promised to shoppers: a predicted tag is published only where it can be kept."""
PUBLISH_SECONDS: float = env.float("MOODLOOP_PUBLISH_SECONDS", default=0.0, validate=validate.Range(min=0.0))
"""News wait for as long after a publication, so that the shop changes at a pace; a promotion never waits."""
# They end themselves in time; this is for one that hangs.
CELERY_TASK_ANNOTATIONS = {
    "training.tasks.tune_if_asked": {"time_limit": 60 * (TUNING_MINUTES + 60)},
    "training.tasks.backtest_if_asked": {"time_limit": 60 * (BACKTEST_MINUTES + 60)},
    "catalog.tasks.go_on_with_imports": {"time_limit": 6 * 60 * 60},
}
EVENT_DAYS: int = env.int("MOODLOOP_EVENT_DAYS", default=90, validate=AT_LEAST_ONE)
"""How long looks and offers are kept; what shoppers like is kept until they forget it."""
CHANGES_DAYS: int = env.int("MOODLOOP_CHANGES_DAYS", default=90, validate=AT_LEAST_ONE)
"""How long the log of published tags tells every change; who follows it may be away for so long."""
PAGE_QUERY_SECONDS: float = env.float("MOODLOOP_PAGE_QUERY_SECONDS", default=8.0, validate=POSITIVE)
"""A query of the shop's pages or API that takes longer is given up, and the page says so."""
LEASE_MINUTES: int = env.int("MOODLOOP_LEASE_MINUTES", default=15, validate=AT_LEAST_ONE)

# The vector index -------------------------------------------------------------------------------

INDEX: str = env.str("MOODLOOP_INDEX", default="pgvector", validate=validate.OneOf(["pgvector", "milvus"]))
MILVUS_URI: str = env.str("MOODLOOP_MILVUS_URI", default="") or str(VAR_DIR / "milvus.db")
MILVUS_TOKEN: str = env.str("MOODLOOP_MILVUS_TOKEN", default="")
# HNSW's, as chosen by benchmarks/search.py (docs/benchmarks.md).
INDEX_M: int = env.int("MOODLOOP_INDEX_M", default=24, validate=validate.Range(min=4, max=100))
INDEX_EF_CONSTRUCTION: int = env.int(
    "MOODLOOP_INDEX_EF_CONSTRUCTION", default=200, validate=validate.Range(min=8, max=1000)
)
INDEX_EF_SEARCH: int = env.int(
    "MOODLOOP_INDEX_EF_SEARCH", default=200, validate=validate.Range(min=10, max=1000)
)
INDEX_SCANNED: int = env.int("MOODLOOP_INDEX_SCANNED", default=20_000, validate=validate.Range(min=0))
"""Photos at most that are read one by one where a filter leaves so few."""
INDEX_BUILD_MB: int = env.int("MOODLOOP_INDEX_BUILD_MB", default=2048, validate=AT_LEAST_ONE)
INDEX_BUILD_WORKERS: int = env.int(
    "MOODLOOP_INDEX_BUILD_WORKERS", default=1, validate=validate.Range(min=0, max=32)
)
"""Processes that help to build a graph, where the machine has shared memory for them."""

# Files ------------------------------------------------------------------------------------------

MEDIA_ROOT: Path = env.path("MOODLOOP_MEDIA", default=VAR_DIR / "media")
KEEP_ORIGINALS: bool = env.bool("MOODLOOP_KEEP_ORIGINALS", default=False)
"""Keep imported photos as they came, too, with their notes on places and cameras. They are never served."""
PRIVATE_ROOT: Path = env.path("MOODLOOP_PRIVATE", default=VAR_DIR / "private")
"""Photos that shoppers look with, for an hour: served to nobody but to the one who brought them."""
PHOTOS_PER_MINUTE: int = env.int("MOODLOOP_PHOTOS_PER_MINUTE", default=12, validate=AT_LEAST_ONE)
"""That one browser may look with, and ten times as many in an hour; three times as many from one address."""
PHOTOS_WAITING: int = env.int("MOODLOOP_PHOTOS_WAITING", default=40, validate=AT_LEAST_ONE)
"""Photos that may wait to be looked at; who brings another one is asked to come back."""
IMPORT_ROOTS: list[str] = env.list("MOODLOOP_IMPORT_ROOTS", default=[])
"""Folders on this machine below which managers may name one to import. Nothing outside is read."""
IMPORT_S3: list[str] = env.list("MOODLOOP_IMPORT_S3", default=[])
"""Addresses, s3://bucket/prefix, below which managers may name one to import."""
S3_ENDPOINT: str = env.str("MOODLOOP_S3_ENDPOINT", default="")
"""Where what speaks S3 is, if it is not Amazon's. Keys are boto3's own: AWS_ACCESS_KEY_ID and the like."""
UPLOAD_MB: int = env.int("MOODLOOP_UPLOAD_MB", default=2048, validate=AT_LEAST_ONE)
"""Megabytes of a catalog that is uploaded in the browser."""
STATIC_URL = "static/"
STATIC_ROOT: Path = env.path("MOODLOOP_STATIC", default=VAR_DIR / "static")
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    "private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {
            "location": PRIVATE_ROOT,
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    },
}

# People -----------------------------------------------------------------------------------------

LANGUAGE_CODE = "ko"
LOCALE_PATHS = [BASE_DIR / "locale"]
LANGUAGES = [("ko", "한국어"), ("en", "English")]
TIME_ZONE = env.str("DJANGO_TIME_ZONE", default="Asia/Seoul")
USE_TZ = True
AUTHENTICATION_BACKENDS = ["config.backends.PersonBackend"]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "login"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
EMAIL_URL: str = env.str("EMAIL_URL", default="")
"""Where letters go out: smtp+tls://user:password@host:587. Without it links are handed over by hand."""
if EMAIL_URL:
    vars().update(env.dj_email_url("EMAIL_URL"))
DEFAULT_FROM_EMAIL: str = env.str("MOODLOOP_MAIL_FROM", default="moodloop@localhost")
PASSWORD_RESET_TIMEOUT = 12 * 60 * 60  # seconds; a manager hands the link over, and it is used the same day
LOGIN_ATTEMPTS: int = env.int("MOODLOOP_LOGIN_ATTEMPTS", default=6, validate=AT_LEAST_ONE)
"""Wrong passwords for one name from one address before the door is shut."""
LOGIN_COOL_OFF: float = env.float("MOODLOOP_LOGIN_COOL_OFF_MINUTES", default=15.0, validate=POSITIVE)
"""Minutes until it opens by itself."""
AXES_FAILURE_LIMIT = LOGIN_ATTEMPTS
AXES_COOLOFF_TIME = timedelta(minutes=LOGIN_COOL_OFF)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"], "username", "ip_address"]
AXES_HANDLER = "config.limits.Attempts"
AXES_LOCKOUT_CALLABLE = "config.limits.shut"
AXES_CLIENT_IP_CALLABLE = "config.limits.address_of_attempt"
AXES_RESET_ON_SUCCESS = AXES_ENABLE_ACCESS_FAILURE_LOG = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = AXES_ENABLE_ADMIN = AXES_VERBOSE = False

TWO_FACTOR: str = env.str("MOODLOOP_TWO_FACTOR", default="off", validate=validate.OneOf(TWO_FACTORS))
"""A code beside the password: for nobody, for whoever wants it, or for everybody who manages people."""
OIDC_ISSUER: str = env.str("MOODLOOP_OIDC_ISSUER", default="")
"""Single sign-on: where OpenID Connect's discovery begins. Empty: there is none."""
OIDC_NAME: str = env.str("MOODLOOP_OIDC_NAME", default="SSO")
OIDC_CLIENT_ID: str = env.str("MOODLOOP_OIDC_CLIENT_ID", default="")
OIDC_CLIENT_SECRET: str = env.str("MOODLOOP_OIDC_CLIENT_SECRET", default="")
OIDC_CLAIM: str = env.str("MOODLOOP_OIDC_CLAIM", default="groups")
"""Of what the provider says of a person, what their roles follow from."""
OIDC_ROLES: dict[str, str] = env.dict("MOODLOOP_OIDC_ROLES", default={})
"""From a value of the claim to a role. Who has none of the values is not let in."""
if OIDC_ISSUER and not OIDC_CLIENT_ID:
    raise EnvError('Environment variable "MOODLOOP_OIDC_CLIENT_ID" not set, and MOODLOOP_OIDC_ISSUER is')
ACCOUNT_ADAPTER = "config.single_sign_on.Accounts"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_UNIQUE_EMAIL = False
ACCOUNT_SIGNUP_FIELDS = ["username*"]
MFA_FORMS = {"authenticate": "config.guessing.CodeForm", "reauthenticate": "config.guessing.CodeAgainForm"}
MFA_TOTP_ISSUER = "Moodloop"
MFA_TOTP_TOLERANCE = 1  # half minutes by which a clock may be wrong
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_RECOVERY_CODES_SHOW_ONCE = True
SOCIALACCOUNT_ADAPTER = "config.single_sign_on.SingleSignOn"
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_PROVIDERS = provider_of(OIDC_ISSUER, OIDC_NAME, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET)
# config/history.py says what is noted. Who is told by name, not by a number that is nobody's any more.
AUDITLOG_USE_FK_STRING_REPRESENTATION = True
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAdminUser"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["labeling.parsing.PlainJSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Moodloop",
    "DESCRIPTION": "What a shop is given: similar style, search by tags and photos, published tags to copy.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "PREPROCESSING_HOOKS": ["recommender.api.schema.only_ours"],
    "SCHEMA_PATH_PREFIX": "/api/v1/",
    "ENUM_NAME_OVERRIDES": {
        "TagSource": "recommender.models.PublishedTag.Source",
        "FoundBy": "recommender.services.searching.By",
    },
}
API_ANONYMOUS_PER_MINUTE: int = env.int(
    "MOODLOOP_API_ANONYMOUS_PER_MINUTE", default=60, validate=AT_LEAST_ONE
)
API_TOKEN_PER_MINUTE: int = env.int("MOODLOOP_API_TOKEN_PER_MINUTE", default=1200, validate=AT_LEAST_ONE)
API_EXPORTS_PER_HOUR: int = env.int("MOODLOOP_API_EXPORTS_PER_HOUR", default=12, validate=AT_LEAST_ONE)

# Security ---------------------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "connect-src": [SELF],
        "font-src": [SELF],
        # Chrome holds the redirect after a form against this, too.
        "form-action": [SELF, *([origin_of(OIDC_ISSUER)] if OIDC_ISSUER else [])],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
# The demo speaks plain HTTP on the loopback; everything else is expected behind TLS.
HTTPS: bool = env.bool("DJANGO_HTTPS", default=not (DEMO or DEBUG))
SECURE_SSL_REDIRECT = HTTPS
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
if env.bool("DJANGO_BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname:<7} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    # Celery tells of every sweep that found nothing to do.
    "loggers": {"celery": {"level": "WARNING"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
}
