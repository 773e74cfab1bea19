"""The labelled data set, its store, digests, manifest and files."""

from __future__ import annotations

import hashlib
import json
import signal
import subprocess
import sys
import threading
import tracemalloc

import numpy as np
import pytest
import xarray as xr

from simlab.errors import UsageError
from simlab.results import attributes
from simlab.results.assembly import assemble
from simlab.results.attributes import Axis
from simlab.results.axis_words import axis_words
from simlab.results.dataset import Facts, Outcome, Recorded, Variant
from simlab.results.digest import results_digest, variant_digests
from simlab.results.files import atomic_folder, atomic_write
from simlab.results.folder import MANIFEST, RESULTS, run_folder, scenario_digest
from simlab.results.manifest import Manifest, Timings, read_manifest, write_manifest
from simlab.results.store import open_results, write_results

REPLICATES = 3
LOSS_STEPS = [0, 2, 4]
RECORDED = {
    "loss": Recorded(LOSS_STEPS, "loss"),
    "theta": Recorded([0, 4], "parameters", dims=["coordinate"]),
    "grad_norm": Recorded(LOSS_STEPS, "norm of the gradient"),
}
AXES = [Axis("learning_rate", ["optimizer.gd.learning_rate"], [0.1, 0.2])]


def outcome(variants, dimension=2, seed=0, dtype=np.float64):
    draw = np.random.default_rng(seed)
    lanes = len(variants) * REPLICATES
    return Outcome(
        variants,
        {
            "loss": draw.standard_normal((3, lanes)).astype(dtype),
            "theta": draw.standard_normal((2, dimension, lanes)).astype(dtype),
            "grad_norm": draw.standard_normal((3, lanes)).astype(dtype),
        },
        start=draw.standard_normal((dimension, lanes)),
        final_theta=draw.standard_normal((dimension, lanes)),
        status=draw.integers(0, 5, lanes),
        status_step=draw.integers(0, 5, lanes),
        hits={"low": np.where(draw.random(lanes) < 0.5, np.inf, 3.0)},
    )


def facts(**changes):
    known = {"title": "A run", "steps": 4, "dtype": "float64", "seed": 2**63 - 1, "replicates": REPLICATES}
    return Facts(**(known | {"random": True} | changes))


def gd(rate):
    return Variant(
        f"gd learning_rate={rate}", "gd", {"learning_rate": rate}, {"learning_rate": rate}, [[1, 1]]
    )


ADAM = Variant("adam", "adam", {}, {"learning_rate": np.float64(0.3), "curvatures": np.array([1.0, 2.0])}, [])


def dataset(outcomes=None):
    outcomes = outcomes or [outcome([gd(0.1), gd(0.2)]), outcome([ADAM], seed=1)]
    return assemble(outcomes, RECORDED, ["x", "y"], AXES, facts())


# ---- assembling


def test_every_number_lands_at_its_labels():
    first, second = outcome([gd(0.1), gd(0.2)]), outcome([ADAM], seed=1)
    made = dataset([first, second])
    assert made["loss"].dims == ("variant", "replicate", "step")
    assert made["theta"].dims == ("variant", "replicate", "step_theta", "coordinate")
    assert made["grad_norm"].dims == made["loss"].dims
    picked = made["theta"].sel(variant="gd learning_rate=0.2", replicate=1, step_theta=4, coordinate="y")
    assert picked == first.records["theta"][1, 1, REPLICATES + 1]
    assert made["loss"].sel(variant="adam", replicate=2, step=2) == second.records["loss"][1, 2]
    assert made["start"].sel(variant="adam", replicate=0, coordinate="x") == second.start[0, 0]
    assert made["hit_low"].dtype == np.float64
    assert made["status"].dtype == np.uint8
    assert made["status_step"].dtype == np.int64
    np.testing.assert_array_equal(made["status"].values[2], second.status)


def test_coordinates_name_optimizers_axes_and_steps():
    made = dataset()
    assert made["optimizer"].values.tolist() == ["gd", "gd", "adam"]
    np.testing.assert_array_equal(made["learning_rate"], [0.1, 0.2, np.nan])
    assert made["step"].values.tolist() == LOSS_STEPS
    assert made["step_theta"].values.tolist() == [0, 4]
    for name, variable in made.data_vars.items():
        assert variable.attrs["long_name"], name
        assert variable.attrs["units"], name


