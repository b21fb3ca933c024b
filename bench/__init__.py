"""``./portal bench [NAME …]``: speed beside a bare Django view in the same run, weights, memory, waiting times."""
