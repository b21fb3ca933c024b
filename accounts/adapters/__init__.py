"""What django-allauth asks of a project, and our answers; the settings name the classes."""
