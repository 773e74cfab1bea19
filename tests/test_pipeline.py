"""The whole way from a file to a run folder, on tiny scenarios."""

from __future__ import annotations

import json
import threading
from pathlib import Path

import numpy as np
import pytest
from tiny import BOWL, FIGURE, ran, results, scenario

import simlab
from simlab.errors import BusyError, DeviceError, ScenarioError, SimlabError, UsageError
from simlab.results.digest import results_digest
from simlab.settings import Reporter, Settings
from simlab.status import Status

pytestmark = pytest.mark.usefixtures("kernels")


def changed(*pairs: tuple[str, str]) -> str:
    """The bowl with every first text of ``pairs`` replaced by its second."""
    text = BOWL
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new)
    return text


def without_claims(text: str = BOWL) -> str:
    return text[: text.index("[[claim]]")]


# The run folder


def test_a_run_leaves_everything_that_the_design_promises(tmp_path):
    path = scenario(tmp_path, BOWL + FIGURE)
    run = simlab.run(path, Settings(tmp_path / "runs", threads=1))
    assert run.folder.parent == tmp_path / "runs" and run.folder.name.startswith("bowl-")
    assert sorted(file.name for file in run.folder.iterdir()) == [
        *("figures", "junit.xml", "manifest.json", "plan.json"),
        *("results.zarr", "scenario.toml", "verdicts.json"),
    ]
    assert (run.folder / "scenario.toml").read_text(encoding="utf-8") == BOWL + FIGURE
    assert sorted(file.name for file in (run.folder / "figures").iterdir()) == ["curves.png", "curves.svg"]
    assert simlab.open_results(run.folder, verify=True).identical(run.results)

    manifest = json.loads((run.folder / "manifest.json").read_text(encoding="utf-8"))
    assert set(manifest["timings"]) == {"compile_s", "run_s", "write_s"}
    assert all(seconds > 0.0 for seconds in manifest["timings"].values())
    assert manifest["trajectory_steps"] == 12 * 40
    assert manifest["results_digest"] == results_digest(run.results)
    assert list(manifest["variant_digests"]) == ["gd"]
    assert {"python", "simlab", "numba", "llvmlite", "numpy"} <= set(manifest["versions"])
    assert (manifest["device"], manifest["threads"]) == ("cpu", 1)

    plan = json.loads((run.folder / "plan.json").read_text(encoding="utf-8"))
    assert plan["variants"][0]["settings"]["learning_rate"] == 0.25
    assert (plan["trajectories"], plan["steps"], plan["record"]) == (12, 40, {"loss": 41})
    verdicts = json.loads((run.folder / "verdicts.json").read_text(encoding="utf-8"))
    assert [(row["id"], row["verdict"]) for row in verdicts] == [("falls", "supported")]


def test_overrides_and_text_name_the_folder_and_a_second_run_replaces_the_first(tmp_path):
    first, again = ran(tmp_path), ran(tmp_path)
    other = ran(tmp_path, overrides={"run.seed": 1})
    assert first.folder == again.folder != other.folder
    assert first.manifest.results_digest == again.manifest.results_digest
    assert json.loads((other.folder / "manifest.json").read_text())["options"]["overrides"] == {"run.seed": 1}


def test_two_runs_at_once_in_one_folder_leave_a_whole_one(tmp_path):
    path, failures = scenario(tmp_path), []

    def work():
        try:
            simlab.run(path, Settings(tmp_path / "runs", device="reference", figures=False))
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(failures) < 4  # one is at work, the others are told so or find all done
    assert all(isinstance(failure, BusyError) for failure in failures)
    (folder,) = (tmp_path / "runs").iterdir()
    simlab.open_results(folder, verify=True)
    assert not [file for file in folder.iterdir() if file.name.endswith(".tmp")]


def test_an_error_leaves_no_half_written_file(tmp_path, monkeypatch):
    def breaks(*arguments, **more):
        raise SimlabError("the kernel burst")

    monkeypatch.setattr("simlab.pipeline.execute", breaks)
    with pytest.raises(SimlabError, match="burst"):
        ran(tmp_path)
    (folder,) = (tmp_path / "runs").iterdir()
    assert sorted(file.name for file in folder.iterdir()) == ["plan.json", "scenario.toml"]


def test_a_figure_that_fails_loses_neither_results_nor_verdicts(tmp_path):
    text = BOWL + FIGURE.replace('y = "loss"', 'y = "loss"\ntitle = "a $\\\\nosuch$ title"')
    done = simlab.run(scenario(tmp_path, text), Settings(tmp_path / "runs", device="reference"))
    assert "mathematics" in done.faults[0]
    assert done.exit_code == UsageError.exit_code
    (folder,) = (tmp_path / "runs").iterdir()
    with pytest.raises(UsageError, match="mathematics"):
        simlab.render(folder)
    assert {"manifest.json", "verdicts.json", "results.zarr"} <= {file.name for file in folder.iterdir()}


