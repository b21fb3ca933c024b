"""One call that gives a form its helper: plain post, no browser bubbles, one main button at the left."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout


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
