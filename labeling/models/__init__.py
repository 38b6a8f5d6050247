from labeling.models.assignment import Assignment, Queue, assignment_of
from labeling.models.bulk_withdrawal import BulkRestoration, BulkWithdrawal
from labeling.models.comment import Comment, CommentWithdrawal
from labeling.models.comparison import Comparison, ComparisonWithdrawal, Grade, Pair
from labeling.models.example import ChosenExample
from labeling.models.flag import Flag, FlagRuling, FlagWithdrawal
from labeling.models.grid import Grid, GridTile
from labeling.models.label import AuditImage, Label
from labeling.models.preference import Hand, Preference
from labeling.models.queue import QueueItem, Reason, Suggestion
from labeling.models.review import Review, Verdict, Withdrawal
from labeling.models.sitting import GridCheck, GridReview, GridWithdrawal
from labeling.models.source import LabelSource, SourcedLabel

__all__ = [
    "Assignment",
    "AuditImage",
    "BulkRestoration",
    "BulkWithdrawal",
    "ChosenExample",
    "Comment",
    "CommentWithdrawal",
    "Comparison",
    "ComparisonWithdrawal",
    "Flag",
    "FlagRuling",
    "FlagWithdrawal",
    "Grade",
    "Grid",
    "GridCheck",
    "GridReview",
    "GridTile",
    "GridWithdrawal",
    "Hand",
    "Label",
    "LabelSource",
    "Pair",
    "Preference",
    "Queue",
    "QueueItem",
    "Reason",
    "Review",
    "SourcedLabel",
    "Suggestion",
    "Verdict",
    "Withdrawal",
    "assignment_of",
]
