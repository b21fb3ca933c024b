"""What an app contributes to the diagrams and the checks of workflows: its tables of transitions."""

from core.contributions.registry import Registry
from core.workflow import Table

WORKFLOWS = Registry(Table, variable="WORKFLOWS", noun="workflow")
