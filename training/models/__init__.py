from training.models.run import Snapshot, TrainingRun
from training.models.version import Evaluation, ModelVersion, Promotion

__all__ = ["Evaluation", "ModelVersion", "Promotion", "Snapshot", "TrainingRun"]
