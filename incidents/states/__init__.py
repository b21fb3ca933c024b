"""Words, workflow and routes of reports and cases. Tables only: what is decided with them stands in ``rules``."""

from incidents.states.kinds import KINDS, Kind, KindSpec, group_of
from incidents.states.permissions import Permission
from incidents.states.routes import ALSO, ANY_HOUR, OFFICE_ROLES, ROUTES, Also, Office, Route
from incidents.states.workflow import (
    CASE,
    OPEN,
    Capacity,
    Danger,
    Direction,
    DraftUse,
    FromKind,
    Move,
    Outcome,
    ReporterStatus,
    State,
)

__all__ = [
    "ALSO",
    "ANY_HOUR",
    "CASE",
    "KINDS",
    "OFFICE_ROLES",
    "OPEN",
    "ROUTES",
    "Also",
    "Capacity",
    "Danger",
    "Direction",
    "DraftUse",
    "FromKind",
    "Kind",
    "KindSpec",
    "Move",
    "Office",
    "Outcome",
    "Permission",
    "ReporterStatus",
    "Route",
    "State",
    "group_of",
]
