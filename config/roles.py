"""Who may do what: the one list that the demo, the tests and an installation's set-up share."""

from django.contrib.auth.models import Group, Permission

APPS = ["catalog", "labeling", "training", "recommender"]
CURATORS_MAY = ["add_review", "view_modelversion"]
DEMO_LOGINS = [
    ("curator", "curator-demo", "curators"),
    ("curator2", "curator2-demo", "curators"),
    ("curator3", "curator3-demo", "curators"),
    ("manager", "manager-demo", "managers"),
]
"""Name, password and group of those whom `manage.py demo` creates, and nothing else does."""


def ensure_roles() -> dict[str, Group]:
    """Create the groups `curators` and `managers` with their permissions; existing ones are updated."""
    rights = {
        "curators": Permission.objects.filter(content_type__app_label__in=APPS, codename__in=CURATORS_MAY),
        "managers": Permission.objects.filter(content_type__app_label__in=APPS),
    }
    groups = {}
    for name, permissions in rights.items():
        groups[name], _ = Group.objects.get_or_create(name=name)
        groups[name].permissions.set(permissions)
    return groups
