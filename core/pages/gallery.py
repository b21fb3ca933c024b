"""Every component in every state, and the seven drawn screens. For builders and tests only."""

import datetime as dt
from types import SimpleNamespace
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from core import clock
from core.access import PUBLIC, page
from core.contributions.pages import Todo
from core.pages.forms import CardBoxes, CardRadios, DayField, Hinted, school_helper

JOBS = [
    Todo("Social media policy", "#", "Changed since you signed in September", "due", "Sign by Friday 27 November", 3),
    Todo("Friends and family online", "#", "Your yearly answer", "waiting", "Due Friday 4 December", 2),
]
WAITS = [Todo("Your question about section 6", "#", "Asked on Tuesday. Answered within 3 school days.", "info", "Sent")]
FINISHED = [
    Todo(
        "Acceptable use agreement", "#", "You signed on Thursday 3 September", "done", "Signed", link_text="Certificate"
    ),
    Todo(
        "Safer working practice", "#", "You signed on Thursday 3 September", "done", "Signed", link_text="Certificate"
    ),
]
PARTS = [
    SimpleNamespace(kind=kind, text=text)
    for kind, text in (
        ("same", "Staff do not connect with past pupils under "),
        ("removed", "16"),
        ("same", " "),
        ("added", "18"),
        ("same", " on personal accounts. "),
        ("added", "A link that began before the job is declared, and the headteacher decides."),
    )
]
LONG = {
    "school": SimpleNamespace(
        name="St Wilfrid’s and Our Lady of Good Counsel Catholic Voluntary Academy", colour="#F2C230", slug="long"
    ),
    "acting_role": "Executive headteacher and safeguarding lead of the trust",
    "nav": [
        {"label": label, "url": "#", "current": label == "Policies", "count": 12 if label == "Concerns" else 0}
        for label in ["Home", "Concerns", "Board", "Policies", "Sign-offs", "Disclosures", "People", "Report a concern"]
    ],
    "switcher": [
        {"name": "St Wilfrid’s", "url": "#", "current": True},
        {"name": "Oakfield Primary School", "url": "#", "current": False},
    ],
    "demo_mode": True,
}
WRONG = {"since_day": "31", "since_month": "2", "since_year": "2026", "email": "alex"}
SCREENS = ("home", "board", "case", "family", "inbox", "report", "sign")


class GalleryForm(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label=_("Name on the record"), error_messages={"required": _("Enter your name")})
    email = forms.EmailField(
        label=_("E-mail address"),
        required=False,
        help_text=_("We use it to answer you."),
        widget=forms.EmailInput({"autocomplete": "email", "class": "w-20"}),
    )
    since = DayField(label=_("When did it begin?"), help_text=_("For example, 3 9 2026. A guess is fine."))
    kind = forms.ChoiceField(
        label=_("Who is it?"),
        choices=[
            ("family", _("Family")),
            ("friend", Hinted(_("A friend"), _("Somebody you know from outside school"))),
            ("other", _("Somebody else")),
        ],
        widget=CardRadios,
        error_messages={"required": _("Choose who it is")},
    )
    children = forms.MultipleChoiceField(
        label=_("Your children"),
        help_text=_("Tick each child you are signing for."),
        choices=[
            ("a", Hinted("Amelia", "Year 5, Fir class")),
            ("b", Hinted("Noah", "Year 2, Cedar class")),
            ("c", Hinted("Wolfeschlegelsteinhausenbergerdorff-Maximiliana", "Reception, Acorn class")),
        ],
        widget=CardBoxes(tick_all=_("Tick all")),
        error_messages={"required": _("Tick each child you are signing for")},
    )
    story = forms.CharField(
        label=_("What happened?"),
        help_text=_("Use your own words."),
        widget=forms.Textarea({"rows": 5, "autocomplete": "off"}),
        error_messages={"required": _("Tell us what happened")},
    )
    place = forms.ChoiceField(
        label=_("Where"), choices=[("", _("Choose one")), ("chat", _("A group chat"))], required=False
    )
    picture = forms.FileField(label=_("Picture"), required=False, help_text=_("Smaller than 10 MB."))
    password = forms.CharField(label=_("Password"), required=False, widget=forms.PasswordInput({"class": "w-20"}))
    code = forms.CharField(
        label=_("Code from your e-mail"),
        required=False,
        widget=forms.TextInput({"class": "code", "inputmode": "numeric", "autocomplete": "one-time-code"}),
    )
    agree = forms.BooleanField(
        label=_("I have read this policy and I will follow it"),
        error_messages={"required": _("Tick the box to show that you agree")},
    )
    helper = school_helper(button=_("Send to the headteacher"), second=(_("I have a question first"), "#"))


def _context(name: str, form: GalleryForm) -> dict[str, Any]:
    """Return made-up contents: a school, its menu, jobs and parts of a changed sentence."""
    dsl = name in ("case", "inbox")
    labels = ["Concerns", "Home", "Policies", "What is running"] if dsl else ["Home", "Policies", "Report a concern"]
    if name == "board":
        labels = ["Board", "Review calendar", "Policies"]
    roles = {"board": "Governor", "case": "Safeguarding lead", "inbox": "Safeguarding lead"}
    school = SimpleNamespace(name="Oakfield Primary School", slug="oakfield", colour="#2D6A3E", phone="01234 567 890")
    today = clock.today()
    return {
        "school": school,
        "acting_role": roles.get(name, "Staff · Class teacher"),
        "nav": [
            {"label": label, "url": "#", "current": not place, "count": 0 if place or name == "board" else 2}
            for place, label in enumerate(labels)
        ],
        "help_phone": school.phone,
        "help_hours": "8am to 4pm on school days",
        "seen_by": "the safeguarding lead and 2 deputies",
        "leave_url": "/colours/",
        "neutral": "/accessibility/",
        "form": form,
        "todos": JOBS,
        "waits": WAITS,
        "finished": FINISHED,
        "parts": PARTS,
        "page": Paginator(range(90), 30).page(2),
        "gallery_trail": [{"url": "#", "label": "Policies"}, {"url": "#", "label": "Social media policy"}],
        "now": clock.now(),
        "today": today,
        "far": today + dt.timedelta(days=400),
    }


@page(who=PUBLIC)
def gallery(request: HttpRequest, name: str = "gallery") -> HttpResponse:
    """Show the gallery, or one drawn screen; ``?state=error`` shows the form after a wrong answer."""
    if name != "gallery" and name not in SCREENS:
        raise Http404
    wrong = request.GET.get("state") == "error"
    form = GalleryForm(WRONG) if wrong else GalleryForm()
    if request.GET.get("state") == "messages":
        messages.success(request, _("Signed. Thank you."))
        messages.warning(request, _("Two people hold this role on paper only."))
        messages.info(request, _("The reminder goes out on Monday."))
    context = _context(name, form)
    if request.GET.get("state") == "long":
        context |= LONG
    template = "gallery/gallery.html" if name == "gallery" else f"gallery/{name}.html"
    return render(request, template, context)
