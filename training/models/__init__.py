from training.models.backtest import Backtest, SavedLabels, StrategyChoice
from training.models.demand import Demand
from training.models.failure import EmbeddingFailure
from training.models.goal import TagGoal
from training.models.run import RunLine, Snapshot, TrainingRun
from training.models.shares import BudgetShares, Shares
from training.models.trust import Calibration, LearningCurve
from training.models.tuned import TunedEncoder
from training.models.version import Evaluation, ModelVersion, Promotion

__all__ = [
    "Backtest",
    "BudgetShares",
    "Calibration",
    "Demand",
    "EmbeddingFailure",
    "Evaluation",
    "LearningCurve",
    "ModelVersion",
    "Promotion",
    "RunLine",
    "SavedLabels",
    "Shares",
    "Snapshot",
    "StrategyChoice",
    "TagGoal",
    "TrainingRun",
    "TunedEncoder",
]
