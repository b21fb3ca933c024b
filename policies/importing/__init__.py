"""Reading a policy from a school's own file. Pure: nothing here touches the database.

``read_policy(name, data)`` is the way in; ``markup.to_html(text)`` shows what it gives; ``compare`` serves the
``samples`` command.
"""
