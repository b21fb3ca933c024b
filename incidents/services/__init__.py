"""Writes about reports and cases."""
