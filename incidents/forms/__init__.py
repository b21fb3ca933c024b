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
    "SearchForm",
    "StaffForm",
    "WaitForm",
]
