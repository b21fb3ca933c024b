"""Enumerations and tables of the people app: roles as code, seasons, the reset of a second step and words."""
