"""The one error of the import: a sentence to show to the person, saying what to do next."""

from core.errors import Refused


class ImportProblem(Refused):
    """The file cannot be read as a policy. ``str(problem)`` is one sentence, ready to show."""
