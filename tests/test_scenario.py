from __future__ import annotations

import json
import subprocess
import sys
import tomllib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simlab import registry
from simlab.errors import ScenarioError, SimlabError, UsageError
from simlab.scenario import (
    apply_overrides,
    evaluation_order,
    load,
    loads,
    record_steps,
    schema,
)
from simlab.scenario.declarations import WARM_UP, declaration
from simlab.scenario.lines import key_lines
from simlab.scenario.recording import schedule_complaint

TEXT = """\
title = "Momentum in a ravine"  # [not.a.table]
question = '''
How fast?
[nor this]
'''

[problem]
surface = "quadratic"
curvatures = [100.0, 1.0]

[run]
steps = 200
seed = 3

[record]
distance = "every 10"
theta = "last"

[stop]
loss_above = 1e6
loss_below = "1/kappa"

[[optimizer]]
kind = "gd"
lr = "2/(lambda_max + lambda_min)"

[[optimizer]]
name = "ball"
kind = "momentum"
alpha = 0.01

[optimizer.schedule]
kind = "cosine"
final = 0.1

[[hit]]
name = "close"
quantity = "distance"
below = 1e-3

[[sweep]]
parameter = "optimizer.*.lr"
log = {from = 1e-4, to = 1e-2, count = 3}

[[sweep]]
parameter = ["problem.curvatures.0"]
values = [10, 100]
zip_with = "lr"

[[claim]]
id = "close"
text = "Both come close"
statistic = "mean(at(hit_close['ball'], lr=1e-3))"
at_most = "steps - schedule_final"

[[control]]
name = "slow"
refutes = ["close"]
set = {optimizer.ball.learning_rate = 0.0, stop = {loss_above = 10}}
""".replace("values = [10, 100]", "values = [10, 100, 1000]")


@pytest.fixture
def scenario():
    return loads(TEXT, "ravine.toml")


def test_a_scenario_gives_typed_access(scenario):
    assert scenario.name == "ravine"
    assert scenario.title == "Momentum in a ravine"
    assert scenario.text == TEXT
    assert scenario.problem.surface == "quadratic"
    assert scenario.problem.numbers == {"curvatures": [100.0, 1.0], "rotation": 0.0}
    assert (scenario.start.kind, scenario.start.numbers) == ("point", {"at": 1.0})
    assert (scenario.run.steps, scenario.run.replicates) == (200, 1)
    assert (scenario.run.dtype, scenario.run.seed) == ("float64", 3)
    assert [optimizer.name for optimizer in scenario.optimizers] == ["gd", "ball"]
    ball = scenario.optimizers[1]
    assert ball.numbers == {"learning_rate": 0.01, "momentum": 0.9, "dampening": 0.0}
    assert ball.options == {"form": "velocity"}
    rise = {"warm_up": 0.0, "warm_up_start": 0.0}
    assert ball.schedule.numbers == {"duration": "steps", "final": 0.1, **rise}
    assert scenario.optimizers[0].schedule is None
    assert scenario.stop == {"loss_above": 1e6, "loss_below": "1/kappa"}
    assert scenario.record == {"distance": "every 10", "theta": "last"}
    assert scenario.hits[0].quantity == "distance"
    assert (scenario.noise, scenario.averaging, scenario.figures) == (None, None, ())
    assert scenario.claims[0].at_most == "steps - schedule_final"
    assert scenario.controls[0].refutes == ["close"]


def test_labels_of_old_values_go_with_them():
    text = TEXT.replace("values = [10, 100, 1000]", 'values = [1, 2, 3]\nlabels = ["a", "b", "c"]')
    assert loads(text).sweeps[1].labels == ["a", "b", "c"]
    changes = {"sweep.curvatures_0.values": [3, 2, 1]}
    assert loads(text, overrides=changes).sweeps[1].labels == []
    named = changes | {"sweep.curvatures_0.labels": ["c", "b", "a"]}
    assert loads(text, overrides=named).sweeps[1].labels == ["c", "b", "a"]


