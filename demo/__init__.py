"""A demonstration: one trust with two schools that differ in every setting, and one school that stands alone.

Everything goes through the services, from a seed, so that the demo proves the workflows. Possible in demo mode and in
tests only.
"""
