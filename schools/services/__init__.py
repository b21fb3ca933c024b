"""Writes about schools: keyword-only, one unit of work each, recorded in the everyday chain of the school."""
