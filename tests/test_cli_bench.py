"""Commands about simlab itself: bench, completion, the list of phenomena, scenarios to start from."""

from __future__ import annotations

import os
import shutil
import subprocess
import tomllib
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tiny import BOWL, PROGRAM, data, scenario, typed

from simlab import bench, registry
from simlab.errors import SimlabError
from simlab.scenario import loads

ROOT = Path(__file__).parents[1]

# bench


@pytest.fixture(scope="module")
def few():
    """One kernel and few lanes: how it is measured does not depend on how much."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bench, "KERNELS", bench.KERNELS[1:2])
        patch.setattr(bench, "LANES", (8, 64))
        yield patch


@pytest.fixture(scope="module")
def measured(few):
    return data(typed("bench", "--seconds", 0.01, "--threads", 1, "--format", "json"))


def test_bench_compiles_apart_from_what_it_measures(measured):
    assert measured["machine"]["threads"] == 1 and "numpy" in measured["machine"]["versions"]
    ((name, seconds),) = measured["compile_s"].items()
    assert name == "rosenbrock, momentum, float64" and 0.05 < seconds < 60


def test_bench_puts_numpy_beside_simlab(measured):
    assert [row["lanes"] for row in measured["rates"]] == [8, 64]
    for row in measured["rates"]:
        assert row["ratio"] == pytest.approx(row["simlab"] / row["numpy"])
        assert row["numpy"] > 1e3 and row["ratio"] > 1


def test_bench_prints_a_table(few, measured):
    result = typed("bench", "--seconds", 0.01, "--threads", 1)
    assert result.exit_code == 0 and result.stderr == ""
    head, *rows = result.stdout.partition("the best call\n")[2].splitlines()
    assert head.split() == ["lanes", "simlab", "NumPy", "ratio"]
    assert [row.split()[3] for row in rows] == ["8", "64"]


def test_bench_measures_nothing_that_disagrees_with_numpy(few, monkeypatch):
    def wrong(theta, steps, learning_rate):
        return theta

    monkeypatch.setattr(bench, "KERNELS", (replace(bench.KERNELS[0], naive=wrong),))
    with pytest.raises(SimlabError, match="simlab and NumPy differ by"):
        next(bench.rates(1, 0.01))


def test_best_is_the_shortest_of_two_calls_at_least(monkeypatch):
    clock, order = iter([0.0, 1.0, 4.0, 9.0, 11.0, 99.0]), []
    monkeypatch.setattr("time.perf_counter", lambda: next(clock))
    assert bench.best(lambda: order.append("call"), 1.0, lambda: order.append("reset")) == 2.0
    assert order == ["reset", "call"] * 2


@pytest.mark.parametrize("kernel", bench.KERNELS, ids=lambda kernel: kernel.name)
def test_scenarios_of_the_bench_have_the_promised_lanes(kernel):
    batch = kernel.batch(256, 1000)
    assert (batch.lanes, batch.steps, batch.program.dtype) == (256, 1000, kernel.dtype)
    after = kernel.naive(batch.state[:2].copy(), 100, kernel.learning_rate)
    assert after.dtype == kernel.dtype and np.isfinite(after).all()


# Completion


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_prints_the_script_of_a_shell(shell):
    result = typed("completion", shell)
    assert result.exit_code == 0
    assert "_SIMLAB_COMPLETE" in result.stdout and f"{shell}_complete" in result.stdout
    as_data = data(typed("completion", shell, "--format", "json"))
    assert as_data["shell"] == shell and as_data["script"].strip() == result.stdout.strip()


@pytest.mark.skipif(not shutil.which("bash"), reason="there is no bash")
def test_bash_accepts_its_script(tmp_path):
    script = tmp_path / "simlab.sh"
    script.write_text(typed("completion", "bash").stdout, encoding="utf-8")
    done = subprocess.run(["bash", "--norc", str(script)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("simlab com", "plain,completion"),
        ("simlab run --thr", "plain,--threads"),
        ("simlab run scen", "file,scen"),
        ("simlab list surf", "plain,surfaces"),
        ("simlab show ravi", "file,ravi"),
        ("simlab show rosenb", "plain,rosenbrock"),
        ("simlab new a.toml --optimizer adamw", "plain,adamw"),
        ("simlab run --device re", "plain,reference"),
    ],
)
def test_what_the_shell_asks_is_answered(line, found):
    asked = {"_SIMLAB_COMPLETE": "bash_complete", "COMP_WORDS": line, "COMP_CWORD": str(line.count(" "))}
    done = subprocess.run([PROGRAM], capture_output=True, text=True, check=False, env={**os.environ, **asked})
    assert found in done.stdout.split() and done.stderr == ""


# The phenomena of the lecture


@pytest.fixture
def lecture(tmp_path, monkeypatch):
    """A clone with one scenario."""
    monkeypatch.chdir(tmp_path)
    scenario(tmp_path / "scenarios" / "lecture", f'source = "Lecture 4, section 3"\n{BOWL}')


def test_lecture_is_found_from_anywhere_in_a_clone(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    shown = {Path(row["scenario"]) for row in data(typed("list", "--lecture", "--format", "json"))}
    assert shown == set((ROOT / "scenarios" / "lecture").rglob("*.toml"))


def test_lecture_says_what_is_wrong(lecture, monkeypatch):
    both = typed("list", "surfaces", "--lecture")
    assert both.exit_code == 2 and "leave 'surfaces' out" in both.stderr
    scenario(Path("scenarios/lecture"), BOWL.replace("steps =", "steps", 1), "wrong.toml")
    wrong = typed("list", "--lecture")
    assert wrong.exit_code == 2 and "wrong.toml" in wrong.stderr and "line" in wrong.stderr
    monkeypatch.chdir("scenarios/lecture")
    monkeypatch.setattr("simlab.gallery.place.__file__", str(Path("a", "b", "c.py").absolute()))
    nowhere = typed("list", "--lecture")
    assert nowhere.exit_code == 2 and "come with a clone" in nowhere.stderr


# Scenarios to start from


@pytest.mark.parametrize("surface", registry.names("surfaces"))
def test_new_begins_on_any_surface(tmp_path, surface):
    path = tmp_path / "my.toml"
    assert typed("new", path, "--surface", surface).exit_code == 0
    text = path.read_text(encoding="utf-8")
    assert loads(text, "my.toml").problem.surface == surface and registry.summary("surfaces", surface) in text


@pytest.mark.parametrize("optimizer", registry.names("optimizers"))
def test_new_begins_with_any_optimizer_and_shows_its_keys(tmp_path, optimizer):
    path = tmp_path / "my.toml"
    assert typed("new", path, "--optimizer", optimizer).exit_code == 0
    text = path.read_text(encoding="utf-8")
    assert [table.kind for table in loads(text, "my.toml").optimizers] == [optimizer]
    bare = "\n".join(line.removeprefix("# ") for line in text.splitlines() if " = " in line or "[" in line)
    table = tomllib.loads(bare[bare.index("[[optimizer]]") : bare.index("[[claim]]")])["optimizer"][0]
    keys = registry.load("optimizers", optimizer)
    assert {*keys.HYPERPARAMETERS, *keys.OPTIONS} <= set(table)


def test_new_takes_several_optimizers_once_each(tmp_path):
    path = tmp_path / "my.toml"
    typed("new", path, "--optimizer", "gd", "--optimizer", "adam", "--optimizer", "gd", "--surface", "booth")
    assert [table.name for table in loads(path.read_text(encoding="utf-8"), "my.toml").optimizers] == [
        "gd",
        "adam",
    ]


@pytest.mark.usefixtures("kernels")
def test_what_new_writes_is_true_and_can_fail(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    typed("new", "my.toml", "--surface", "booth", "--optimizer", "gd")
    checked = typed("check", "my.toml", "--no-figures", "--set", "run.steps=50", "--device", "reference")
    assert checked.exit_code == 0, checked.stdout + checked.stderr
    assert "refutes gd-descends" in checked.stdout


# Wrong input


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["bench", "--seconds", "0"], "0.001<=x<=60.0"),
        (["bench", "--threads", "0"], "--threads"),
        (["bench", "--format", "csv"], "'csv' is not one of 'text', 'json'"),
        (["completion"], "Missing argument"),
        (["completion", "tcsh"], "'tcsh' is not one of 'bash', 'zsh', 'fish'"),
        (["new", "my.toml", "--surface", "akley"], "no surface 'akley', did you mean 'ackley'?"),
        (["new", "my.toml", "--optimizer", "adm"], "no optimizer 'adm', did you mean 'adam'?"),
        (["new", "my.toml", "--surface", "gd"], "no surface 'gd'"),
        (["new", "my.txt", "--surface", "ackley"], "ends in .toml"),
    ],
)
def test_wrong_input_exits_2_with_one_clear_message(tmp_path, monkeypatch, arguments, words):
    monkeypatch.chdir(tmp_path)
    result = typed(*arguments)
    assert result.exit_code == 2 and words in result.stderr and result.stdout == ""
    assert not list(tmp_path.iterdir())
