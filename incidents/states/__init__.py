"""Words, workflow and routes of reports and cases. Tables only: ``rules`` decides with them."""
