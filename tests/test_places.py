"""Where chunks may lie: a path, or whatever fsspec knows by its URL; what cannot be written is said."""

from __future__ import annotations

import pytest
from test_reproducibility import Impatient
from tiny import BOWL, ran, scenario, typed

import simlab
from simlab.engines import Interrupted
from simlab.errors import BusyError, StoreError, UsageError
from simlab.plan import chunks
from simlab.results.chunk_store import ChunkStore
from simlab.results.lock import locked
from simlab.results.places import Folder, Remote, check_writable, place
from simlab.settings import Settings

fsspec = pytest.importorskip("fsspec", reason="needs the extra dask")


@pytest.fixture(params=["", "file://", "dir::file://", "memory://"])
def where(request, tmp_path):
    """A path, a URL of a path, a URL of a folder seen through fsspec, one of no folder at all."""
    return f"{request.param}{tmp_path}/store"


def test_a_place_keeps_files(where):
    there = place(where)
    check_writable(there)
    assert there.names() == [] and there.private == where.startswith("memory")
    for name, content in (("a.npz", b"one"), ("b.npz", b"two"), ("a.npz", b"three")):
        there.write(name, content)
    assert sorted(place(there.address).names()) == ["a.npz", "b.npz"]
    with there.opened("a.npz") as file:
        assert there.read("a.npz") == file.read() == b"three"
    there.remove("a.npz")
    there.remove("a.npz")
    with pytest.raises(FileNotFoundError):
        there.read("a.npz")
    with pytest.raises(FileNotFoundError), there.opened("a.npz"):
        pass
    there.write("b.npz", b"half a file")
    assert ChunkStore(where).read("b") is None and ChunkStore(where).facts("b") is None
    ChunkStore(where).discard()
    assert there.names() == []


def test_what_another_has_written_since_a_listing_is_seen(tmp_path, monkeypatch):
    from fsspec.implementations.local import LocalFileSystem

    class Listing(LocalFileSystem):
        """Remembers what it has listed, and opens nothing else, as s3fs does."""

        def ls(self, path, detail=False, **more):
            if path not in self.dircache:
                self.dircache[path] = super().ls(path, detail=True, **more)
            found = self.dircache[path]
            return found if detail else [one["name"] for one in found]

        def _open(self, path, *arguments, **more):
            listed = self.dircache.get(self._parent(path), [{"name": path}])
            if path not in [one["name"] for one in listed]:
                raise FileNotFoundError(path)
            return super()._open(path, *arguments, **more)

        def invalidate_cache(self, path=None):
            self.dircache.clear()

    here = place(f"dir::file://{tmp_path}")
    monkeypatch.setattr(here, "system", Listing())
    monkeypatch.setattr(here, "root", str(tmp_path))
    (tmp_path / "old").write_bytes(b"old")
    assert here.names() == ["old"]
    (tmp_path / "new").write_bytes(b"new")
    with here.opened("new") as file:
        assert file.read() == b"new"


def test_a_run_goes_on_from_any_store(tmp_path, where, monkeypatch):
    digest = ran(tmp_path / "whole").manifest.results_digest
    monkeypatch.setattr(chunks, "CHUNK_BYTES", 1000)
    monkeypatch.setattr("simlab.plan.plan.WAVE_CHUNKS", 0)
    settings = Settings(tmp_path / "runs", "reference", figures=False, store=where)
    with pytest.raises(Interrupted):
        simlab.run(scenario(tmp_path), settings, Impatient(4))
    (folder,) = (tmp_path / "runs").iterdir()
    assert not (folder / "chunks").exists() and len(place(f"{where}/{folder.name}").names()) == 3
    assert "3 of 6 finished" in typed("status", folder).stdout
    assert simlab.open_results(folder).attrs["unfinished"]
    assert simlab.run(scenario(tmp_path), settings).manifest.results_digest == digest
    assert place(f"{where}/{folder.name}").names() == []


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("nonsense://a", "Protocol not known: nonsense"),
        ("file://a/b", r"file://a/b.*an absolute path, as in file:///data"),
        ("/proc/nothing", "cannot write to the store /proc/nothing: "),
        ("http://127.0.0.1:9/x", "cannot write to the store http://127.0.0.1:9/x"),
    ],
)
def test_a_store_that_cannot_be_written_is_said_before_the_run(tmp_path, url, words):
    if url.startswith("http"):
        pytest.importorskip("aiohttp")  # what fsspec needs for that protocol
    with pytest.raises(UsageError, match=words):
        ran(tmp_path, store=url)


def test_what_a_library_raises_names_the_place(monkeypatch):
    there = place("memory://broken")
    assert isinstance(there, Remote)

    def fail(*arguments, **more):
        raise RuntimeError("no\ncredentials")

    for name in ("ls", "pipe_file", "cat_file", "open", "rm_file"):
        monkeypatch.setattr(there.system, name, fail)
    for action in (
        there.names,
        lambda: there.write("a", b""),
        lambda: there.read("a"),
        lambda: there.opened("a").__enter__(),
        lambda: there.remove("a"),
    ):
        with pytest.raises(StoreError, match="memory://broken: no credentials"):
            action()


def test_a_store_that_fails_in_the_middle_is_no_fault_of_simlab(tmp_path, monkeypatch):
    class Failing(Folder):
        def write(self, name, content):
            if name.endswith(".npz"):
                raise StoreError("s3://b: the token has expired")

    monkeypatch.setattr(chunks, "CHUNK_BYTES", 1000)
    monkeypatch.setattr("simlab.plan.plan.WAVE_CHUNKS", 0)
    monkeypatch.setattr("simlab.results.chunk_store.place", Failing)
    result = typed("run", scenario(tmp_path), "--out", tmp_path / "runs", "--device", "reference")
    assert result.exit_code == 3
    assert "s3://b: the token has expired; what is finished is kept" in result.stderr


def test_two_runs_of_one_store_do_not_meet(tmp_path):
    folder = ran(tmp_path).folder
    store = tmp_path / "store"
    with (
        locked(store, f"{folder.name}.lock"),
        pytest.raises(BusyError, match=r"the store .* is in use by process"),
    ):
        ran(tmp_path, store=str(store))
    assert ran(tmp_path, store=str(store)).stored


@pytest.mark.parametrize(
    ("typed_options", "words"),
    [
        (("--workers", 2), "--workers: only with --engine dask"),
        (("--scheduler", "tcp://a:1"), "--scheduler: only with --engine dask"),
        (("--engine", "dask", "--scheduler", "tcp://a:1", "--workers", 2), "give one of them"),
        (("--out", "s3://bucket/runs"), "--out s3://...: run folders lie on a file system"),
        (("--resume", "--no-cache"), "give one of them"),
        (("--store", ""), "--store: empty"),
    ],
)
def test_options_that_contradict_each_other_are_said(tmp_path, typed_options, words):
    result = typed("run", scenario(tmp_path, BOWL), "--device", "reference", *typed_options)
    assert result.exit_code == 2 and words in result.stderr