def test_sweeps_know_their_explicit_paths(scenario):
    rate, curvature = scenario.sweeps
    assert rate.name == "lr"
    assert rate.paths == ("optimizer.gd.learning_rate", "optimizer.ball.learning_rate")
    assert rate.numbers(0) == [1e-4, 1e-3, 1e-2]
    assert (curvature.name, curvature.zip_with) == ("curvatures_0", "lr")
    assert curvature.paths == ("problem.curvatures.0",)


def test_lines_are_those_of_the_file(scenario):
    rows = TEXT.split("\n")
    for table, key, start in [
        ("", "title", "title ="),
        ("problem", "curvatures", "curvatures"),
        ("optimizer.gd", "learning_rate", 'lr = "2/'),
        ("optimizer.ball", "learning_rate", "alpha"),
        ("optimizer.ball.schedule", "final", "final"),
        ("sweep.lr", "log.count", "log ="),
        ("claim.close", "at_most", "at_most"),
        ("optimizer.ball", "momentum", "[[optimizer]]"),
        ("stop", "loss_below", "loss_below"),
    ]:
        line = scenario.line(table, key)
        assert rows[line - 1].startswith(start), (table, key)
    assert scenario.line("nowhere", "at_all") is None


def test_a_scenario_is_immutable(scenario):
    with pytest.raises(AttributeError):
        scenario.title = "another"
    with pytest.raises(ValueError, match="frozen"):
        scenario.run.steps = 3


def test_the_start_of_a_surface_is_its_usual_one():
    text = TEXT.replace('"quadratic"\ncurvatures = [100.0, 1.0]', '"rosenbrock"').partition("[[sweep]]")[0]
    assert loads(text).start.numbers == {"at": [-1.2, 1.0]}


# -- formulas ------------------------------------------------------------------------------------------------

FORMULA = """\
title = "A formula"
[problem]
expression = '''
(a - x)**2
  + b*(y - x**2)**2
'''
parameters = {a = 1.0, b = "100*a"}
optimum = ["a", "a**2"]
[start]
kind = "point"
at = [-1.2, 1.0]
[run]
steps = 10
[[optimizer]]
kind = "gd"
learning_rate = "1e-3/kappa + 0*b"
[[sweep]]
parameter = "problem.b"
values = [10.0]
"""


def test_a_formula_is_a_problem_like_any_other():
    problem = loads(FORMULA).problem
    assert problem.surface is None
    assert problem.variables == ("x", "y")
    assert problem.dimension == 2
    assert problem.numbers == {"a": 1.0, "b": "100*a"}
    assert problem.optimum == (("a", "a**2"),)
    assert problem.options == {}
    assert "def value_and_gradient(x, gradient, a, b):" in problem.source()
    assert loads(FORMULA).sweeps[0].paths == ("problem.b",)


def test_several_optima_and_own_variables():
    text = FORMULA.replace('["a", "a**2"]', "[[1.0, 1.0], [-1.0, 1.0]]")
    text = text.replace("optimum", 'variables = ["y", "x"]\noptimum')
    assert loads(text).problem.optimum == ((1.0, 1.0), (-1.0, 1.0))
    assert loads(text).problem.variables == ("y", "x")


def test_numbers_are_ordered_by_what_they_use():
    order = evaluation_order({"a": "b*2", "b": ["c", 1.0], "c": 3.0, "d": None})
    assert order.index("c") < order.index("b") < order.index("a")


# -- files ---------------------------------------------------------------------------------------------------


def message(path) -> str:
    with pytest.raises(ScenarioError) as caught:
        load(path)
    return str(caught.value)


def test_a_file_is_loaded(tmp_path):
    path = tmp_path / "ravine.toml"
    path.write_bytes(b"\xef\xbb\xbf" + TEXT.replace("\n", "\r\n").encode())
    scenario = load(path)
    assert (scenario.name, scenario.path) == ("ravine", path)
    assert scenario.line("run", "steps") == TEXT.split("\n").index("steps = 200") + 1


def test_a_missing_file_names_its_neighbour(tmp_path):
    (tmp_path / "ravine.toml").write_text(TEXT, encoding="utf-8")
    path = tmp_path / "ravin.toml"
    assert message(path) == f"{path}: no such file, did you mean 'ravine.toml'?"


