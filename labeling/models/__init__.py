from labeling.models.label import AuditImage, Label
from labeling.models.queue import QueueItem, Reason, Suggestion
from labeling.models.review import Review, Verdict, Withdrawal

__all__ = ["AuditImage", "Label", "QueueItem", "Reason", "Review", "Suggestion", "Verdict", "Withdrawal"]
