"""Writes about people: keyword-only, one unit of work each, recorded in the everyday chain of the school."""
