"""Two runs side by side, and a run once more from its manifest."""

from __future__ import annotations

import json

import pytest
from tiny import BOWL, REFUTED, data, ran, scenario, typed

from simlab.errors import UsageError
from simlab.results.machine import git_revision
from simlab.results.manifest import read_manifest
from simlab.verdicts.difference import difference

NOISY = BOWL + '\n[noise]\nkind = "gaussian"\nsigma = 0.1\n'
MEAN = NOISY.replace('"final(loss)"', '"mean(final(loss))"').replace("at_most = 1e-3", "at_most = 10")


def changes(first, second):
    found = difference(first.folder, second.folder)
    return [change.change for change in found.changes], found.exit_code, found.same_numbers


def test_a_claim_that_got_worse_is_a_regression(tmp_path):
    good, bad = ran(tmp_path / "a"), ran(tmp_path / "b", REFUTED)
    assert changes(good, good) == (["same"], 0, True)
    assert changes(good, bad) == (["worse"], 1, True)
    assert changes(bad, good) == (["better"], 0, True)
    printed = typed("diff", good.folder, bad.folder)
    assert printed.exit_code == 1 and "worse    falls: supported" in printed.stdout
    assert data(typed("diff", good.folder, good.folder, "--format", "json"))["same_numbers"]


def test_statistics_move_when_their_intervals_do_not_meet(tmp_path):
    runs = [
        ran(tmp_path, MEAN.replace("sigma = 0.1", f"sigma = {sigma}"), overrides={"run.seed": seed})
        for sigma, seed in ((0.1, 1), (0.1, 2), (1.0, 1))
    ]
    assert changes(runs[0], runs[1]) == (["same"], 0, False)
    assert changes(runs[0], runs[2]) == (["moved"], 0, False)


def test_a_claim_that_is_gone_is_a_regression_and_a_control_should_refute(tmp_path):
    one, other = ran(tmp_path / "a"), ran(tmp_path / "b", BOWL.replace('"falls"', '"drops"'))
    assert changes(one, other) == (["gone", "added"], 1, True)
    verdicts = one.folder / "verdicts.json"
    (row,) = json.loads(verdicts.read_text())
    control = row | {"control": "no-steps", "verdict": "refuted"}
    verdicts.write_text(json.dumps([row, control]))
    (other.folder / "verdicts.json").write_text(json.dumps([row, control | {"verdict": "supported"}]))
    assert changes(one, other)[:2] == (["same", "worse"], 1)


def test_what_is_no_finished_run_is_refused(tmp_path):
    with pytest.raises(UsageError, match=r"is not the folder of a finished run \(no verdicts.json in it\)$"):
        difference(tmp_path, tmp_path)
    (tmp_path / "begun").mkdir()
    (tmp_path / "begun" / "plan.json").touch()
    for wrong in (tmp_path, tmp_path / "none", scenario(tmp_path), tmp_path / "begun"):
        for command in (("diff", wrong, wrong), ("reproduce", wrong)):
            done = typed(*command)
            assert done.exit_code == 2 and "is not the folder of a finished run" in done.stderr
            assert ("the same command goes on" in done.stderr) == (wrong.name == "begun")


def test_a_run_is_reproduced_from_its_manifest_alone(tmp_path):
    run = ran(tmp_path, overrides={"run.seed": 5})
    for file in run.folder.iterdir():
        if file.is_file() and file.name != "manifest.json":
            file.unlink()
    scenario(tmp_path, "changed since")
    done = typed("reproduce", run.folder, "--device", "reference")
    assert (done.exit_code, "the same, to the last bit" in done.stdout) == (0, True)


def test_a_run_that_is_not_reproduced_is_said_with_what_changed(tmp_path):
    run = ran(tmp_path)
    path = run.folder / "manifest.json"
    manifest = read_manifest(run.folder)
    manifest["versions"]["numba"] = "0.1"
    manifest["results_digest"] = "0" * 64
    (label,) = manifest["variant_digests"]
    manifest["variant_digests"][label] = "0" * 64
    path.write_text(json.dumps(manifest))
    done = typed("reproduce", run.folder, "--device", "reference")
    assert done.exit_code == 1
    for words in ("NOT the same", f"differs  {label}", "numba: 0.1 then"):
        assert words in done.stdout


def test_a_manifest_says_where_it_was_made(tmp_path):
    found = read_manifest(ran(tmp_path).folder)
    assert found["scenario"] == BOWL and found["seed"] == 0 and found["source"].endswith("bowl.toml")
    assert found["cpu_features"] and found["host"] and len(found["code"]) == 64


@pytest.mark.parametrize("packed", [False, True])
def test_the_revision_is_read_from_the_repository(tmp_path, packed):
    commit, git = "1" * 40, tmp_path / ".git"
    (git / "refs" / "heads").mkdir(parents=True)
    (git / "HEAD").write_text("ref: refs/heads/main\n")
    if packed:
        (git / "packed-refs").write_text(f"# pack-refs\n{commit} refs/heads/main\n")
    else:
        (git / "refs" / "heads" / "main").write_text(commit + "\n")
    assert git_revision(tmp_path / "deep" / "file.py") == commit
    (git / "HEAD").write_text("2" * 40)
    assert git_revision(tmp_path) == "2" * 40
