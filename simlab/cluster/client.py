"""The client's side: connect, refuse workers of other versions, hand out what is missing, wait for it."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError
from typing import Any

from simlab.cluster import task
from simlab.cluster.task import Done, Job, Refused, run_task, software
from simlab.cluster.workers import Workers, connected
from simlab.errors import SimlabError, UsageError
from simlab.plan.chunks import Chunk
from simlab.progress import Progress
from simlab.settings import Reporter, Settings

RETRIES = 3  # of a chunk whose worker died or failed
SHARED_SECONDS = 30.0  # for a worker's file to be seen here: shared folders may show what is new with a delay
_PAUSE_SECONDS = 0.02  # between two looks whether anything is done
_IN_FLIGHT = 4  # chunks handed out for each thread of the cluster: enough to keep all busy, few to forget


def distribute(progress: Progress, settings: Settings, reporter: Reporter) -> None:
    """Have the cluster run every chunk that the store lacks.

    Raises
    ------
    UsageError
        If Dask is missing, or there is no such scheduler.
    SimlabError
        If a worker has other versions, or a chunk fails again and again.
    """
    chunks = progress.open
    if not chunks:
        return
    job, heard = _job(progress, settings), set()

    with connected(settings) as workers:

        def look() -> None:
            if workers.look():
                working = ("running", progress.remaining())
                reporter.stage(*(working if workers.threads else ("waiting for a worker",)))

        look()
        while not workers.threads:
            time.sleep(_PAUSE_SECONDS)
            look()
        _check_software(workers.client)
        for chunk, done in _results(workers, job, iter(chunks), progress, look):
            if isinstance(done, Refused):
                raise _mismatch(done.worker, done.software)
            if done.worker not in heard:
                _check_shared(progress, chunk, done)
                heard.add(done.worker)
            progress.stored(chunk)
            reporter.advance(progress.steps_of(chunk))


def _results(
    workers: Workers, job: Job, waiting: Iterator[Chunk], progress: Progress, look: Callable[[], None]
) -> Iterator[tuple[Chunk, Done | Refused]]:
    """Chunks and what came of them, as they come; so many are handed out as keep the cluster busy.

    ``look`` is called again and again, and sees how many workers there are: more may have come.
    """
    from distributed import as_completed

    run = secrets.token_hex(4)  # what an earlier run has left at the scheduler is none of ours
    client, order, pending = workers.client, as_completed(), dict[Any, Chunk]()
    following = next(waiting, None)
    try:
        while pending or following:
            look()
            while following and len(pending) < _IN_FLIGHT * max(1, workers.threads):
                key = progress.key(following)
                # The job goes with each task: what is scattered to workers is lost when all die at once.
                name = {"key": f"simlab-{key}-{run}", "retries": RETRIES, "pure": False}
                future = client.submit(run_task, job, following.index, key, **name)
                pending[future], following = following, next(waiting, None)
                order.add(future)
            if not order.has_ready():
                time.sleep(_PAUSE_SECONDS)
                continue
            future = next(order)
            try:
                done = future.result()
            except CancelledError as error:
                raise workers.gone(error) from None
            except Exception as error:
                raise _failed(pending[future], error) from error
            yield pending.pop(future), done
    finally:
        client.cancel(list(pending), force=True)


def _job(progress: Progress, settings: Settings) -> Job:
    plan = progress.plan
    scenario = plan.scenario
    if progress.store is None:
        raise UsageError("the dask engine needs a run folder")
    place = progress.store.place
    if place.private:
        raise UsageError(f"{place.address} is the memory of this process: workers need a store they all see")
    return Job(
        text=scenario.text,
        source=str(scenario.path.absolute()),
        overrides=tuple(scenario.overrides.items()),
        chunk_bytes=plan.chunk_bytes,
        store=place.address,
        device=settings.device,
        threads=settings.threads,
    )


def _check_software(client: Any) -> None:
    """Every worker that is there must have what the client has; those that come later are known by keys."""
    for worker, theirs in client.run(task.software, on_error="return").items():
        if isinstance(theirs, OSError):  # it died meanwhile
            continue
        if isinstance(theirs, Exception):
            raise SimlabError(f"a worker cannot run simlab: {theirs}") from theirs
        if theirs != software():
            raise _mismatch(worker, theirs)


def _check_shared(progress: Progress, chunk: Chunk, done: Done) -> None:
    """What a worker has stored must be seen from here; else all would be run again, in this process."""
    store, key = progress.store, progress.key(chunk)
    deadline = time.monotonic() + SHARED_SECONDS
    while store and store.facts(key) is None:
        if time.monotonic() > deadline:
            raise SimlabError(
                f"worker {done.worker} has stored chunk {chunk.index} in {store.place.address}, and from "
                "here it is not there: give --out, or --store, a place that all machines share"
            )
        time.sleep(0.2)


def _mismatch(worker: str, theirs: dict[str, str]) -> SimlabError:
    ours = software()
    differing = [
        f"{name} {theirs.get(name, 'missing')} (here {ours.get(name, 'missing')})"
        for name in sorted(ours | theirs)
        if ours.get(name) != theirs.get(name)
    ]
    return SimlabError(
        f"worker {worker} would not compute the same bits: it has {', '.join(differing) or 'another plan'}; "
        "install the same versions on every machine"
    )


def _failed(chunk: Chunk, error: Exception) -> SimlabError:
    reason = str(error).partition("\n")[0] or type(error).__name__
    return SimlabError(
        f"chunk {chunk.index} failed {RETRIES + 1} times on the cluster: {reason}; what is finished is kept, "
        "and the same command goes on"
    )
