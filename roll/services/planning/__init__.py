"""What a list would do to the school as it is: compared with what is known, without changing anything."""
