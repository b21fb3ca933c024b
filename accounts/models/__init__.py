"""Facts about signing in: resets of a second step, printed codes, changes of address, and forms sent too late."""

from accounts.models import second_step as second_step
from accounts.models import ways_in as ways_in