def test_a_folder_is_not_a_scenario(tmp_path):
    assert message(tmp_path) == f"{tmp_path}: is a folder, not a scenario file"


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (PermissionError(13, "Permission denied"), "permission to read it is denied"),
        (OSError(5, "Input/output error"), "cannot be read: Input/output error"),
    ],
)
def test_an_unreadable_file(tmp_path, monkeypatch, error, words):
    def refuse(*_):
        raise error

    monkeypatch.setattr("builtins.open", refuse)
    path = tmp_path / "locked.toml"
    with pytest.raises(ScenarioError) as caught:
        load(path)
    monkeypatch.undo()
    assert str(caught.value) == f"{path}: {words}"


def test_a_file_that_is_not_utf8(tmp_path):
    path = tmp_path / "latin.toml"
    path.write_bytes('title = "x"\nsource = "Grün"\n'.encode("latin-1"))
    assert message(path) == f"{path}: line 2: is not UTF-8 text: byte 0xfc"


def test_a_file_that_is_too_large(tmp_path):
    path = tmp_path / "large.toml"
    path.write_bytes(b"#" * 1_000_001)
    assert message(path) == f"{path}: is larger than 1,000,000 bytes, too large for a scenario"


# -- overrides -----------------------------------------------------------------------------------------------


def test_overrides_set_what_their_paths_name():
    changes = {
        "optimizer.gd.learning_rate": 0.5,
        "optimizer.*.lr": 0.25,
        "optimizer.ball.schedule.final": 0.2,
        "optimizer.ball.momentum": 0.0,
        "problem.curvatures.1": 2.0,
        "run": {"steps": 30},
        "run.replicates": 4,
        "noise": {"kind": "gaussian", "sigma": 0.1},
        "noise.batch": 8,
        "averaging.kind": "exponential",
        "averaging.time_constant": 10,
        "record.average": "last",
        "claim.close.at_most": 7,
        "hit.close.below": 0.5,
        "sweep.lr.log.count": 2,
        "sweep.curvatures_0.values": [1, 2],
        "title": "another",
    }
    scenario = loads(TEXT, overrides=changes)
    gd, ball = scenario.optimizers
    assert (gd.learning_rate, ball.learning_rate, ball.momentum) == (0.25, 0.25, 0.0)
    assert ball.schedule.final == 0.2
    assert scenario.problem.curvatures == [100.0, 2.0]
    assert (scenario.run.steps, scenario.run.replicates, scenario.run.seed) == (30, 4, 3)
    assert scenario.noise.numbers == {"sigma": 0.1, "batch": 8.0}
    assert scenario.averaging.time_constant == 10.0
    assert scenario.record["average"] == "last"
    assert scenario.claims[0].at_most == 7.0
    assert scenario.hits[0].below == 0.5
    assert scenario.sweeps[0].numbers(0) == [1e-4, 1e-2]
    assert scenario.title == "another"
    assert scenario.text == TEXT
    assert scenario.overrides == changes


def test_the_id_of_a_claim_may_hold_a_number():
    text = TEXT.replace('id = "close"', 'id = "close-0.1"').replace('["close"]', '["close-0.1"]')
    assert loads(text, overrides={"claim.close-0.1.at_most": 7}).claims[0].at_most == 7.0
    with pytest.raises(ScenarioError, match="must begin with a letter or a digit"):
        loads(TEXT.replace('id = "close"', 'id = "close."'))


def test_a_table_that_says_its_kind_replaces_the_old_one():
    changes = {
        "optimizer.ball": {"kind": "gd", "lr": 0.1, "schedule": {"kind": "cosine"}},
        "start": {"kind": "normal", "std": 2},
    }
    scenario = loads(TEXT, overrides=changes)
    assert scenario.optimizers[1].name == "ball"
    assert scenario.optimizers[1].numbers == {"learning_rate": 0.1}
    assert scenario.start.numbers == {"mean": 0.0, "std": 2.0}


