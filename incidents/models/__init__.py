"""Reports never change; cases do; what was done about them is added and never edited."""

from incidents.models import cases as cases
from incidents.models import record as record
from incidents.models import reports as reports
