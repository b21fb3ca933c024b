"""The arithmetic of schedules and clocks: pure functions over the tables of ``notices.states`` and a calendar."""
