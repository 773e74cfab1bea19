"""The command line as a user types it: what it prints, where, and what it exits with."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from xml.etree import ElementTree

import pytest
from tiny import BOWL, FIGURE, INCONCLUSIVE, PROGRAM, REFUTED, TOOTHLESS, UNMEASURABLE, data, scenario, typed

from simlab import execution, registry
from simlab.cli import COMMANDS, main, progress
from simlab.scenario import schema

pytestmark = pytest.mark.usefixtures("kernels")


@pytest.fixture
def bowl(tmp_path, monkeypatch):
    """A scenario in the current folder, so that runs/ appears beside it."""
    monkeypatch.chdir(tmp_path)
    return scenario(tmp_path)


def run(*arguments):
    return typed("run", "--no-figures", *arguments)


# Exit codes


@pytest.mark.parametrize(("text", "code"), [(BOWL, 0), (REFUTED, 1), (UNMEASURABLE, 2), (INCONCLUSIVE, 4)])
def test_run_exits_as_its_worst_claim(tmp_path, text, code):
    result = run(scenario(tmp_path, text), "--out", tmp_path)
    assert result.exit_code == code
    word = {0: "supported", 1: "refuted", 2: "error", 4: "inconclusive"}[code]
    assert f"{word:<12} falls: The loss falls" in result.stdout
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(("text", "code"), [(BOWL, 0), (TOOTHLESS, 1), (UNMEASURABLE, 2), (INCONCLUSIVE, 1)])
def test_check_puts_errors_before_toothless_claims(tmp_path, text, code):
    assert typed("check", scenario(tmp_path, text), "--no-figures", "--out", tmp_path).exit_code == code


def test_a_claim_that_cannot_be_measured_outweighs_a_toothless_one(tmp_path):
    text = UNMEASURABLE + TOOTHLESS[TOOTHLESS.index("[[claim]]") :].replace('"falls"', '"b"').replace(
        "no-steps", "other"
    )
    result = typed("check", scenario(tmp_path, text), "--no-figures", "--out", tmp_path, "--format", "json")
    report = data(result)[0]
    assert report["toothless"] == {"no-steps": ["falls"], "other": ["b"]}
    assert result.exit_code == report["exit_code"] == 2


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["run"], "Missing argument 'SCENARIO...'"),
        (["run", "nosuch.toml"], "nosuch.toml: no such file"),
        (["run", "bowl.toml", "--bogus"], "No such option '--bogus'"),
        (["run", "bowl.toml", "--replicate", "3"], "--replicates"),
        (["run", "bowl.toml", "--device", "gpu"], "'gpu' is not one of 'auto', 'cpu', 'cuda', 'reference'"),
        (["run", "bowl.toml", "--threads", "0"], "--threads"),
        (["run", "bowl.toml", "--seed", "-1"], "[run] seed: must lie between 0"),
        (["run", "bowl.toml", "--replicates", "0"], "[run] replicates: must lie between 1"),
        (["run", "bowl.toml", "--replicates", "many"], "'many' is not a valid integer"),
        (["run", "bowl.toml", "--set", "optimizer.gd.learning_rate"], "--set expects PATH=VALUE"),
        (["run", "bowl.toml", "--set", "=3"], "--set expects PATH=VALUE"),
        (
            ["run", "bowl.toml", "--set", "optimizer.gd.lerning_rate=1"],
            "did you mean 'optimizer.gd.learning_",
        ),
        (["run", "bowl.toml", "--set", "optimizer.gd.learning_rate=foo"], "unknown name 'foo'"),
        (["run", "bowl.toml", "--set", "run.steps=0.5"], "[run] steps"),
        (["run", "bowl.toml", "--set", "optimizer.gd.learning_rate=-1"], "must be at least 0"),
        (["run", "bowl.toml", "--out", "bowl.toml"], "cannot write to bowl.toml/"),
        (["run", "empty"], "empty: a folder without any .toml file"),
        (["check", "nosuch.toml"], "nosuch.toml: no such file"),
        (["plan", "nosuch.toml"], "nosuch.toml: no such file"),
        (["validate", "nosuch.toml"], "nosuch.toml: no such file"),
        (["figures", "nosuch"], "there is no folder nosuch"),
        (["figures", "empty"], "is not a run folder"),
        (["list", "nosuch"], "there are tables, surfaces, optimizers"),
        (["list", "optimisers"], "did you mean 'optimizers'?"),
        (["show", "adm"], "did you mean 'adam'?"),
        (["show", "nosuch"], "see simlab list"),
        (["show", "nosuch.toml"], "nosuch.toml: no such file"),
        (["chek", "bowl.toml"], "No such command 'chek'"),
    ],
)
def test_usage_errors_exit_2_with_one_clear_message_and_nothing_else(bowl, arguments, words):
    (bowl.parent / "empty").mkdir()
    result = typed(*arguments)
    assert result.exit_code == 2
    assert words in result.stderr
    assert result.stdout == ""
    assert not (bowl.parent / "runs").exists()


def test_a_device_that_is_not_there_exits_3_with_one_line(bowl):
    result = run(bowl, "--device", "cuda")
    assert result.exit_code == 3
    assert len(result.stderr.splitlines()) == 1 and "--device cpu" in result.stderr


def test_ctrl_c_before_the_run_exits_130_with_one_word(bowl, monkeypatch):
    def interrupted(*arguments):
        raise KeyboardInterrupt

    monkeypatch.setattr("simlab.pipeline.make_plan", interrupted)
    result = run(bowl, "-q")
    assert (result.exit_code, result.stdout, result.stderr) == (130, "", "interrupted\n")


def test_a_fault_of_simlab_itself_is_no_refuted_claim(bowl, monkeypatch, capsys):
    monkeypatch.setattr("simlab.pipeline.make_plan", lambda *arguments: 1 / 0)
    monkeypatch.setattr(sys, "argv", ["simlab", "run", str(bowl)])
    monkeypatch.setattr("signal.signal", lambda *arguments: None)
    with pytest.raises(SystemExit) as ended:
        main()
    errors = capsys.readouterr().err
    assert ended.value.code == 3 and "ZeroDivisionError" in errors and "please report it" in errors


def test_a_full_disk_exits_3_with_one_line(bowl, monkeypatch):
    def full(*arguments, **more):
        raise OSError(28, "No space left on device", "results.zarr")

    monkeypatch.setattr("simlab.pipeline.write_results", full)
    result = run(bowl, "-q")
    assert (result.exit_code, len(result.stderr.splitlines())) == (3, 1)
    assert "results.zarr: No space left on device; what is finished is kept" in result.stderr


def test_a_store_that_cannot_be_written_is_said_by_doctor_and_run(bowl, monkeypatch):
    monkeypatch.setenv("SIMLAB_CACHE", str(bowl / "kernels"))  # inside a file
    text = bowl.read_text(encoding="utf-8").replace("4.0", "4.5").replace("gd", "adam")
    other = scenario(bowl.parent, text.replace("[record]", "[record]\ngrad_norm = 'last'"), "other.toml")
    for result in (run(other, "-q"), typed("doctor")):
        assert result.exit_code == 3
        assert "cannot be written (Not a directory): set SIMLAB_CACHE" in result.output


def test_too_little_memory_exits_2_and_says_what_is_needed(bowl, monkeypatch):
    monkeypatch.setattr("simlab.plan.plan.available_memory", lambda: 8_000)
    for command in ("run", "plan"):
        result = typed(command, bowl)
        assert result.exit_code == 2
        assert "12 trajectories" in result.stderr and "Record less often" in result.stderr


# Several scenarios


def test_several_scenarios_and_folders_give_the_worst_exit_code(tmp_path):
    good, bad = scenario(tmp_path / "a", BOWL), scenario(tmp_path / "b" / "c", REFUTED, "bad.toml")
    arguments = ("--out", tmp_path / "runs", "--format", "json")
    result = run(tmp_path / "a", good, tmp_path / "b", *arguments)  # good is named twice, and runs once
    assert [report["exit_code"] for report in data(result)] == [0, 1]
    assert [report["scenario"] for report in data(result)] == [str(good), str(bad)]
    assert result.exit_code == 1
    assert len(list((tmp_path / "runs").iterdir())) == 2


def test_one_wrong_file_among_several_runs_nothing(tmp_path):
    good, wrong = scenario(tmp_path), scenario(tmp_path, BOWL.replace("gd", "", 1), "wrong.toml")
    text = run(good, wrong, "--out", tmp_path / "runs")
    as_data = run(good, wrong, "--out", tmp_path / "runs", "--format", "json")
    assert text.exit_code == as_data.exit_code == 2
    assert str(wrong) in text.stderr and text.stdout == ""
    assert [report["scenario"] for report in data(as_data)] == [str(wrong)]
    assert not (tmp_path / "runs").exists()


def test_an_error_found_while_planning_does_not_stop_the_other_scenarios(tmp_path):
    no_minimum = (
        BOWL.replace('surface = "quadratic"\ncurvatures = [4.0, 1.0]', 'surface = "saddle"')
        .replace('loss = "every 1"', 'distance = "every 1"\nloss = "every 1"')
        .replace("1/lambda_max", "0.1")
    )
    wrong, good = scenario(tmp_path, no_minimum, "a.toml"), scenario(tmp_path, BOWL, "b.toml")
    result = run(wrong, good, "--out", tmp_path / "runs", "--format", "json")
    assert [report["exit_code"] for report in data(result)] == [2, 0]
    assert result.exit_code == 2
    assert "a.toml" in result.stderr


# Formats and streams


def test_text_goes_to_stdout_and_progress_to_stderr(bowl):
    result = run(bowl)
    assert result.stdout.splitlines()[0] == str(bowl)
    assert "results  runs/bowl-" in result.stdout
    assert "bowl: running 480 trajectory-steps" in result.stderr
    assert "running" not in result.stdout


def test_quiet_prints_verdicts_only_and_verbose_the_effort(bowl):
    quiet, loud = run(bowl, "-q"), run(bowl, "-v")
    assert quiet.stderr == ""
    assert "results" not in quiet.stdout and "supported" in quiet.stdout
    assert "480 trajectory-steps" in loud.stdout and "compile" in loud.stdout


def test_a_scenario_without_claims_says_so(tmp_path):
    result = run(scenario(tmp_path, BOWL[: BOWL.index("[[claim]]")]), "--out", tmp_path)
    assert result.exit_code == 0 and "no claims" in result.stdout


def test_the_json_of_a_check_holds_everything(bowl):
    result = typed("check", bowl, "--format", "json", "--no-figures")
    (report,) = data(result)
    assert result.stderr == ""
    assert [(row["control"], row["verdict"]) for row in report["verdicts"]] == [
        (None, "supported"),
        ("no-steps", "refuted"),
    ]
    assert report["toothless"] == {"no-steps": []} and report["figures"] == []
    assert set(report["timings"]) == {"compile_s", "run_s", "write_s"}
    assert report["trajectory_steps"] == 480 and len(report["results_digest"]) == 64


def test_json_stays_json_where_a_claim_is_not_a_number(tmp_path):
    result = run(scenario(tmp_path, UNMEASURABLE), "--out", tmp_path, "--format", "json")
    assert data(result)[0]["verdicts"][0]["value"] is None


@pytest.mark.parametrize(
    "arguments",
    [
        ["list"],
        ["list", "laws", "plots"],
        ["show", "adam"],
        ["show", "bowl.toml"],
        ["show", "bowl.toml", "--source"],
        ["plan", "bowl.toml"],
        ["validate", "bowl.toml"],
        ["schema"],
        ["doctor"],
        ["run", "bowl.toml", "--dry-run"],
    ],
)
def test_every_command_has_text_and_strict_json(bowl, arguments):
    text, as_data = typed(*arguments), typed(*arguments, "--format", "json")
    assert text.exit_code == as_data.exit_code == 0
    assert text.stdout.strip() and data(as_data)
    assert text.stderr == as_data.stderr == ""


def test_colours_only_on_a_terminal_and_never_with_no_color(bowl, monkeypatch):
    from click.testing import CliRunner

    from simlab.cli import cli

    def coloured():
        return "\x1b[" in CliRunner().invoke(cli, ["plan", str(bowl)], color=True).stdout

    monkeypatch.delenv("NO_COLOR", raising=False)
    assert coloured()
    monkeypatch.setenv("NO_COLOR", "1")
    assert not coloured()


def test_progress_without_a_terminal_is_a_line_now_and_then_with_rate_and_time_left(capsys, monkeypatch):
    monkeypatch.setattr(progress, "_LINE_SECONDS", 0.0)
    with closing(progress.Progress("bowl")) as bar:
        bar.stage("running", 1000)
        bar.advance(250)
    first, second = capsys.readouterr().err.splitlines()
    assert first == "bowl: running 1,000 trajectory-steps"
    assert re.fullmatch(r"bowl: running 25 %, [\d.e+]+ trajectory-steps/s, 0 s left", second)
    with closing(progress.Progress("bowl")) as bar:
        bar.stage("landscape 'around'", 1000, "points")
        bar.advance(250)
    assert all("points" in line for line in capsys.readouterr().err.splitlines())


def test_progress_on_a_terminal_is_a_bar_that_goes_away(capsys, monkeypatch):
    monkeypatch.setattr(progress, "_PATIENCE", 0.0)
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "150")
    with closing(progress.Progress("bowl")) as bar:
        bar.stage("running", 1000)
        while bar._bar is None:
            time.sleep(0.01)
        bar.advance(250)
        bar._bar.refresh()
        bar.stage("judging")
        bar._bar.refresh()
    shown = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", capsys.readouterr().err)
    running, _, judging = shown.rpartition("bowl: judging")
    assert "bowl: running" in running and "25%" in running and "trajectory-steps/s" in running
    assert "passed" in judging and not re.search(r"%|left|steps", judging)  # nobody knows how much there is


# Single commands


def test_help_lists_every_command_and_every_exit_code():
    result = typed("--help")
    assert result.exit_code == 0
    assert all(f"  {module.command.name} " in result.stdout for module in COMMANDS)
    assert all(f"{code} " in result.stdout for code in (0, 1, 2, 3, 4, 130))
    for module in COMMANDS:
        assert typed(module.command.name, "-h").exit_code == 0


def test_dry_run_and_plan_run_nothing(bowl):
    dry, plan = run(bowl, "--dry-run", "--replicates", 5), typed("plan", bowl, "--replicates", 5)
    assert dry.stdout == plan.stdout
    assert "1 variant x 5 replicates x 40 steps = 200 trajectory-steps" in plan.stdout
    assert "loss at 41 steps" in plan.stdout
    assert not (bowl.parent / "runs").exists()


def test_overrides_change_what_runs_and_where_it_is_kept(bowl):
    def facts(*options):
        (report,) = data(run(bowl, "--format", "json", *options))
        return report["folder"], report["results_digest"], report["trajectory_steps"]

    plain, seed, fewer = facts(), facts("--seed", 5), facts("--replicates", 3)
    steps, rate = facts("--set", "run.steps=10"), facts("--set", "optimizer.gd.learning_rate=1/lambda_max")
    assert len({plain[0], seed[0], fewer[0], steps[0], rate[0]}) == 5
    assert len({plain[1], seed[1], fewer[1], steps[1]}) == 4
    assert facts("--threads", 1) == plain
    assert rate[1] == plain[1]  # the same number, written by hand
    assert (fewer[2], steps[2]) == (3 * 40, 12 * 10)
    assert facts("--set", "run.seed=5")[1] == seed[1]


def test_validate_reports_every_fault_of_every_file(tmp_path):
    wrong = scenario(tmp_path, BOWL.replace("steps = 40", "stepz = 40\nseed = -1"), "wrong.toml")
    result = typed("validate", scenario(tmp_path), wrong)
    assert result.exit_code == 2
    assert "bowl.toml: valid" in result.stdout
    assert result.stderr.count("wrong.toml: line") == 2 and "did you mean 'steps'?" in result.stderr
    good, bad = data(typed("validate", tmp_path, "--format", "json"))
    assert good["valid"] and not bad["valid"] and len(bad["faults"]) >= 2


def test_validate_finds_what_only_a_plan_can(tmp_path):
    (tmp_path / "people.csv").write_text("height,weight\n1.7,70\n1.8,nan\n")
    text = """
