"""Words and tables of the outbox: the life of a notice, where a clock stands, and the decision that is waited for."""
