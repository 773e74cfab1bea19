"""What several test files share."""

from __future__ import annotations

import pytest


@pytest.fixture(scope="session")
def kernels(tmp_path_factory):
    """A store of kernels for this session, so that no test depends on what was compiled before it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SIMLAB_CACHE", str(tmp_path_factory.mktemp("kernels")))
        yield
