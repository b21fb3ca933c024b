"""What an app can contribute to an engine: one typed description and one registry for each, and how they are filled."""
