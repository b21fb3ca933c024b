"""Reading lists of people as schools have them. Pure: no database, no request.

``sheets.open_sheet`` opens a file as a stream of rows, ``headings.guess`` says which column holds what,
``pupils.read_pupils`` and ``staff.read_staff`` give people and findings. What needs the database (who is new, who has
left) is decided in ``services``.
"""
