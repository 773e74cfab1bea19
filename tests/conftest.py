"""What several test files share."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, settings

# How long a draw takes says something of the machine, which may be busy, and nothing of the code.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")


@pytest.fixture(scope="session")
def kernel_folder(tmp_path_factory):
    """One folder for all processes that share a session: what one has compiled the others need not."""
    session = tmp_path_factory.getbasetemp()
    return (session.parent if "PYTEST_XDIST_WORKER" in os.environ else session) / "kernels"


@pytest.fixture(scope="module")
def kernels(kernel_folder):
    """A store of kernels that the files of one session share, whatever was compiled before it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SIMLAB_CACHE", str(kernel_folder))
        yield


@pytest.fixture
def many_tasks(monkeypatch):
    """However little work there is, it is cut into many tasks, for all threads, and short first calls."""
    for name in ("FIRST_CALL", "WAKE_SECONDS", "TASK_SECONDS"):
        monkeypatch.setattr(f"simlab.engines.cpu.{name}", 0)
    monkeypatch.setattr("simlab.engines.cpu.TASK_PACKS", 1)
