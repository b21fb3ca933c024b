"""People: trusts, schools, persons, roles, pupils and carers, the school calendar, settings and accounts."""