def test_axes_are_named_for_readers():
    named = {
        ("std", "start.std"): ("standard deviation at the start", "1"),
        ("batch", "batch.size"): ("batch size", "examples"),
        ("beta1", "optimizer.adam.beta1"): ("memory of the gradient, beta1", "1"),
        ("time_constant", "optimizer.gd.schedule.time_constant"): ("time constant of the schedule", "steps"),
        ("weight", "start.value"): ("weight", "1"),
        ("learning_rate", "optimizer.gd.learning_rate"): ("learning rate", "1"),
    }
    for (name, path), words in named.items():
        assert axis_words(attributes.Axis(name, [path], [1.0])) == words
    assert axis_words(attributes.Axis("std", ["start.std"], [1.0], label="Spread")) == ("Spread", "1")


def test_attributes_survive_as_plain_values():
    made = dataset()
    assert attributes.settings(made)["adam"] == {"learning_rate": 0.3, "curvatures": [1.0, 2.0]}
    assert attributes.optima(made) == {
        "gd learning_rate=0.1": [[1, 1]],
        "gd learning_rate=0.2": [[1, 1]],
        "adam": [],
    }
    assert attributes.axes(made)[0] == AXES[0]
    assert made.attrs["seed"] == 2**63 - 1
    assert made.attrs["random"] is True


def test_fewer_coordinates_are_padded_with_nan():
    made = dataset([outcome([gd(0.1)], dimension=1), outcome([gd(0.2)], dimension=2)])
    assert np.isnan(made["theta"].values[0, :, :, 1]).all()
    assert np.isfinite(made["theta"].values[1]).all()


def test_without_loss_the_first_quantity_gives_the_steps():
    one = outcome([ADAM])
    recorded = {"theta": RECORDED["theta"], "grad_norm": RECORDED["grad_norm"]}
    made = assemble([one], recorded, ["x", "y"], [], facts())
    assert made["theta"].dims[2] == "step"
    assert made["grad_norm"].dims[2] == "step_grad_norm"


def test_single_precision_stays_single():
    assert dataset([outcome([ADAM], dtype=np.float32)])["loss"].dtype == np.float32


def test_wrong_number_of_lanes_is_refused():
    with pytest.raises(ValueError, match="6 lanes for 1 variants of 3 replicates"):
        dataset([Outcome([ADAM], *list(vars(outcome([gd(0.1), gd(0.2)])).values())[1:])])


def test_assembling_copies_each_number_once():
    one = outcome([ADAM])
    lanes = 200_000
    big = Outcome(
        [ADAM],
        {"loss": np.ones((1, lanes))},
        *(np.ones((2, lanes)) for _ in range(2)),
        *(np.ones(lanes, dtype=np.int64) for _ in range(2)),
        {},
    )
    tracemalloc.start()
    made = assemble([big], {"loss": Recorded([4], "loss")}, ["x", "y"], [], facts(replicates=lanes))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 1.3 * made.nbytes
    assert one.records["loss"].shape == (3, REPLICATES)


# ---- the store


def test_round_trip_keeps_every_bit_label_and_type(tmp_path):
    made = dataset()
    made["loss"].values[0, 0] = [np.nan, -0.0, np.inf]
    write_results(tmp_path, made)
    read = open_results(tmp_path)
    assert read.identical(made)
    assert {name: read[name].dtype for name in read.variables} == {n: made[n].dtype for n in made.variables}
    assert np.signbit(read["loss"].values[0, 0, 1])
    assert results_digest(read) == results_digest(made)
    assert open_results(tmp_path / RESULTS).identical(made)


def test_all_zeros_with_a_sign_survive(tmp_path):
    made = dataset()
    made["loss"].values[:] = -0.0
    write_results(tmp_path, made)
    assert np.signbit(open_results(tmp_path)["loss"].values).all()


def test_large_arrays_are_cut_into_chunks(tmp_path):
    made = xr.Dataset(
        {"loss": (("variant", "replicate"), np.arange(6_000_000.0).reshape(3, -1))},
        coords={"variant": ["a", "b", "c"]},
    )
    write_results(tmp_path, made)
    assert len(list((tmp_path / RESULTS / "loss" / "c").rglob("*"))) > 3
    assert open_results(tmp_path).identical(made)


def test_results_are_replaced_whole(tmp_path):
    write_results(tmp_path, dataset())
    other = dataset([outcome([ADAM], seed=5)])
    write_results(tmp_path, other)
    assert open_results(tmp_path).identical(other)
    assert [path.name for path in tmp_path.iterdir()] == [RESULTS]


