"""The two levels of confidentiality, and what the check of a chain can find."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Confidentiality(TextChoices):
    """Everyday records are read by those who run the school; confidential ones only by those whom a case admits."""

    EVERYDAY = "everyday", _("Everyday")
    CONFIDENTIAL = "confidential", _("Confidential")


class Fault(TextChoices):
    """What ``verify`` can say of an entry, a chain or a record that an entry vouches for."""

    CHANGED = "changed", _("entry changed")
    MISSING = "missing", _("entry missing")
    CUT = "cut", _("entries cut off at the end")
    HEAD = "head", _("head does not match the head written outside")
    RECORD_CHANGED = "record changed", _("record changed")
    RECORD_GONE = "record gone", _("record gone")


GENESIS = "0" * 64
