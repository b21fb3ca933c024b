"""The arithmetic of ladders and clocks: pure functions over the tables of ``notices.states`` and a calendar."""

from notices.rules.ladders import Passed, passed, passed_by, rungs_passed

__all__ = ["Passed", "passed", "passed_by", "rungs_passed"]
