"""A finished run once more, from its manifest alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from simlab.errors import UsageError
from simlab.execution import execute
from simlab.plan import make_plan
from simlab.results.digest import results_digest, variant_digests
from simlab.results.manifest import read_manifest, versions
from simlab.results.sources import code_digest
from simlab.scenario import loads
from simlab.settings import Reporter, Settings


@dataclass(frozen=True)
class Reproduction:
    """The digests of a run ``then`` and ``now``.

    ``variants`` are the labels of those that differ; ``software`` has what else has changed since, a name to
    the version then and now.
    """

    then: str
    now: str
    variants: list[str]
    software: Mapping[str, tuple[str, str]]

    @property
    def same(self) -> bool:
        """Whether all numbers are the same, to the last bit."""
        return self.then == self.now

    @property
    def exit_code(self) -> int:
        """0 if they are, else 1."""
        return 0 if self.same else 1


def reproduce(
    folder: Path | str, settings: Settings | None = None, reporter: Reporter | None = None
) -> Reproduction:
    """Run the finished run in ``folder`` again; nothing is written, and nothing that is stored is used.

    Raises
    ------
    UsageError
        If ``folder`` is not the folder of a finished run.
    """
    found = read_manifest(folder)
    try:
        text, source = found["scenario"], found["source"]
        overrides, then = found["options"]["overrides"], found["results_digest"]
    except KeyError as error:
        message = f"the manifest in {folder} has no {error}: another version of simlab wrote it"
        raise UsageError(message) from None
    settings = settings or Settings()
    plan = make_plan(loads(text, source, overrides), settings.memory, threads=settings.threads)
    results, _ = execute(plan, settings, reporter or Reporter())
    digests = variant_digests(results)
    before: dict[str, str] = found["variant_digests"]
    changed = [label for label in before | digests if before.get(label) != digests.get(label)]
    return Reproduction(then, results_digest(results), changed, _changes(found))


def _changes(found: Mapping) -> dict[str, tuple[str, str]]:
    then = found["versions"] | {"simlab files": found["code"][:12]}
    now = versions() | {"simlab files": code_digest()[:12]}
    return {
        name: (then.get(name, "none"), now.get(name, "none"))
        for name in sorted(then | now)
        if then.get(name) != now.get(name)
    }
