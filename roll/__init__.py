"""Lists of people in and out, and the roll-over in September."""
