"""The arithmetic of reminder schedules and deadlines: pure functions over tables and a calendar."""