def test_the_position_of_a_default_list_can_be_set():
    text = TEXT.replace("curvatures = [100.0, 1.0]\n", "")
    assert loads(text, overrides={"problem.curvatures.0": 7}).problem.curvatures == [7.0, 1.0]


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("optimizer.gd.learning_rat", "no key 'optimizer.gd.learning_rat' to set, did you mean"),
        ("optimizer.dg.lr", "did you mean 'optimizer.gd.lr'?"),
        ("run.stepz", "no key 'run.stepz' to set, did you mean 'run.steps'?"),
        ("problem.curvatures.2", "no key 'problem.curvatures.2' to set"),
        ("noise.sigma", "no key 'noise.sigma' to set"),
    ],
)
def test_an_override_that_leads_nowhere(path, words):
    with pytest.raises(UsageError) as caught:
        loads(TEXT, overrides={path: 1.0})
    assert words in str(caught.value)
    assert caught.value.exit_code == 2


def test_a_bad_override_is_not_blamed_on_a_line():
    with pytest.raises(ScenarioError) as caught:
        loads(TEXT, overrides={"optimizer.gd.lr": -1.0, "run.steps": 0})
    assert str(caught.value).split("\n") == [
        "scenario.toml: [run] steps: must lie between 1 and 1,000,000,000, not 0",
        "scenario.toml: [optimizer.gd] learning_rate: must be at least 0, not -1",
    ]


def test_overrides_leave_the_tables_they_are_given_alone():
    raw = tomllib.loads(TEXT)
    before = json.dumps(raw)
    apply_overrides(raw, {"optimizer.gd.lr": 1.0, "problem.curvatures.0": 5.0})
    assert json.dumps(raw) == before


PATHS = [
    "optimizer.gd.learning_rate",
    "problem.curvatures.1",
    "run.steps",
    "stop.step_below",
    "hit.close.below",
]


@given(st.dictionaries(st.sampled_from(PATHS), st.floats(0.001, 1e6)))
def test_overrides_round_trip(changes):
    changed = apply_overrides(tomllib.loads(TEXT), changes)
    places = {
        "optimizer.gd.learning_rate": lambda: changed["optimizer"][0]["learning_rate"],
        "problem.curvatures.1": lambda: changed["problem"]["curvatures"][1],
        "run.steps": lambda: changed["run"]["steps"],
        "stop.step_below": lambda: changed["stop"]["step_below"],
        "hit.close.below": lambda: changed["hit"][0]["below"],
    }
    for path, value in changes.items():
        assert places[path]() == value
    assert apply_overrides(changed, changes) == changed


# -- sweeps and recording ------------------------------------------------------------------------------------


def sweep(form: str, extra: str = ""):
    text = TEXT.partition("[[sweep]]")[0] + f'[[sweep]]\nparameter = "optimizer.gd.lr"\n{form}\n{extra}'
    return loads(text).sweeps[0]


def test_the_lecture_grid_of_factors_of_three():
    assert sweep("factor = {from = 0.0001, to = 0.3, by = 3}").numbers(0) == pytest.approx(
        [0.0001 * 3**k for k in range(8)], rel=1e-11
    )
    assert sweep("factor = {from = 8, to = 1, by = 0.5}").numbers(0) == [8.0, 4.0, 2.0, 1.0]


def test_linear_and_log_values_are_round():
    assert sweep("linear = {from = 0, to = 1, count = 11}").numbers(0)[3] == 0.3
    assert sweep("log = {from = 1, to = 0.001, count = 4}").numbers(0) == [1.0, 0.1, 0.01, 0.001]
    assert sweep("linear = {from = 2, to = 2, count = 1}").numbers(0) == [2.0]


def test_random_values_depend_on_the_seed_alone():
    form = "random = {from = 0.001, to = 1, count = 50, scale = 'log'}"
    values = sweep(form).numbers(7)
    assert values == sweep(form).numbers(7) != sweep(form).numbers(8)
    assert values == sorted(values)
    assert all(0.001 <= value <= 1.0 for value in values)
    assert sum(value < 0.0316 for value in values) in range(10, 40)


