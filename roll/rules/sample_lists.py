"""Sample files to start from: made-up people, in the shape that needs no adjusting."""

from collections.abc import Sequence

_PUPILS = (
    (
        *("Admission number", "First name", "Last name", "Date of birth", "Year group", "Class", "Contact title"),
        *("Contact first name", "Contact last name", "Relationship", "Parental responsibility"),
        *("Contact email", "Contact mobile"),
    ),
    (
        ("001201", "Wren", "Sample", "14/03/2018", "4", "Birch")
        + ("Mrs", "Robin", "Sample", "Mother", "Yes", "robin@family.example", "07700 900101"),
        ("001201", "Wren", "Sample", "14/03/2018", "4", "Birch")
        + ("Mr", "Martin", "Sample", "Father", "Yes", "", "07700 900102"),
        ("001202", "Linnet", "Example", "02/11/2019", "2", "Rowan")
        + ("Ms", "Jay", "Example", "Grandparent", "No", "jay@family.example", ""),
    ),
)
_STAFF = (
    (
        *("Staff code", "Title", "First name", "Last name", "Role", "Work email", "Personal email"),
        *("Line manager", "Start date", "Leaving date"),
    ),
    (
        ("SA01", "Ms", "Avis", "Sample", "Class teacher", "a.sample@school.example", "", "EX02", "01/09/2024", ""),
        ("EX02", "Mr", "Drake", "Example", "Senior leader", "d.example@school.example", "", "", "01/09/2019", ""),
        ("SA03", "Mrs", "Lark", "Sample", "Teaching assistant", "", "lark@home.example", "SA01", "05/01/2026", ""),
    ),
)
SAMPLES: dict[str, tuple[Sequence[str], Sequence[Sequence[str]]]] = {"pupils": _PUPILS, "staff": _STAFF}
"""{kind: (headings, rows)}; each reads back without a finding, which a test holds it to."""
