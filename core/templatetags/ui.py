"""The tags of the look. Usage of each stands in ``docs/reference/components.md``."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from django import template
from django.forms import BaseForm
from django.forms.boundfield import BoundField
from django.forms.formsets import BaseFormSet
from django.template.context import Context
from django.utils.dateformat import format as date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from core import clock
from core.pages import icons
from core.text import dates

register = template.Library()

# Status tags: what each kind looks like (css class) and which drawing says it without colour.
TAGS = {
    "done": ("done", "tick"),
    "due": ("due", "clock"),
    "overdue": ("overdue", "alert"),
    "danger": ("overdue", "alert"),
    "info": ("info", "ring"),
    "waiting": ("waiting", "bars"),
    "closed": ("waiting", "closed"),
    "none": ("waiting", "dash"),
    "confidential": ("confidential", "lock"),
}
SERIES = 3


register.simple_tag(icons.icon)  # {% icon "tick" %}
register.simple_tag(icons.crest)  # {% crest school.colour %}
register.simple_tag(icons.stripe)  # {% stripe school.colour %}
register.simple_tag(dates.day_words, name="day")  # {% day round.due %}
register.simple_tag(dates.time_words, name="clocktime")  # {% clocktime signature.signed_at %}
register.simple_tag(dates.moment_words, name="when")  # {% when entry.at %}


@register.simple_tag
def tag(kind: str, text: object) -> SafeString:
    """``{% tag "due" "Sign by Friday" %}``: a status tag of a kind in ``TAGS``, else KeyError; no kind, no tag."""
    if not kind:
        return SafeString()
    look, drawing = TAGS[kind]
    return format_html('<span class="tag tag-{}">{}<span>{}</span></span>', look, icons.icon(drawing), text)


@register.simple_tag
def printed() -> str:
    """``{% printed %}``: the day and time of printing, for the foot of a sheet: "Friday 19 September 2026, 8:14am"."""
    moment = clock.now()
    return f"{date_format(dates.local_day(moment), 'l j F Y')}, {dates.time_words(moment)}"


def _patterns(prefix: str) -> SafeString:
    """Return the hatch of series 2 and the dots of series 3, under ids of this drawing alone."""
    return format_html(
        '<defs><pattern id="{0}-2" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        '<rect class="ground" fill="#fff" width="8" height="8"/>'
        '<rect class="series-2" fill="#595959" width="5" height="8"/></pattern>'
        '<pattern id="{0}-3" width="8" height="8" patternUnits="userSpaceOnUse">'
        '<rect class="ground" fill="#fff" width="8" height="8"/>'
        '<circle class="series-3" fill="#767676" cx="4" cy="4" r="3"/></pattern></defs>',
        prefix,
    )


def _fill(prefix: str, series: int) -> SafeString:
    return mark_safe('class="series-1"') if series == 1 else format_html('fill="url(#{}-{})"', prefix, series)


def _next_id(context: Context) -> str:
    """Return an id no other drawing of this page has."""
    store: Any = context.render_context
    for layer in reversed(store.dicts):
        if "ui_drawings" in layer:
            layer["ui_drawings"] += 1
            return f"drawing-{layer['ui_drawings']}"
    store.dicts[0]["ui_drawings"] = 1
    return "drawing-1"


@register.simple_tag(takes_context=True)
def bar(context: Context, total: int, *values: int) -> SafeString:
    """``{% bar 100 80 6 %}``: a bar of at most three series out of ``total``; write the values in words under it."""
    if len(values) > SERIES:
        raise ValueError("A bar shows at most three series.")
    prefix = _next_id(context)
    drawn: list[SafeString] = []
    edges: list[SafeString] = []
    at = 0.0
    for series, value in enumerate(values, start=1):
        width = round(100 * value / total, 2) if total else 0.0
        if width:
            drawn.append(
                format_html('<rect x="{}%" width="{}%" height="100%" {}/>', round(at, 2), width, _fill(prefix, series))
            )
            at += width
            edges.append(
                format_html('<line class="gap-line" stroke="#fff" x1="{0}%" x2="{0}%" y1="0" y2="100%"/>', round(at, 2))
            )
    return format_html(
        '<svg class="bar" aria-hidden="true" focusable="false">{}{}{}</svg>',
        _patterns(prefix),
        format_html_join("", "{}", ((part,) for part in drawn)),
        format_html_join("", "{}", ((part,) for part in edges)),
    )


@register.simple_tag(takes_context=True)
def swatch(context: Context, series: int) -> SafeString:
    """``{% swatch 2 %}``: the little square of a key, in the pattern of that series."""
    prefix = _next_id(context)
    return format_html(
        '<svg class="swatch" aria-hidden="true" focusable="false">{}<rect width="100%" height="100%" {}/></svg>',
        _patterns(prefix) if series > 1 else "",
        _fill(prefix, series),
    )


class ErrorLine(NamedTuple):
    """One line of the error summary; ``target`` is the id of the control, or ""."""

    target: str
    text: str


def target_of(field: BoundField) -> str:
    """Return the id of the first control a person can reach in ``field``."""
    own = field.id_for_label
    if own:
        return own
    return f"{field.auto_id}_0" if field.auto_id else ""


def _lines(form: BaseForm) -> Iterable[ErrorLine]:
    for text in form.non_field_errors():
        yield ErrorLine("", str(text))
    for field in form:
        for text in field.errors:
            yield ErrorLine("" if field.is_hidden else target_of(field), str(text))


def error_lines(*candidates: object) -> list[ErrorLine]:
    """Return the lines of the error summary for forms, formsets and lists of them; anything else is passed over."""
    lines: list[ErrorLine] = []
    for item in candidates:
        if isinstance(item, BaseForm):
            lines += _lines(item) if item.is_bound and item.errors else []
        elif isinstance(item, BaseFormSet):
            if item.is_bound:
                lines += [ErrorLine("", str(text)) for text in item.non_form_errors()]
                lines += error_lines(*item.forms)
        elif isinstance(item, (list, tuple)):
            lines += error_lines(*item)
    return lines


@register.simple_tag(takes_context=True)
def page_errors(context: Context) -> list[ErrorLine]:
    """``{% page_errors as problems %}``: the problems of the page's ``form``, ``formset`` and ``forms``."""
    names = ("form", "formset", "forms", "verify_form", "change_form")
    forms = {id(form): form for form in map(context.get, names) if form is not None}
    return error_lines(*forms.values())


@register.inclusion_tag("_components/error_summary.html")
def error_summary(*forms: object) -> dict[str, object]:
    """``{% error_summary form %}``: the summary by itself; ``base.html`` shows it without being asked."""
    return {"problems": error_lines(*forms)}


@register.filter
def is_optional(field: BoundField) -> bool:
    """Whether "(optional)" is to be written after the label: not needed, not a lone tick box, not already said."""
    says_so = "(optional)" in str(field.label or "").lower()
    return not field.field.required and not says_so and not getattr(field.field, "plain_label", False)


@register.filter
def is_day(field: BoundField) -> bool:
    """Whether the field asks for a day in three boxes."""
    return bool(getattr(field.field.widget, "is_day_widget", False))


@register.filter
def split_words(text: str) -> list[str]:
    """``{% for name in "tick clock"|split_words %}``: the words of a text."""
    return text.split()