@settings(max_examples=60)
@given(
    st.sampled_from(["linear", "log", "random"]),
    st.floats(1e-6, 1e3),
    st.floats(1e-6, 1e3),
    st.integers(1, 300),
)
def test_a_sweep_has_as_many_values_as_it_counts(form, low, high, count):
    one = sweep(f"{form} = {{from = {low!r}, to = {high!r}, count = {count}}}")
    values = one.numbers(1)
    assert len(values) == one.count == count
    if form != "random" and count > 1:
        assert (values[0], values[-1]) == pytest.approx((low, high), rel=1e-11)


@given(st.floats(1e-6, 1e3), st.floats(1.0, 1e6), st.floats(1.01, 50.0))
@settings(max_examples=60)
def test_a_factor_stops_before_it_passes_the_end(low, ratio, by):
    values = sweep(f"factor = {{from = {low!r}, to = {low * ratio!r}, by = {by!r}}}").numbers(0)
    assert values[-1] <= low * ratio * (1 + 1e-7)
    assert values[-1] * by > low * ratio * (1 - 1e-7)


def test_record_schedules():
    assert record_steps("every 5", 12) == [0, 5, 10, 12]
    assert record_steps("every 100", 12) == [0, 12]
    assert record_steps("last", 12) == [12]
    assert record_steps("none", 12) == []
    assert record_steps("log 4", 1000) == [0, 1, 10, 100, 1000]
    assert record_steps("log 1", 9) == [0, 9]
    assert record_steps("log 50", 1) == [0, 1]


@given(st.sampled_from(["every", "log"]), st.integers(1, 3000), st.integers(1, 5000))
def test_recorded_steps_ascend_from_the_first_to_the_last(kind, count, steps):
    taken = record_steps(f"{kind} {count}", steps)
    assert taken == sorted(set(taken))
    assert (taken[0], taken[-1]) == (0, steps)
    if kind == "log":
        assert len(taken) <= count + 2


def test_a_recording_has_a_limit():
    assert schedule_complaint("every 1", 10**9) is not None
    assert schedule_complaint("every 1000", 10**9) is None
    assert schedule_complaint("log 1000001") is not None


def test_a_record_table_says_all_that_is_recorded():
    bare = FORMULA.replace("[run]", "[record]\ntheta = 'last'\n[run]")
    assert loads(bare).record == {"theta": "last"}
    assert loads(FORMULA).record == {"loss": "log 200"}
    assert loads(FORMULA, overrides={"record.theta": "last"}).record == {"loss": "log 200", "theta": "last"}
    assert loads(FORMULA, overrides={"record.loss": "none"}).record == {"loss": "none"}


# -- the registry as the language ----------------------------------------------------------------------------

KINDS = ["surfaces", "optimizers", "schedules", "starts", "averaging", "noise", "gradients"]


def adds_warm_up(kind, declared):
    return kind == "schedules" and "warm_up" not in declared


@pytest.mark.parametrize(("kind", "name"), [(kind, name) for kind in KINDS for name in registry.names(kind)])
def test_what_is_read_from_a_file_is_what_it_declares(kind, name):
    module, read = registry.load(kind, name), declaration(kind, name)
    declared = getattr(module, "HYPERPARAMETERS", getattr(module, "PARAMETERS", {}))
    assert dict(read.parameters) == ({**WARM_UP, **declared} if adds_warm_up(kind, declared) else declared)
    assert dict(read.options) == getattr(module, "OPTIONS", {})
    assert read.dimension == getattr(module, "DIMENSION", None)
    assert read.start == getattr(module, "START", None)
    assert read.summary == registry.summary(kind, name)


def test_the_schema_knows_every_concept_and_resolves():
    whole = schema()
    text = json.dumps(whole)
    for kind in [*KINDS, "observers", "plots"]:
        for name in registry.names(kind):
            assert f'"{name}"' in text
    for reference in {part.split('"')[0] for part in text.split('"$ref": "')[1:]}:
        assert reference.startswith("#/$defs/")
        assert reference.removeprefix("#/$defs/") in whole["$defs"]
    optimizer = next(
        table
        for table in whole["properties"]["optimizer"]["items"]["oneOf"]
        if table["properties"]["kind"]["const"] == "gd"
    )
    assert optimizer["required"] == ["kind"]
    assert optimizer["anyOf"] == [{"required": [key]} for key in ("learning_rate", "lr", "alpha", "preset")]


