"""Digests: two runs agree to the last bit exactly when these agree.

What is hashed (SHA-256): the variables and coordinates sorted by name; for each a line
``name|dtype|dimensions|shape`` and its numbers in C order, little endian. Every NaN counts as the one
positive quiet NaN without payload, because IEEE 754 leaves the sign and payload of a produced NaN to the
machine; -0.0 and 0.0 differ. Text is hashed as UTF-8, every item closed by a zero byte. Attributes (title,
settings) are not hashed: they are the scenario's, and the scenario has its own digest.
"""

from __future__ import annotations

import hashlib

import numpy as np
import xarray as xr


def results_digest(dataset: xr.Dataset) -> str:
    """SHA-256 (hexadecimal) of everything that was computed, as the module states."""
    digest = hashlib.sha256()
    for name in sorted(map(str, dataset.variables)):
        variable = dataset.variables[name]
        digest.update(_header(name, variable.dims, variable))
        digest.update(_bytes(variable.values))
    return digest.hexdigest()


def variant_digests(dataset: xr.Dataset) -> dict[str, str]:
    """SHA-256 (hexadecimal) of each variant's part, by label.

    Hashed are the data variables that have the dimension ``variant``, without that dimension, and every
    coordinate that does not have it: neither the label nor the other variants matter.
    """
    shared = hashlib.sha256()
    for name in sorted(map(str, dataset.coords)):
        coordinate = dataset.variables[name]
        if "variant" not in coordinate.dims:
            shared.update(_header(name, coordinate.dims, coordinate))
            shared.update(_bytes(coordinate.values))
    labels = [str(label) for label in dataset["variant"].values]
    digests = [shared.copy() for _ in labels]
    for name in sorted(map(str, dataset.data_vars)):
        variable = dataset.variables[name]
        if "variant" not in variable.dims:
            continue
        variable = variable.transpose("variant", ...)
        header = _header(name, variable.dims[1:], variable[0])
        for digest, values in zip(digests, variable.values, strict=True):
            digest.update(header)
            digest.update(_bytes(values))
    return {label: digest.hexdigest() for label, digest in zip(labels, digests, strict=True)}


def _header(name: str, dims, variable) -> bytes:
    kind = "text" if _is_text(variable.dtype) else variable.dtype.newbyteorder("<").str
    return f"{name}|{kind}|{','.join(map(str, dims))}|{','.join(map(str, variable.shape))}\n".encode()


def _bytes(values: np.ndarray) -> bytes | memoryview:
    """``values`` as a flat run of bytes; no copy is made unless order, byte order or a NaN asks for one."""
    if _is_text(values.dtype):
        return b"".join(str(item).encode() + b"\0" for item in values.ravel())
    values = np.ascontiguousarray(values, dtype=values.dtype.newbyteorder("<"))
    if values.dtype.kind == "f":
        unknown = np.isnan(values)
        if unknown.any():
            values = np.where(unknown, values.dtype.type(np.nan), values)
    return values.reshape(-1).view(np.uint8).data


def _is_text(dtype: np.dtype) -> bool:
    return dtype.kind in "UOT"
