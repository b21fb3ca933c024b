"""What the home page contributes to other apps."""

from django.utils.translation import gettext_lazy as _

from core.contributions.pages import MenuEntry

CONTRIBUTIONS = (MenuEntry("home:school", _("Home"), 10),)
