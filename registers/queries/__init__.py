"""Reads about disclosures. What somebody may not see does not exist for them."""
