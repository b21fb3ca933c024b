"""Facts about sign-offs: what is asked, of whom, and what they answered."""

from signoffs.models import agreements as agreements
from signoffs.models import questions as questions
from signoffs.models import signatures as signatures
