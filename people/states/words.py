"""Small enumerations."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class AddressKind(TextChoices):
    EMAIL = "email", _("E-mail")
    PHONE = "phone", _("Phone")


class Relationship(TextChoices):
    """What a carer is to a pupil."""

    MOTHER = "mother", _("Mother")
    FATHER = "father", _("Father")
    STEP_PARENT = "step_parent", _("Step-parent")
    GRANDPARENT = "grandparent", _("Grandparent")
    FOSTER_CARER = "foster_carer", _("Foster carer")
    GUARDIAN = "guardian", _("Guardian")
    OTHER = "other", _("Other carer")


class TieKind(TextChoices):
    """Why one person may not hear of another's case."""

    FAMILY = "family", _("Family")
    PARTNER = "partner", _("Partner")
    FRIEND = "friend", _("Close friend")
    OTHER = "other", _("Another tie")


class PupilState(TextChoices):
    """Where a child is, by the places in classes."""

    HERE = "here", _("Here today")
    TO_COME = "to_come", _("To come")
    LEFT = "left", _("Has left")


class AccountState(TextChoices):
    """What the office sees of a colleague's account."""

    NONE = "none", _("No account")
    INVITED = "invited", _("Invited")
    ACTIVE = "active", _("Has signed in")
    CLOSED = "closed", _("Closed")


class SameReason(TextChoices):
    """Why two entries are one person."""

    ADDRESS = "address", _("They have the same address or telephone")
    TOLD = "told", _("The person told us")
    DOUBLE = "double", _("The same person was added twice")
    BOTH = "both", _("They are here in two ways, such as a teacher whose child is here")
