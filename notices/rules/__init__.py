"""The arithmetic of ladders and clocks: pure functions over the tables of ``notices.states`` and a calendar."""
