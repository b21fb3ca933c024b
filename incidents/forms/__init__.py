"""Forms of reporters, of staff who report, and of those who hold cases."""

from incidents.forms.case import (
    CloseForm,
    EntryForm,
    MessageForm,
    PartyForm,
    PassForm,
    ReasonForm,
    SearchForm,
    WaitForm,
)
from incidents.forms.report import STEPS, AnswerForm, ReturnForm, StaffForm
from incidents.forms.routes import RouteForm, TryForm

__all__ = [
    "STEPS",
    "AnswerForm",
    "CloseForm",
    "EntryForm",
    "MessageForm",
    "PartyForm",
    "PassForm",
    "ReasonForm",
    "ReturnForm",
    "RouteForm",
    "SearchForm",
    "StaffForm",
    "TryForm",
    "WaitForm",
]
