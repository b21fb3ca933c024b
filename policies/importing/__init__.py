"""Reading a policy from a school's own file. Pure: nothing here touches the database.

``read_policy(name, data)`` is the way in; ``markup.to_html(text)`` shows what it gives; ``compare`` serves the
``samples`` command.
"""

from .parsed import ParsedClause, ParsedPolicy, Signatory
from .problems import ImportProblem
from .reader import read_policy

__all__ = ["ImportProblem", "ParsedClause", "ParsedPolicy", "Signatory", "read_policy"]
