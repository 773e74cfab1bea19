"""What several test files share."""

from __future__ import annotations

import pytest


@pytest.fixture(scope="session")
def kernel_folder(tmp_path_factory):
    return tmp_path_factory.mktemp("kernels")


@pytest.fixture(scope="module")
def kernels(kernel_folder):
    """A store of kernels that the files of one session share, whatever was compiled before it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SIMLAB_CACHE", str(kernel_folder))
        yield
