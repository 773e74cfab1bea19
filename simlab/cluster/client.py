"""The client's side: connect, refuse workers of other versions, hand out what is missing, wait for it."""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from simlab.cluster import task
from simlab.cluster.task import Done, Job, Refused, run_task, software
from simlab.errors import SimlabError, UsageError
from simlab.plan.chunks import Chunk
from simlab.progress import Progress
from simlab.settings import Reporter, Settings

RETRIES = 3  # of a chunk whose worker died or failed
TIMEOUT = "10s"  # for a scheduler to answer
WORKER_SECONDS = 600  # for its first worker to come
SHARED_SECONDS = 30.0  # for a worker's file to be seen here: shared folders may show what is new with a delay
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
    with _connected(settings) as client:
        _await_workers(client, settings, reporter, progress)
        _check_software(client)
        waiting = iter(chunks)
        for chunk, done in _results(client, job, waiting, progress):
            if isinstance(done, Refused):
                raise _mismatch(done.worker, done.software)
            if done.worker not in heard:
                _check_shared(progress, chunk, done)
                heard.add(done.worker)
            progress.stored(chunk)
            reporter.advance(progress.steps_of(chunk))


def _results(
    client: Any, job: Job, waiting: Iterator[Chunk], progress: Progress
) -> Iterator[tuple[Chunk, Done | Refused]]:
    """Chunks and what came of them, as they come; so many are handed out as keep the cluster busy."""
    from distributed import as_completed

    run = secrets.token_hex(4)  # what an earlier run has left at the scheduler is none of ours
    pending: dict[Any, Chunk] = {}

    def hand_out() -> Any:
        chunk = next(waiting, None)
        if chunk is None:
            return None
        key = progress.key(chunk)
        # The job goes with each task: what is scattered to workers is lost when all of them die at once.
        name = f"simlab-{key}-{run}"
        future = client.submit(run_task, job, chunk.index, key, key=name, retries=RETRIES, pure=False)
        pending[future] = chunk
        return future

    threads = max(1, sum(client.nthreads().values()))
    first = [future for _ in range(_IN_FLIGHT * threads) if (future := hand_out())]
    order = as_completed(first)
    try:
        for future in order:
            try:
                done = future.result()
            except Exception as error:
                raise _failed(pending[future], error) from error
            yield pending.pop(future), done
            if following := hand_out():
                order.add(following)
    finally:
        client.cancel(list(pending), force=True)


@contextmanager
def _connected(settings: Settings) -> Iterator[Any]:
    try:
        from distributed import Client, LocalCluster
    except ImportError:
        raise UsageError("the dask engine needs Dask: pip install 'simlab[dask]'") from None
    if settings.scheduler is None:
        cluster = LocalCluster(
            n_workers=settings.workers or 1,
            threads_per_worker=1,
            processes=True,
            dashboard_address=":0",  # any free port: there may be other clusters here
            silence_logs=logging.CRITICAL,
        )
        with cluster, Client(cluster) as client:
            yield client
        return
    try:
        client = Client(settings.scheduler, timeout=TIMEOUT, name="simlab")
    except (OSError, ValueError) as error:
        raise UsageError(f"no scheduler answers at {settings.scheduler}: {error}") from None
    with client:
        yield client


def _await_workers(client: Any, settings: Settings, reporter: Reporter, progress: Progress) -> None:
    """Wait for a first worker, and say so."""
    if client.nthreads():
        return
    reporter.stage("waiting for a worker")
    try:
        client.wait_for_workers(1, timeout=WORKER_SECONDS)
    except TimeoutError:
        where = settings.scheduler or "the local cluster"
        raise SimlabError(f"no worker came to {where} in {WORKER_SECONDS} s") from None
    reporter.stage("running", progress.remaining())


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
    try:
        found = client.run(task.software)
    except Exception as error:
        raise SimlabError(f"a worker cannot run simlab: {error}") from error
    for worker, theirs in found.items():
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
