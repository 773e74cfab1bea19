"""The workers of a run: those of a scheduler, or processes of this machine. They come, go and die."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from simlab.errors import SimlabError, UsageError
from simlab.settings import Settings

TIMEOUT = "10s"  # for a scheduler to answer
WORKER_SECONDS = 600.0  # for a worker to come, where there is none
CLOSE_SECONDS = 10.0  # for the workers of this machine to end
_LOOK_SECONDS = 1.0  # between two looks whether there are workers
_KEPT = "what is finished is kept, and the same command goes on"


@dataclass
class Workers:
    """Whoever is connected to the scheduler at ``address``; a ``cluster`` of processes here is ours.

    ``threads`` is how many they had at the last look, 0 without workers; 1 before anybody looked.
    """

    client: Any
    address: str
    cluster: Any = None
    threads: int = 1
    _seen: float = field(default_factory=time.monotonic)
    _looked: float = 0.0

    def look(self) -> bool:
        """Now and then see who is there; whether somebody is after nobody was, or the other way round.

        Raises
        ------
        SimlabError
            If there has been no worker for ``WORKER_SECONDS``, or the scheduler has gone.
        """
        if time.monotonic() < self._looked + _LOOK_SECONDS:
            return False
        try:
            if self.cluster is not None:  # a process that is killed as it begins is not replaced by Dask
                self.cluster.scale(len(self.cluster.worker_spec))
            before, self.threads = self.threads, sum(self.client.nthreads().values())
        except (OSError, RuntimeError) as error:
            raise self.gone(error) from None
        self._looked = time.monotonic()
        if self.threads:
            self._seen = self._looked
        elif self._looked > self._seen + WORKER_SECONDS:
            raise SimlabError(f"no worker was at {self.address} for {WORKER_SECONDS:.0f} s; {_KEPT}")
        return (before == 0) != (self.threads == 0)

    def gone(self, error: BaseException) -> SimlabError:
        """What is said of a scheduler that no longer answers."""
        reason = str(error).partition("\n")[0] or type(error).__name__
        return SimlabError(f"the scheduler at {self.address} no longer answers ({reason}); {_KEPT}")


@contextmanager
def connected(settings: Settings) -> Iterator[Workers]:
    """The workers that ``settings`` ask for, while the block lasts.

    Raises
    ------
    UsageError
        If Dask is missing, there is no such scheduler, or no process of this machine can be a worker.
    """
    try:
        from distributed import Client, LocalCluster
    except ImportError:
        raise UsageError("the dask engine needs Dask: pip install 'simlab[dask]'") from None
    for name in ("distributed", "distributed.client"):  # what matters of their troubles is said by simlab
        logging.getLogger(name).setLevel(logging.CRITICAL)
    if settings.scheduler is None:
        try:
            cluster = LocalCluster(
                n_workers=settings.workers or 1,
                threads_per_worker=1,
                processes=True,
                dashboard_address=":0",  # any free port: there may be other clusters here
                silence_logs=logging.CRITICAL,
            )
        except RuntimeError as error:
            raise UsageError(
                f"the workers did not start: {error} A script that asks for workers must call simlab below "
                'if __name__ == "__main__":, for each of them imports the script'
            ) from None
        try:
            with Client(cluster) as client:
                yield Workers(client, "the local cluster", cluster)
        finally:
            with suppress(TimeoutError):  # a process that was killed as it began may never be closed
                cluster.close(timeout=CLOSE_SECONDS)
        return
    try:
        client = Client(settings.scheduler, timeout=TIMEOUT, name="simlab")
    except (OSError, ValueError) as error:
        raise UsageError(f"no scheduler answers at {settings.scheduler}: {error}") from None
    with client:
        yield Workers(client, settings.scheduler)
