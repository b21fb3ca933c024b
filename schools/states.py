"""Where a school is, the terms of its year, and what a role may do to how it works."""

from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Permission(StrEnum):
    """What a role may do here; ``people`` says which roles may."""

    SCHOOL_CONFIGURE = "school.configure"


class Nation(TextChoices):
    """Which bank holidays a school keeps."""

    ENGLAND = "england", _("England")
    WALES = "wales", _("Wales")
    SCOTLAND = "scotland", _("Scotland")
    NORTHERN_IRELAND = "northern_ireland", _("Northern Ireland")


class Season(TextChoices):
    """The three terms of a school year."""

    AUTUMN = "autumn", _("Autumn")
    SPRING = "spring", _("Spring")
    SUMMER = "summer", _("Summer")