def test_failed_write_leaves_the_old_results(tmp_path, monkeypatch):
    made = dataset()
    write_results(tmp_path, made)

    def fail(self, store, **_):
        (store / "half").write_text("x")
        raise OSError("disk full")

    monkeypatch.setattr(xr.Dataset, "to_zarr", fail)
    with pytest.raises(OSError, match="disk full"):
        write_results(tmp_path, dataset([outcome([ADAM], seed=5)]))
    monkeypatch.undo()
    assert open_results(tmp_path).identical(made)
    assert [path.name for path in tmp_path.iterdir()] == [RESULTS]


def test_missing_folder_foreign_folder_unfinished_run(tmp_path):
    with pytest.raises(UsageError, match="there is no folder"):
        open_results(tmp_path / "nowhere")
    with pytest.raises(UsageError, match="is not a run folder"):
        open_results(tmp_path)
    (tmp_path / "plan.json").write_text("{}")
    with pytest.raises(UsageError, match="did not finish"):
        open_results(tmp_path)


def _chunk(tmp_path, name):
    return next(path for path in (tmp_path / RESULTS / name / "c").rglob("*") if path.is_file())


@pytest.mark.parametrize(
    "damage",
    [
        lambda folder: _chunk(folder, "loss").unlink(),
        lambda folder: _chunk(folder, "theta").write_bytes(b"short"),
        lambda folder: (folder / RESULTS / "zarr.json").write_text("{"),
        lambda folder: (folder / RESULTS / "zarr.json").unlink(),
        lambda folder: (folder / RESULTS / "loss" / "zarr.json").write_text("[]"),
    ],
)
def test_damage_is_reported(tmp_path, damage):
    write_results(tmp_path, dataset())
    damage(tmp_path)
    with pytest.raises(UsageError, match="damaged"):
        open_results(tmp_path)


def test_verify_compares_with_the_manifest(tmp_path):
    made = dataset()
    write_results(tmp_path, made)
    write_manifest(tmp_path, manifest(made))
    assert open_results(tmp_path, verify=True).identical(made)
    made["loss"].values[0, 0, 0] += 1
    write_results(tmp_path, made)
    with pytest.raises(UsageError, match="digest"):
        open_results(tmp_path, verify=True)


# ---- digests


def test_digest_is_the_stated_one():
    made = xr.Dataset({"b": ("n", np.array([1.0, np.nan])), "a": ((), np.int32(7))}, {"n": ["x", "yz"]})
    digest = hashlib.sha256()
    digest.update(b"a|<i4||\n" + np.array(7, "<i4").tobytes())
    digest.update(b"b|<f8|n|2\n" + np.array([0x3FF0000000000000, 0x7FF8000000000000], "<u8").tobytes())
    digest.update(b"n|text|n|2\nx\0yz\0")
    assert results_digest(made) == digest.hexdigest()


def test_digest_sees_one_bit_and_nothing_but_numbers():
    made, digest = dataset(), results_digest(dataset())
    renamed = made.assign_attrs(title="Another title")
    assert results_digest(renamed) == digest
    turned = made.copy(deep=True)
    turned["theta"] = turned["theta"].copy(data=np.asfortranarray(turned["theta"].values))
    assert results_digest(turned) == digest
    swapped = made.copy(deep=True)
    swapped["loss"] = swapped["loss"].copy(data=swapped["loss"].values.astype(">f8"))
    assert results_digest(swapped) == digest
    changed = made.copy(deep=True)
    changed["loss"].values.view(np.uint64)[0, 0, 0] ^= 1
    assert results_digest(changed) != digest


def test_digest_merges_nan_payloads_and_keeps_signed_zeros():
    def of(bits):
        return results_digest(xr.Dataset({"a": ("n", np.array([bits], np.uint64).view(np.float64))}))

    assert of(0x7FF8000000000000) == of(0xFFF8000000000001)
    assert of(0) != of(1 << 63)


def test_variant_digest_does_not_depend_on_the_others():
    both, alone = dataset(), dataset([outcome([ADAM], seed=1)])
    assert variant_digests(both)["adam"] == variant_digests(alone)["adam"]
    assert len(set(variant_digests(both).values())) == 3
    changed = both.copy(deep=True)
    changed["loss"].values[0] += 1
    old, new = variant_digests(both), variant_digests(changed)
    assert [label for label in old if old[label] != new[label]] == ["gd learning_rate=0.1"]


# ---- manifest, folder, files


def manifest(made, **changes):
    known = {
        "scenario_digest": scenario_digest("title = 'x'"),
        "results_digest": results_digest(made),
        "variant_digests": variant_digests(made),
        "timings": Timings(1.5, 0.25, 0.125),
        "trajectory_steps": 10**12,
        "device": "cpu",
        "threads": 2,
        "lane_width": 64,
        "options": {"--seed": 3},
    }
    return Manifest(**(known | changes))


