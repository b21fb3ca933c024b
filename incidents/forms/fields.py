"""Fields that the forms share. No text may contain a credential, and no browser fills one in or keeps it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django import forms
from django.utils.functional import lazy
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from core.pages.forms import CardRadios
from incidents import rules

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise as Words

LONG = 8000
OFF = {"autocomplete": "off"}


def _no_credential(value: str) -> None:
    if rules.contains_credential(value):
        raise forms.ValidationError(rules.NO_CREDENTIALS, code="credential")


def radios(label: Words, choices: Iterable[tuple[str, Words]], needed: Words) -> forms.ChoiceField:
    """Return a choice of one; ``needed`` is what to do when none is chosen."""
    return forms.ChoiceField(label=label, choices=choices, widget=CardRadios(OFF), error_messages={"required": needed})


def words(
    label: Words,
    *,
    needed: Words = "",
    hint: Words = "",
    rows: int = 0,
    limit: int = LONG,
    **attrs: str,
) -> forms.CharField:
    """Return a text field.

    ``needed`` is what to do when it is empty ("" means it may be), ``rows`` makes it a box of several lines.
    """
    shape = {**OFF, **attrs}
    widget: forms.Widget = forms.Textarea({"rows": rows, **shape}) if rows else forms.TextInput(shape)
    too_long = _("Write fewer than %(limit_value)s letters")
    return forms.CharField(
        label=label,
        help_text=hint,
        required=bool(needed),
        max_length=limit,
        widget=widget,
        validators=[_no_credential],
        error_messages={"required": needed, "max_length": too_long},
    )


heading = lazy(lambda text: format_html("<h1>{}</h1>", text), str)
