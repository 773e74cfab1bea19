"""The data set on disk: ``results.zarr`` inside a run folder (xarray on Zarr, format 3)."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import xarray as xr
import zarr
from zarr.codecs import BloscCodec

from simlab.errors import UsageError
from simlab.results.digest import results_digest
from simlab.results.files import atomic_folder
from simlab.results.folder import PLAN, RESULTS, SCENARIO
from simlab.results.manifest import Manifest, known_manifest, read_manifest, versions
from simlab.results.sources import code_digest

_CHUNK_BYTES = 16 * 2**20


def write_results(folder: Path | str, dataset: xr.Dataset) -> Path:
    """Write ``dataset`` as ``folder/results.zarr``, whole or not at all, and return its path.

    Results that are already there are replaced. Consolidated metadata is not written: it is no part of the
    Zarr 3 specification.
    """
    target = Path(folder) / RESULTS
    encoding = {name: _encoding(dataset.variables[name]) for name in map(str, dataset.variables)}
    with atomic_folder(target) as temporary:
        # An all-zero chunk is written too, so that a missing file can only mean damage, and -0.0 survives.
        _portable(dataset).to_zarr(
            temporary, mode="w", consolidated=False, zarr_format=3, encoding=encoding, write_empty_chunks=True
        )
    return target


def open_results(folder: Path | str, verify: bool = False) -> xr.Dataset:
    """The data set of a run, in memory; of an unfinished one what there is, marked ``unfinished``.

    Parameters
    ----------
    folder : path
        A run folder, or the ``results.zarr`` in it.
    verify : bool
        Also compare the digest of the numbers with the one in the manifest.

    Raises
    ------
    UsageError
        If ``folder`` is no run folder, or nothing of its run is finished, or its results are damaged.
    """
    folder = Path(folder)
    store = folder if folder.name == RESULTS else folder / RESULTS
    if not store.is_dir():
        _check_begun(store.parent)
        from simlab.results.partial import open_partial  # knows scenarios and plans, hence imports them

        return open_partial(store.parent)
    try:
        _check_complete(store)
        with xr.open_zarr(store, consolidated=False, chunks=None, decode_times=False) as opened:
            dataset = _with_plain_text(opened.load())
    except (OSError, ValueError, KeyError, RuntimeError) as error:
        raise _damaged(store, str(error).partition("\n")[0]) from error
    if verify and results_digest(dataset) != read_manifest(store.parent)["results_digest"]:
        raise _damaged(store, "the numbers do not have the digest that the manifest states")
    return dataset


def finished_run(folder: Path | str, device: str) -> tuple[xr.Dataset, Manifest] | None:
    """The results of the finished run in ``folder`` and its manifest.

    ``None`` if there is no such run, if another version of simlab or of a package, or another device, made
    it, or if it is damaged: then it has to be run again.
    """
    folder = Path(folder)
    try:
        found = read_manifest(folder)
        made = ("cpu", "cuda") if device == "auto" else (device,)
        if found["versions"] != versions() or found["code"] != code_digest() or found["device"] not in made:
            return None
        return open_results(folder, verify=True), known_manifest(found)
    except (UsageError, KeyError, TypeError):
        return None


def _damaged(store: Path, reason: str) -> UsageError:
    return UsageError(f"the results in {store.parent} are damaged ({reason}): run the scenario again")


def _check_begun(folder: Path) -> None:
    if not folder.is_dir():
        raise UsageError(f"there is no folder {folder}")
    there = [(folder / name).exists() for name in (PLAN, SCENARIO)]
    if not any(there):
        raise UsageError(f"{folder} is not a run folder (no {RESULTS} in it)")
    if not all(there):
        raise UsageError(f"the run in {folder} did not finish (no {RESULTS}): run it again")


def _check_complete(store: Path) -> None:
    """A missing chunk would be read as zeros without a word: count them."""
    for name, array in zarr.open_group(store, mode="r").arrays():
        missing = array.nchunks - array.nchunks_initialized
        if missing:
            raise ValueError(f"{name}: {missing} of {array.nchunks} chunks are missing")


def _portable(dataset: xr.Dataset) -> xr.Dataset:
    """Text as Python strings: Zarr 3 specifies variable-length text, not NumPy's fixed-width kind."""
    text = {name: var.astype(object) for name, var in dataset.coords.items() if var.dtype.kind == "U"}
    return dataset.assign_coords(text)


def _with_plain_text(dataset: xr.Dataset) -> xr.Dataset:
    text = {
        name: (coordinate.dims, np.array(coordinate.values.tolist(), dtype=str), coordinate.attrs)
        for name, coordinate in dataset.coords.items()
        if coordinate.dtype.kind in "OT"
    }
    dataset = dataset.assign_coords(text)
    for variable in dataset.variables.values():
        variable.encoding = {}
    return dataset


def _encoding(variable: xr.Variable) -> dict[str, object]:
    """Chunks of at most about 16 MiB, cut along the first dimensions, packed by a fast codec."""
    if variable.dtype.kind in "UOT":
        return {}
    chunks = list(variable.shape)
    for position, size in enumerate(variable.shape):
        rest = variable.dtype.itemsize * math.prod(variable.shape[position + 1 :])
        chunks[position] = max(1, min(size, _CHUNK_BYTES // max(1, rest)))
        if rest <= _CHUNK_BYTES:
            break
    codec = BloscCodec(typesize=variable.dtype.itemsize, cname="lz4", clevel=3, shuffle="shuffle")
    encoding: dict[str, object] = {"chunks": tuple(chunks), "compressors": [codec]}
    if np.issubdtype(variable.dtype, np.floating):
        encoding["_FillValue"] = None  # NaN is a result here, not a mark for "missing"
    return encoding
