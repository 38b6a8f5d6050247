from config.models.invitation import Invitation
from config.models.person_change import PersonChange

__all__ = ["Invitation", "PersonChange"]
