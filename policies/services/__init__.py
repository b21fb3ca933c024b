"""Writing policies: bring in, correct, propose, approve, return, publish, review."""
