"""What the forms of several apps say again and again."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

ROLE = {"required": _("Choose a role"), "invalid_choice": _("Choose a role from the list")}


def words(label: Any, message: Any, *, optional: bool = False, length: int = 100, **kwargs: Any) -> forms.CharField:
    """Return a field for a line of text; ``message`` is what is said when it is left empty."""
    messages = {"required": message, "max_length": _("Use fewer letters")}
    return forms.CharField(label=label, max_length=length, required=not optional, error_messages=messages, **kwargs)