def test_nothing_is_written_when_something_is_wrong_before_the_run(tmp_path):
    path = scenario(tmp_path, BOWL.replace("gd", "", 1))
    for error, settings in [
        (ScenarioError, Settings(tmp_path / "runs")),
        (DeviceError, Settings(tmp_path / "runs", device="cuda")),
        (UsageError, Settings(tmp_path / "runs", device="gpu")),
    ]:
        with pytest.raises(error):
            simlab.run(path, settings)
    with pytest.raises(UsageError, match="cannot write to"):
        simlab.run(scenario(tmp_path), Settings(path))
    assert not (tmp_path / "runs").exists()


# Resuming


def test_resume_does_not_run_a_finished_run_again(tmp_path, monkeypatch):
    first = ran(tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr("simlab.pipeline.execute", None)
        again = ran(tmp_path, resume=True)
    assert again.results.identical(first.results) and again.verdicts == first.verdicts
    assert again.manifest.results_digest == first.manifest.results_digest
    assert again.manifest.timings.run_s == first.manifest.timings.run_s


def test_resume_runs_again_what_other_versions_ran(tmp_path):
    first = ran(tmp_path)
    path = first.folder / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    manifest["versions"]["numba"] = "0.1"
    path.write_text(json.dumps(manifest), encoding="utf-8")
    assert ran(tmp_path, resume=True).manifest.timings.run_s != first.manifest.timings.run_s


def test_resume_with_nothing_to_resume_says_so_and_runs(tmp_path):
    heard = []

    class Listener(Reporter):
        def stage(self, name, total=0):
            heard.append(name)

    path = scenario(tmp_path)
    simlab.run(path, Settings(tmp_path, "reference", figures=False, resume=True), Listener())
    assert heard == ["nothing to resume: compiling", "running", "writing", "judging", "drawing"]


def test_progress_adds_up_to_all_steps_of_all_lanes(tmp_path):
    class Counter(Reporter):
        total = done = 0

        def stage(self, name, total=0):
            self.total += total

        def advance(self, amount):
            self.done += amount

    for device in ("cpu", "reference"):
        counter = Counter()
        simlab.run(scenario(tmp_path), Settings(tmp_path, device, figures=False), counter)
        assert counter.done == counter.total == 12 * 40


# Lanes fail alone


def test_a_start_that_overflows_and_leaves_the_numbers_is_a_status(tmp_path):
    text = changed(
        ('kind = "uniform"\nlow = 0.5\nhigh = 1.5', 'kind = "point"\nat = [1e200, 1.0]'),
        ("1/lambda_max", "1e9"),
        ("at_most = 1e-3", "at_least = 0"),
    )
    run = ran(tmp_path, text)
    assert np.isinf(run.results["loss"][0, 0, 0])
    assert (run.results["status"] == Status.NON_FINITE).all()
    assert (run.results["status_step"] == 12).all()  # 1e200 grows by 4e9 a step
    assert not np.isfinite(run.results["loss"].isel(step=-1)).any()


@pytest.mark.parametrize(
    "expectation", ["at_most = 1e300", "at_least = -1e300", "equals = 0\ntolerance = 1e300"]
)
def test_a_claim_on_nan_is_never_supported(tmp_path, expectation, monkeypatch):
    from simlab.plan import plan as planning

    original = planning.build_batch

    def with_a_nan(*arguments):
        batch = original(*arguments)
        batch.state[0, 3] = np.nan
        return batch

    monkeypatch.setattr(planning, "build_batch", with_a_nan)
    for statistic in ("final(loss)", "mean(final(loss))", "quantile(final(loss), 0.99)", "maximum(loss)"):
        run = ran(tmp_path, changed(('"final(loss)"', f'"{statistic}"'), ("at_most = 1e-3", expectation)))
        assert run.verdicts[0].verdict != "supported", statistic
    assert run.results["status"].values.ravel().tolist() == [0, 0, 0, Status.NON_FINITE] + [0] * 8
    assert run.results["status_step"].values.ravel()[3] == 0
    others = np.delete(run.results["loss"].values[0], 3, axis=0)
    clean = np.delete(ran(tmp_path / "b").results["loss"].values[0], 3, axis=0)
    assert np.isfinite(others).all() and clean.shape == others.shape


def test_half_of_the_lanes_diverge_and_the_other_half_do_not_notice(tmp_path):
    text = changed(
        (
            'surface = "quadratic"\ncurvatures = [4.0, 1.0]',
            'expression = "0.25*x**4 + 0.5*y**2"\noptimum = [0, 0]',
        ),
        (
            'kind = "uniform"\nlow = 0.5\nhigh = 1.5',
            'kind = "grid"\nlower = [1.0, 0.0]\nupper = [3.0, 0.0]\nshape = [10, 1]',
        ),
        ('"1/lambda_max"', "0.5"),
        ("[record]", "[stop]\nloss_above = 1e6\n\n[record]"),
        ("replicates = 12", ""),
        ("final(loss)", "probability(status == 'diverged')"),
        ("at_most = 1e-3", "equals = 0.5"),
        ('"optimizer.gd.learning_rate" = 0.0', '"optimizer.gd.learning_rate" = 0.01'),
    )
    run = ran(tmp_path, text)
    assert run.exit_code == 0, run.verdicts
    status = run.results["status"].values[0]
    assert (status == Status.DIVERGED).tolist() == [False] * 5 + [True] * 5
    steps = run.results["status_step"].values[0]
    assert (steps[:5] == 40).all() and (steps[5:] < 10).all()
    loss = run.results["loss"].values[0]
    assert (loss[:5, -1] < loss[:5, 0]).all() and (loss[5:, -1] > 1e6).all()


# Small and odd sizes


def test_one_step_of_one_replicate(tmp_path):
    dataset = results(tmp_path, without_claims(changed(("steps = 40", "steps = 1"), ("replicates = 12", ""))))
    assert dataset["loss"].shape == (1, 1, 2)
    np.testing.assert_array_equal(
        dataset["final_theta"], dataset["start"] - 0.25 * dataset["start"] * [4.0, 1.0]
    )


@pytest.mark.parametrize(
    ("record", "shapes"),
    [
        ('loss = "none"', {}),
        ('loss = "last"', {"loss": 1}),
        ('loss = "every 15"', {"loss": 4}),
        ('loss = "last"\ngrad_norm = "every 40"', {"loss": 1, "grad_norm": 2}),
        ('loss = "log 1"', {"loss": 2}),
    ],
)
def test_what_is_recorded(tmp_path, record, shapes):
    dataset = results(tmp_path, without_claims(changed(('loss = "every 1"', record))))
    found = {name: dataset[name].shape[-1] for name in ("loss", "grad_norm", "theta") if name in dataset}
    assert found == shapes
    assert dataset["final_theta"].shape == (1, 12, 2)
    for name in found:
        assert (
            dataset[name].values[..., -1].tolist()
            == results(tmp_path / name, without_claims(changed(('loss = "every 1"', f'{name} = "every 1"'))))[
                name
            ]
            .values[..., -1]
            .tolist()
        )


def test_hits_say_when_or_never(tmp_path):
    hits = "".join(
        f'[[hit]]\nname = "{name}"\nquantity = "{quantity}"\nbelow = {below}\n\n'
        for name, quantity, below in [
            *(("now", "loss", "1e9"), ("soon", "loss", "0.1"), ("near", "distance", "'1/lambda_max'")),
            ("never", "grad_norm", "1e-300"),
        ]
    )
    dataset = results(tmp_path, without_claims(changed(("[record]", f"{hits}[record]"))))
    below = dataset["loss"].values[0] < 0.1
    assert (dataset["hit_now"] == 0).all() and np.isinf(dataset["hit_never"]).all()
    assert dataset["hit_soon"].values[0].tolist() == below.argmax(axis=1).tolist()
    assert np.isfinite(dataset["hit_near"]).all()
    assert dataset["hit_soon"].attrs["below"] == 0.1 and dataset["hit_soon"].attrs["quantity"] == "loss"


def test_the_seed_of_a_file_and_a_command_agree(tmp_path):
    in_file = ran(tmp_path, changed(("replicates = 12", "replicates = 12\nseed = 9")))
    assert in_file.manifest.results_digest == ran(tmp_path, overrides={"run.seed": 9}).manifest.results_digest


# Checks and figures


def test_a_check_runs_each_control_with_its_own_changes(tmp_path):
    done = simlab.check(scenario(tmp_path), Settings(tmp_path / "runs", device="reference", figures=False))
    assert done.exit_code == 0 and done.toothless == {"no-steps": []}
    assert [verdict.verdict for verdict in done.controls["no-steps"]] == ["refuted"]
    rows = json.loads((done.run.folder / "verdicts.json").read_text(encoding="utf-8"))
    assert [row["control"] for row in rows] == [None, "no-steps"]


def test_controls_do_not_have_to_fit_each_other(tmp_path):
    """One takes away the optimizer whose number the other one changes."""
    other = """
[[control]]
name = "climbs"
refutes = ["falls"]
set = { "optimizer.gd" = { kind = "sign_sgd", learning_rate = 1.0 } }

[[control]]
name = "decays"
refutes = ["falls"]
set = { "optimizer.gd" = { kind = "adam", learning_rate = 1e-5 }, "optimizer.gd.beta2" = 0.9 }
"""
    done = simlab.check(
        scenario(tmp_path, BOWL + other),
        Settings(tmp_path / "runs", device="reference", figures=False),
    )
    assert done.exit_code == 0 and set(done.controls) == {"no-steps", "climbs", "decays"}


def test_figures_come_from_the_stored_results_alone(tmp_path, monkeypatch):
    iterates = '\n[[figure]]\nplot = "iterates"\nname = "paths"\n'
    text = BOWL.replace('loss = "every 1"', 'loss = "every 1"\ntheta = "every 1"') + FIGURE + iterates
    settings = Settings(tmp_path / "runs", device="reference", overrides={"problem.curvatures": [9.0, 1.0]})
    run = simlab.run(scenario(tmp_path, text), settings)
    monkeypatch.setattr("simlab.pipeline.execute", None)
    again = simlab.render(run.folder, tmp_path / "again")
    assert len(again) == 4
    for path in run.figures:
        assert (tmp_path / "again" / path.name).read_bytes() == Path(path).read_bytes()