title = "People"
problem = { network = { layers = [2], activation = "tanh", loss = "mse" } }
data = { file = "people.csv", target = "wieght" }
start = { kind = "xavier" }
run = { steps = 3 }
optimizer = [{ kind = "gd", learning_rate = 0.1 }]
"""
    wrong = typed("validate", scenario(tmp_path, text, "net.toml"))
    assert wrong.exit_code == 2 and "no column 'wieght', did you mean 'weight'?" in wrong.stderr
    missing = typed("validate", scenario(tmp_path, text.replace("wieght", "weight"), "net.toml"))
    assert "net.toml: line" in missing.stderr and "missing" in missing.stderr


def test_a_new_scenario_is_true_and_never_overwrites_a_file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert "simlab check my.toml" in typed("new", "my.toml").stdout
    checked = typed("check", "my.toml", "--no-figures", "-q")
    assert checked.exit_code == 0, checked.stdout
    Path("my.toml").write_text("mine", encoding="utf-8")
    for name, words in (("my.toml", "exists already"), ("my.txt", ".toml"), ("no/my.toml", "cannot write")):
        refused = typed("new", name)
        assert refused.exit_code == 2 and words in refused.stderr
    assert Path("my.toml").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("kind", registry.KINDS)
def test_show_tells_how_every_concept_is_written(kind):
    for name in registry.names(kind):
        text = typed("show", name).stdout
        assert f"{kind}: {name}" in text and registry.summary(kind, name) in text
        assert "In a scenario" in text


def test_show_tells_the_keys_of_every_table():
    tables = data(typed("list", "tables", "--format", "json"))["tables"]
    assert set(tables) == set(schema()["properties"]) - {"title", "source", "question"}
    shown = data(typed("show", *tables, "--format", "json"))
    described = [one for one in shown if one["kind"] == "table"]  # a plot is called landscape too
    for table, details in zip(tables, described, strict=True):
        assert (details["name"], details["usage"].strip("[]")) == (table, table)
        assert all(row["description"] and row["values"] for row in details["parameters"])
    assert "values at equal ratios (table of from, to, count; optional)" in typed("show", "[[sweep]]").stdout


def test_show_gives_the_range_the_default_and_the_other_names_of_a_key():
    text = typed("show", "momentum").stdout
    assert "also called lr or alpha" in text and "one of velocity, torch, ema" in text
    assert "law.gd_rate(learning_rate, lambda_max, lambda_min)" in typed("show", "law.gd_rate").stdout


def test_show_source_writes_the_kernels_that_the_scenario_needs(bowl):
    ((path, program),) = [line.split("  ") for line in typed("show", bowl, "--source").stdout.splitlines()]
    assert "def advance(" in Path(path).read_text(encoding="utf-8")
    assert program.startswith("quadratic (2-D), gd")


def test_figures_are_drawn_again_to_the_byte_without_running(bowl, monkeypatch):
    bowl.write_text(BOWL + FIGURE, encoding="utf-8")
    (report,) = data(typed("run", bowl, "--format", "json"))
    drawn = {path: Path(path).read_bytes() for path in report["figures"]}
    assert sorted(path.rpartition(".")[2] for path in drawn) == ["png", "svg"]
    monkeypatch.setattr("simlab.pipeline.execute", None)
    monkeypatch.setattr("simlab.plan.plan.available_memory", lambda: 1)  # drawing needs next to none
    for path in drawn:
        Path(path).unlink()
    assert typed("figures", report["folder"]).stdout.split() == list(drawn)
    assert {path: Path(path).read_bytes() for path in drawn} == drawn
    elsewhere = data(typed("figures", report["folder"], "--to", "elsewhere", "--format", "json"))
    assert [Path(path).read_bytes() for path in elsewhere[0]["figures"]] == list(drawn.values())


def test_lines_of_figures_take_conditions(tmp_path):
    line = 'lines = [{ y = "1.0 if step < 20 else law.gd_rate(learning_rate, 4, 4)" }]\n'
    path = scenario(tmp_path, BOWL + FIGURE + line)
    (report,) = data(typed("run", path, "--out", tmp_path, "--format", "json"))
    assert report["exit_code"] == 0 and report["figure_faults"] == []


def test_figures_of_several_runs_do_not_overwrite_each_other(bowl):
    bowl.write_text(BOWL + FIGURE, encoding="utf-8")
    folders = [data(typed("run", bowl, "--format", "json", "--seed", seed))[0]["folder"] for seed in (1, 2)]
    printed = typed("figures", *folders, "--to", "all").stdout.split()
    assert len(set(printed)) == 4 and all(os.path.exists(path) for path in printed)


def test_no_cache_compiles_anew_and_leaves_no_trace(bowl, monkeypatch):
    store = os.environ["SIMLAB_CACHE"]
    seen = []
    monkeypatch.setattr(execution, "compile_all", lambda *arguments: seen.append(os.environ["SIMLAB_CACHE"]))
    assert run(bowl, "--no-cache").exit_code == 0
    assert seen[0] != store and not os.path.exists(seen[0])
    assert os.environ["SIMLAB_CACHE"] == store


def test_junit_and_verdicts_of_a_check_hold_the_controls(tmp_path):
    path = scenario(tmp_path, TOOTHLESS)
    (report,) = data(typed("check", path, "--no-figures", "--out", tmp_path, "--format", "json"))
    suite = ElementTree.parse(Path(report["folder"], "junit.xml")).getroot()
    assert suite.get("failures") == "1" and suite[1].get("name") == "no-steps: falls"
    rows = json.loads(Path(report["folder"], "verdicts.json").read_text(encoding="utf-8"))
    assert [(row["control"], row["verdict"]) for row in rows] == [
        (None, "supported"),
        ("no-steps", "supported"),
    ]


def test_a_check_names_the_claims_that_no_control_challenges(tmp_path):
    path = scenario(tmp_path, BOWL[: BOWL.index("[[control]]")])
    text = typed("check", path, "--no-figures", "--out", tmp_path, "--device", "reference")
    assert text.exit_code == 0 and "control  none for falls" in text.stdout
    assert "control" not in run(path, "--out", tmp_path, "--device", "reference").stdout


def test_a_formula_with_a_swept_parameter_runs_from_start_to_end(tmp_path):
    text = """
