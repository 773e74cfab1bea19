"""Runs in processes of their own, to be stopped; and what is found of them afterwards."""

from __future__ import annotations

import json
import os
import signal
import time
from dataclasses import dataclass
from pathlib import Path

from noisy_run import noisy_run

import simlab
from simlab.engines import Interrupted
from simlab.errors import BusyError, SimlabError
from simlab.plan import chunks, plan
from simlab.results.chunk_keys import chunk_keys
from simlab.results.folder import run_folder
from simlab.results.journal import journal
from simlab.settings import Settings

BUSY, INTERRUPTED, FAILED = 3, 130, 1  # what a process ends with; 0 when its run is through
FINISHED = {"junit.xml", "manifest.json", "plan.json", "results.zarr", "scenario.toml", "verdicts.json"}
ALL = 10**6  # chunks of a run that is through


@dataclass(frozen=True)
class Bench:
    """A scenario in small chunks, each finished by itself; ``text`` is run in processes that have its kernel.

    ``digest`` is that of the run in one piece, and ``seconds`` what an undisturbed run in chunks takes.
    """

    path: Path
    text: str
    steps: int
    digest: str = ""
    seconds: float = 0.0
    store: str | None = None

    @property
    def root(self) -> Path:
        """Where everything is."""
        return self.path.parent

    def settings(self, out: str, **more) -> Settings:
        """How it is run."""
        return Settings(self.root / out, **{"threads": 1, "figures": False, "store": self.store} | more)

    def start(self, out: str, **more) -> int:
        """Begin a run in a process of its own; its number."""
        process = os.fork()
        if process:
            return process
        code = FAILED
        try:
            signal.signal(signal.SIGINT, signal.default_int_handler)  # as of a program in the foreground
            signal.signal(signal.SIGTERM, signal.default_int_handler)  # as `simlab` does
            simlab.run(self.path, self.settings(out, **more))
            code = 0
        except BusyError:
            code = BUSY
        except Interrupted:
            code = INTERRUPTED
        except KeyboardInterrupt:  # before anything ran, or after everything has
            code = INTERRUPTED
        except SimlabError as error:
            print(error)
        finally:
            os._exit(code)

    def folder(self, out: str) -> Path | None:
        """The run folder, if it was made."""
        folder = run_folder(self.root / out, self.path.stem, self.text)
        return folder if folder.exists() else None

    def finished_digest(self, out: str) -> str:
        """The digest of a finished run, compared with its numbers; nothing but results may be left."""
        folder = self.folder(out)
        if folder is None or {file.name for file in folder.iterdir()} != FINISHED:
            raise SystemExit(f"a finished run left {folder and sorted(os.listdir(folder))}")
        simlab.open_results(folder, verify=True)
        return json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["results_digest"]

    def kept(self, out: str) -> int:
        """How many chunks a stopped run has kept; fails if anything is half written."""
        folder = self.folder(out)
        if folder is None:
            return 0
        if (folder / "manifest.json").exists():
            simlab.open_results(folder, verify=True)
            return ALL
        store = journal(folder, self.store)
        keys = store.keys()
        if any(store.read(key) is None for key in keys):
            raise SystemExit("a finished chunk cannot be read")
        return len(keys)

    def lanes(self) -> dict[str, int]:
        """Trajectories of each chunk, by its key."""
        made = simlab.make_plan(simlab.load(self.path))
        return {key: chunk.lanes for key, chunk in zip(chunk_keys(made), made.chunks(), strict=True)}


def bench(root: Path, steps: int, replicates: int, seed: int = 7, store: str | None = None) -> Bench:
    """A scenario that has run here in one piece, so that its kernel is loaded, and then once in chunks."""
    path = root / f"run{seed}.toml"
    text = noisy_run(steps, replicates, seed=seed)
    path.write_text(text, encoding="utf-8")
    fresh = Bench(path, text, steps, store=store)
    chunks.CHUNK_BYTES = 64 * 2**20
    simlab.run(path, fresh.settings(f"whole{seed}"))
    digest = fresh.finished_digest(f"whole{seed}")
    chunks.CHUNK_BYTES = 2**15  # about two hundred trajectories
    plan.WAVE_CHUNKS = 0  # one after another
    began = time.monotonic()
    if ended(fresh.start(f"parts{seed}")):
        raise SystemExit("a run failed by itself")
    seconds = time.monotonic() - began
    if fresh.finished_digest(f"parts{seed}") != digest:
        raise SystemExit("chunks changed the results")
    return Bench(path, text, steps, digest, seconds, store)


def ended(process: int) -> int:
    """What a process ended with, once it has; minus the signal that killed it."""
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
