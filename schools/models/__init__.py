"""Trusts and schools, what each has set, its crest, and which days are school days."""

from schools.models import calendar as calendar
from schools.models import schools as schools
