"""Chunks on many machines: Dask hands them out, and each worker writes its own to the shared store."""
