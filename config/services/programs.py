"""The application's own processes: web, workers, beat, and the child that fills an empty catalog."""

import http.client
import os
import signal
import sys
from dataclasses import dataclass, replace
from pathlib import Path

from config.services.processes import Program, Stage

THREAD_VARIABLES = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
QUIET_CELERY = ("--without-gossip", "--without-mingle", "--without-heartbeat")
"""Talk between workers, which a single machine has no use for."""
WEB_SECONDS = 120.0
# Everything that computes yields to the web process and to PostgreSQL; embedding yields to training, and
# fine-tuning to both.
BACKGROUND, TRAINING, TUNING = 10, 5, 15


@dataclass(frozen=True)
class Site:
    """What the application's processes share."""

    base_dir: Path
    var_dir: Path
    port: int

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def background(self) -> list[Program]:
        """What works while the site serves."""
        small = [self.looker(), self.worker(), self.importer(), self.indexer()]
        return [*small, self.trainer(), self.tuner(), self.beat()]

    def web(self, listener: int) -> Program:
        """One process with four threads, which waits for the database and never computes.

        It inherits the listening socket: nobody can take the port between our look and its start.
        """
        program = self._application(
            "web",
            *("-m", "gunicorn", "config.wsgi", "--bind", f"fd://{listener}"),
            *("--worker-class", "gthread", "--workers", "1", "--threads", "4"),
            *("--graceful-timeout", "3", "--no-control-socket", "--log-level", "warning"),
            death_signal=signal.SIGTERM,  # its own worker must hear of it
        )
        return replace(program, sockets=(listener,), answers=self.answers, ready_seconds=WEB_SECONDS)

    def worker(self) -> Program:
        """Embedding and everything small. `solo`: prefork hangs for ever when torch ran in the parent."""
        return self._celery(
            "worker",
            *("worker", "-P", "solo", "--queues", "embedding,default", "-n", "worker@%h", *QUIET_CELERY),
            threads=os.cpu_count() or 1,  # it yields to everybody
            niceness=BACKGROUND,
        )

    def looker(self) -> Program:
        """Photos of shoppers, who wait for the answer: it yields to nobody, and computes nothing else."""
        return self._celery(
            "looker",
            *("worker", "-P", "solo", "--queues", "photo", "-n", "looker@%h", *QUIET_CELERY),
            threads=os.cpu_count() or 1,
        )

    def indexer(self) -> Program:
        """The vector index has a worker of its own: its first build must not hold up anything small."""
        return self._celery(
            "indexer",
            *("worker", "-P", "solo", "--queues", "indexing", "-n", "indexer@%h", *QUIET_CELERY),
            niceness=BACKGROUND,
        )

    def importer(self) -> Program:
        """Catalogs that managers bring take hours; meanwhile questions are asked and tags published."""
        return self._celery(
            "importer",
            *("worker", "-P", "solo", "--queues", "importing", "-n", "importer@%h", *QUIET_CELERY),
            niceness=BACKGROUND,
        )

    def trainer(self) -> Program:
        """Training has a worker of its own: a long embedding sweep must not delay it."""
        return self._celery(
            "trainer",
            *("worker", "-P", "solo", "--queues", "training", "-n", "trainer@%h", *QUIET_CELERY),
            threads=max(1, (os.cpu_count() or 1) // 2),
            niceness=TRAINING,
        )

    def tuner(self) -> Program:
        """Fine-tuning takes hours: whatever else there is to do comes first."""
        return self._celery(
            "tuner",
            *("worker", "-P", "solo", "--queues", "tuning", "-n", "tuner@%h", *QUIET_CELERY),
            threads=max(1, (os.cpu_count() or 1) // 2),
            niceness=TUNING,
        )

    def beat(self) -> Program:
        return self._celery("beat", "beat", "--pidfile=")

    def catalog(self, path: Path | None, products: int) -> Program:
        """Fills the catalog while the site already serves, and ends."""
        source = ["--catalog", str(path)] if path is not None else ["--products", str(products)]
        return self._application(
            "catalog",
            *("manage.py", "fill_catalog", *source),
            niceness=BACKGROUND,
            once=True,
            death_signal=signal.SIGINT,  # it ends the processes that draw for it
        )

    def answers(self) -> bool:
        """Whether the site answers with a page."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=1.0)
        try:
            connection.request("GET", "/login/")
            return connection.getresponse().status == http.HTTPStatus.OK
        except OSError:
            return False  # not there yet
        finally:
            connection.close()

    def _celery(self, name: str, *words: str, threads: int = 1, niceness: int = 0) -> Program:
        return self._application(
            name,
            *("-m", "celery", "-A", "config", "--quiet", *words),
            threads=threads,
            niceness=niceness,
        )

    def _application(
        self,
        name: str,
        *words: str,
        threads: int = 1,
        niceness: int = 0,
        once: bool = False,
        death_signal: signal.Signals = signal.SIGKILL,
    ) -> Program:
        """A Python program of ours, which may compute with so many threads."""
        return Program(
            name=name,
            command=[sys.executable, *words],
            var_dir=self.var_dir,
            directory=self.base_dir,
            stage=Stage.APPLICATION,
            environment={
                **dict.fromkeys(THREAD_VARIABLES, str(threads)),
                "DJANGO_SETTINGS_MODULE": "config.settings",
                "MOODLOOP_VAR": str(self.var_dir),
                "MOODLOOP_DEMO": "1",
                "PYTHONUNBUFFERED": "1",
                "NO_COLOR": "1",
                # Told to root at each start. What it warns of, pickled messages, is not accepted here.
                "PYTHONWARNINGS": "ignore:You're running the worker with superuser privileges",
            },
            niceness=niceness,
            once=once,
            death_signal=death_signal,
        )