def test_manifest_says_what_computed_the_results(tmp_path):
    write_manifest(tmp_path, manifest(dataset()))
    read = read_manifest(tmp_path)
    assert read["timings"] == {"compile_s": 1.5, "run_s": 0.25, "write_s": 0.125}
    assert {"python", "numpy", "numba"} <= set(read["versions"])
    assert read["cpu"]
    assert read["trajectory_steps"] == 10**12
    assert (tmp_path / MANIFEST).read_text().endswith("}\n")
    with pytest.raises(ValueError, match="JSON"):
        write_manifest(tmp_path, manifest(dataset(), timings=Timings(float("nan"), 0, 0)))
    assert read_manifest(tmp_path) == read


def test_manifest_missing_or_damaged(tmp_path):
    with pytest.raises(UsageError, match=r"no manifest\.json in it"):
        read_manifest(tmp_path)
    (tmp_path / MANIFEST).write_text("{")
    with pytest.raises(UsageError, match="damaged"):
        read_manifest(tmp_path)


def test_run_folder_depends_on_text_and_overrides(tmp_path):
    folder = run_folder(tmp_path, "momentum", "a = 1\n")
    assert folder.parent == tmp_path
    assert folder.name.startswith("momentum-")
    assert run_folder(tmp_path, "momentum", "a = 1\r\n") == folder
    others = {
        run_folder(tmp_path, "momentum", "a = 2\n"),
        run_folder(tmp_path, "momentum", "a = 1\n", {"run.seed": 1}),
        run_folder(tmp_path, "momentum", "a = 1\n", {"run.seed": 2}),
    }
    assert len(others - {folder}) == 3
    two = {"run.seed": 1, "run.steps": 2}
    assert scenario_digest("a", two) == scenario_digest("a", dict(reversed(two.items())))


@pytest.mark.parametrize("name", ["../../etc/passwd", "..", "", "a/b", "/abs", "x" * 300])
def test_no_name_leads_out_of_the_root(tmp_path, name):
    assert run_folder(tmp_path, name, "").parent == tmp_path
    assert len(run_folder(tmp_path, name, "").name) < 100


def test_atomic_write_replaces_or_leaves(tmp_path):
    path = tmp_path / "deep" / "file.json"
    atomic_write(path, "one")
    atomic_write(path, b"two")
    assert path.read_bytes() == b"two"
    with pytest.raises(TypeError):
        atomic_write(path, 3)
    assert path.read_bytes() == b"two"
    assert [item.name for item in path.parent.iterdir()] == ["file.json"]


def test_what_a_killed_writer_left_is_swept_after_a_day(tmp_path):
    import os

    left = tmp_path / ".file.json.99-abcd.tmp"
    fresh = tmp_path / ".file.json.98-abcd.tmp"
    left.mkdir()
    fresh.write_text("")
    os.utime(left, (0, 0))
    atomic_write(tmp_path / "file.json", "{}")
    assert sorted(item.name for item in tmp_path.iterdir()) == [fresh.name, "file.json"]


def test_killed_writer_leaves_no_target(tmp_path):
    code = (
        "import sys, time; from simlab.results.files import atomic_folder\n"
        "with atomic_folder(sys.argv[1]) as folder:\n"
        "    (folder / 'part').write_text('x'); print('ready', flush=True); time.sleep(60)\n"
    )
    target = tmp_path / RESULTS
    with subprocess.Popen([sys.executable, "-c", code, str(target)], stdout=subprocess.PIPE) as process:
        assert process.stdout.readline() == b"ready\n"
        process.send_signal(signal.SIGKILL)
    assert not target.exists()
    (tmp_path / "plan.json").write_text("{}")
    with pytest.raises(UsageError, match="did not finish"):
        open_results(tmp_path)


def test_two_writers_never_mix(tmp_path):
    target = tmp_path / "folder"
    errors = []

    def write(word):
        try:
            for _ in range(25):
                with atomic_folder(target) as folder:
                    for name in "abc":
                        (folder / name).write_text(word)
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=write, args=(word,)) for word in ("one", "two")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert len({(target / name).read_text() for name in "abc"}) == 1
    assert [item.name for item in tmp_path.iterdir()] == ["folder"]


def test_facts_are_json(tmp_path):
    write_results(tmp_path, dataset())
    stored = json.loads((tmp_path / RESULTS / "zarr.json").read_text())["attributes"]
    assert stored["title"] == "A run"
    assert stored["random"] is True
