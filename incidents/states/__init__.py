"""Words, workflow and routes of reports and cases. Tables only: what is decided with them stands in ``rules``."""
