"""Words and tables of the outbox and of deadlines."""