title = "A formula"
[problem]
expression = "0.5*(a*x**2 + y**2)"
parameters = { a = 4.0 }
optimum = [0, 0]
[run]
steps = 60
replicates = 10
[start]
kind = "uniform"
low = 0.5
high = 1.5
[[optimizer]]
kind = "gd"
learning_rate = "1/lambda_max"
[[sweep]]
parameter = "problem.a"
values = [4.0, 8.0]
[record]
distance = "every 1"
[[claim]]
id = "rate"
text = "The flat direction shrinks by 1 - 1/kappa a step"
statistic = "mean(rate(distance, 30, 60))"
equals = "1 - 1/kappa"
relative_tolerance = 1e-3
[[control]]
name = "half-the-step"
refutes = ["rate"]
set = { "optimizer.gd.learning_rate" = "0.5/lambda_max" }
"""
    result = typed("check", scenario(tmp_path, text), "--out", tmp_path, "--device", "reference", "-v")
    assert (result.exit_code, result.stderr.count("running 1,200")) == (0, 2), result.output


def test_a_formula_whose_gradient_is_wrong_where_runs_start_is_refused(tmp_path, monkeypatch):
    from simlab.expressions import gradient_check
    from simlab.expressions.errors import ExpressionError

    def differs(*arguments):
        raise ExpressionError("the derivative by x differs")

    monkeypatch.setattr(gradient_check, "check_gradient", differs)
    formula = 'expression = "4*x**2 + y**2"'
    text = BOWL.replace('surface = "quadratic"\ncurvatures = [4.0, 1.0]', formula).replace(
        "1/lambda_max", "0.1"
    )
    result = run(scenario(tmp_path, text), "--out", tmp_path)
    assert result.exit_code == 2
    assert "line 4: [problem] expression: the derivative by x differs" in result.stderr


# Real processes


def test_the_installed_program_works_and_prints_only_its_report_on_stdout(tmp_path):
    path = scenario(tmp_path)
    command = [PROGRAM, "run", path, "--no-figures", "--out", tmp_path / "runs"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stderr.splitlines()[0]) == (0, "bowl: compiling")
    assert done.stdout.splitlines()[0] == str(path)
    wrong = subprocess.run([*command, "--out", path], capture_output=True, text=True, timeout=120)
    assert (wrong.returncode, wrong.stdout) == (2, "")


def test_a_reader_that_goes_away_is_no_error():
    done = subprocess.run(
        f"{PROGRAM} list | head -n 1", shell=True, capture_output=True, text=True, timeout=60
    )
    assert (done.stdout, done.stderr) == ("tables:\n", "")


@pytest.mark.parametrize(
    ("arguments", "heavy"),
    [
        (["--help"], {"numpy", "numba", "pydantic", "rich", "importlib.metadata"}),
        (["list"], {"numpy", "numba", "pydantic", "rich"}),
        (["validate", "bowl.toml"], {"scipy.stats", "sympy", "matplotlib", "rich"}),
        (["run", "nosuch.toml"], {"numba", "scipy", "sympy", "matplotlib", "xarray", "rich"}),
        (["run", "bowl.toml", "--no-figures", "-q"], {"scipy.stats", "sympy", "matplotlib", "rich"}),
    ],
)
def test_heavy_packages_are_imported_only_where_they_are_needed(bowl, arguments, heavy):
    code = (
        "import sys\nfrom simlab.cli import cli\n"
        "try:\n    cli(sys.argv[1:])\nfinally:\n    print(*sys.modules, file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, timeout=120
    )
    assert not heavy & set(done.stderr.split())
