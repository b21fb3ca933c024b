"""The yardstick: a Django with sessions, users and one table, and nothing of ours."""
