"""What `./portal check` looks at."""
