"""Everything behind `./portal`. Standard library only: it runs before any package is installed."""
