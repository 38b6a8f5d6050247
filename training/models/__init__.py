from training.models.failure import EmbeddingFailure
from training.models.run import Snapshot, TrainingRun
from training.models.version import Evaluation, ModelVersion, Promotion

__all__ = ["EmbeddingFailure", "Evaluation", "ModelVersion", "Promotion", "Snapshot", "TrainingRun"]
