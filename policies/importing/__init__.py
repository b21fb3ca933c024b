"""Reads a policy from a school's own file. Pure: nothing here touches the database.

``reader.read_policy`` is the way in. ``formats`` has a reader for each kind of file, ``outline`` finds the sections,
``metadata`` the facts, and ``markdown`` writes the text and shows it.
"""
