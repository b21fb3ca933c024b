"""What gives a form its helper: plain post, no browser bubbles, one main button at the left."""

from collections.abc import Mapping
from typing import Any, TypeAlias

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from core.text.words import Words

# What a page gets by POST; None for a page that is only looked at.
FormData: TypeAlias = Mapping[str, Any] | None
FormFiles: TypeAlias = MultiValueDict[str, Any] | None


def school_helper(
    form: Any = None,
    *layout: Any,
    button: object = "",
    second: tuple[object, str] | None = None,
    action: Any = "",
    method: str = "post",
    danger: bool = False,
    quiet: bool = False,
    tag: bool = True,
    css_class: str = "",
) -> FormHelper:
    """Return a FormHelper for ``form`` (may be None) drawn by the school pack.

    ``button`` is the main button, worded verb + object; ``second`` is (words, url) of a plain link beside it;
    ``danger`` paints the button brick, ``quiet`` draws it as a second button, where the page has another main one;
    ``tag=False`` leaves the <form> element to the page. Without ``layout`` every field is drawn in order.
    """
    helper = FormHelper(form) if form is not None and not layout else FormHelper()
    if layout:
        helper.layout = Layout(*layout)
    helper.form_action = action
    helper.form_method = method
    helper.form_tag = tag
    helper.form_class = css_class
    helper.attrs = {"novalidate": True}
    helper.disable_csrf = method.lower() != "post"
    helper.main_button = button
    helper.main_look = "button danger" if danger else "button second" if quiet else "button"
    helper.second_words, helper.second_url = second or ("", "")
    return helper


class PageForm(forms.Form):
    """A form with one main button and, where ``back`` is given, a plain link beside it.

    ``button`` and ``danger`` are those of ``school_helper``; ``second_words`` are the words of the link.
    """

    button: Words = ""
    second_words: Words = _("Back")
    danger = False

    def __init__(
        self,
        data: FormData = None,
        files: FormFiles = None,
        *,
        initial: Mapping[str, object] | None = None,
        back: str = "",
    ) -> None:
        super().__init__(data, files, initial=dict(initial or {}))
        second = (self.second_words, back) if back else None
        self.helper = school_helper(button=self.button, second=second, danger=self.danger)
