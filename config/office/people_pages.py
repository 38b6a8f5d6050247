"""Where people are in the office, and who may."""

from django.utils.translation import gettext_lazy as _

from config.office import people_views as views
from config.office import person_views as person
from config.office.navigation import PEOPLE
from config.office.pages import Page

MANAGE = "config.manage_people"

PAGES = [
    Page("people/", views.people, "people", "config.view_invitation", _("사람과 초대"), PEOPLE),
    Page("people/invite/", views.send_invitation, "people_invite", "config.add_invitation"),
    Page("people/invitations/<int:pk>/revoke/", views.revoke, "people_revoke", "config.change_invitation"),
    Page("people/unlock/", views.unlock_name, "people_unlock", MANAGE),
    Page("people/<int:pk>/", person.person, "person", MANAGE),
    Page("people/<int:pk>/roles/", person.roles, "person_roles", MANAGE),
    Page("people/<int:pk>/assignment/", person.assignment, "person_assignment", MANAGE),
    Page("people/<int:pk>/active/", person.active, "person_active", MANAGE),
    Page("people/<int:pk>/reset/", person.reset, "person_reset", MANAGE),
]
