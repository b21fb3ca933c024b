"""Pages: the reporter's side, the staff's own report, and the case pages."""
