"""Facts about people: who is who, and who holds what from when until when."""

from people.models import accounts as accounts
from people.models import persons as persons
from people.models import pupils as pupils
from people.models import roles as roles
