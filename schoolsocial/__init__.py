"""The portal itself: settings, addresses, the worker, the home page. ``APPS`` are its own apps, the highest first."""

APPS = (
    "demo",
    "schoolsocial",
    "governance",
    "incidents",
    "registers",
    "signoffs",
    "policies",
    "accounts",
    "roll",
    "notices",
    "people",
    "schools",
    "ledger",
    "core",
)
