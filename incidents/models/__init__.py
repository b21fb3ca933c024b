"""Reports never change; cases do; what was done about them is added and never edited."""

from incidents.models.cases import Case, CaseReader, Look, Party
from incidents.models.record import CaseEntry, Closing, Message
from incidents.models.reports import Report, ReportDraft, ReturnTry

WITNESSED = (Report, CaseEntry, Message, Closing)

__all__ = [
    "WITNESSED",
    "Case",
    "CaseEntry",
    "CaseReader",
    "Closing",
    "Look",
    "Message",
    "Party",
    "Report",
    "ReportDraft",
    "ReturnTry",
]