def test_loading_imports_nothing_heavy(tmp_path):
    path = tmp_path / "ravine.toml"
    path.write_text(TEXT, encoding="utf-8")
    program = (
        "import sys, time; from pydantic import BaseModel, Field, create_model, model_validator\n"
        "began = time.perf_counter(); from simlab.scenario import load; load(sys.argv[1])\n"
        "print(time.perf_counter() - began)\n"
        "print([name for name in sys.argv[2:] if name in sys.modules])"
    )
    heavy = ["numba", "llvmlite", "sympy", "scipy", "matplotlib", "xarray", "zarr", "numpy"]
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program, str(path), *heavy],
        capture_output=True,
        text=True,
        check=True,
    )
    seconds, found = done.stdout.split("\n")[:2]
    assert found == "[]"
    assert float(seconds) < 1.0  # a fifth of this on a quiet machine


# -- nothing but clean errors --------------------------------------------------------------------------------

ODD = [
    "true",
    "3",
    "-1.5",
    "nan",
    '"x"',
    '""',
    "[]",
    "[1]",
    '["a", 2]',
    "{}",
    "{a = 1}",
    "1979-05-27",
    "[[1]]",
]


@pytest.mark.parametrize("odd", ODD)
def test_any_value_anywhere_is_taken_or_refused_in_words(odd):
    for text in (TEXT, FORMULA.replace("'''\n", "'''")):
        for line in text.split("\n"):
            key, equals, _ = line.partition(" = ")
            if not equals or key.startswith("#"):
                continue
            changed = text.replace(line, f"{key} = {odd}", 1)
            try:
                loads(changed)
            except SimlabError as error:
                assert str(error)


@settings(max_examples=150)
@given(st.integers(0, len(TEXT)), st.integers(0, 30), st.text(max_size=10))
def test_any_damage_to_a_file_is_reported_as_such(start, length, inserted):
    try:
        loads(TEXT[:start] + inserted + TEXT[start + length :])
    except ScenarioError as error:
        assert error.faults


VALUES = st.recursive(
    st.sampled_from(["1", "'a#]'", '"b\\"}"', '"""c\n]"""', "2.5e3", "true", "1979-05-27 07:32:00"]),
    lambda inner: (
        st.lists(inner, max_size=3).map(lambda items: "[ # comment ]\n" + ",\n".join(items) + "]")
        | st.dictionaries(st.sampled_from(["k", "l.m", '"n o"']), inner, max_size=3).map(
            lambda items: "{" + ", ".join(f"{k} = {v}" for k, v in items.items()) + "}"
        )
    ),
    max_leaves=8,
)


@given(st.lists(VALUES, max_size=6))
def test_every_key_of_a_text_has_its_line(values):
    rows, expected = [], {}
    for number, value in enumerate(values):
        header = f"[[table]]\nkey{number}.'in ner' = {value}"
        expected["table", number, f"key{number}", "in ner"] = sum(row.count("\n") + 1 for row in rows) + 2
        rows.append(header)
    text = "\n".join(rows)
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError:  # an inline table may not hold a line break
        return
    lines = key_lines(text)
    assert expected.items() <= lines.items()


def test_lines_of_every_form_of_key():
    text = (
        "a.b = 1\n'c d' = {e = 1, f.g = 2}\n[h.i]\nj = [\n 1, # ]\n 2]\n[[k]]\nl = '''\n'''\n[[k.m]]\nn = 3\n"
    )
    lines = key_lines(text)
    assert lines["a", "b"] == 1
    assert lines["c d", "f", "g"] == 2
    assert (lines["h", "i"], lines["h", "i", "j"], lines["h", "i", "j", 1]) == (3, 4, 6)
    assert (lines["k", 0], lines["k", 0, "l"], lines["k", 0, "m", 0, "n"]) == (7, 8, 11)


def test_a_value_swept_twice_is_a_fault():
    sweep = '[[sweep]]\nparameter = "optimizer.gd.learning_rate"\nvalues = [0.1, 0.2, 0.1]\n'
    with pytest.raises(ScenarioError, match=r"values lists 0\.1 twice"):
        loads(f"{TEXT}\n{sweep}")
