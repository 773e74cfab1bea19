"""Numbers of the data as axes of a sweep, and a table of one's own as a user meets it."""

from __future__ import annotations

import itertools

import network_runs
import numpy as np
import pytest
from click.testing import CliRunner

from simlab.cli import cli
from simlab.engines import Interrupted, cpu, reference
from simlab.errors import SimlabError
from simlab.results.chunk_keys import chunk_keys

FAULTS = 'faults = [{ kind = "outlier", rate = 0.0, magnitude = 50.0, where = "target" }]\n'


def faulty(path, values, faults=FAULTS):
    """A plan over one number of the data; the faults stand in [data]."""
    sweep = f'[[sweep]]\nname = "axis"\nparameter = "{path}"\nvalues = {values}\n'
    return network_runs.plan(layers="[2]", more=sweep, faults=faults)


def test_the_rate_and_the_magnitude_of_a_fault_are_axes_over_one_kernel():
    of = faulty("data.faults.0.rate", [0.0, 0.2, 0.6])
    struck = [(variant.network.tables.targets[0] == 50.0) for variant in of.variants]
    assert struck[0].sum() == 0 < struck[1].sum() < struck[2].sum()
    assert (struck[2] >= struck[1]).all(), "a higher rate strikes the same examples and more"
    assert len({variant.program.surface for variant in of.variants}) == 1
    batches = list(of.batches([8] * len(of.programs)))
    assert len(batches) == 3 and not np.array_equal(batches[0].tables.targets, batches[2].tables.targets)
    assert [v.label for v in of.variants] == [f"momentum axis={rate}" for rate in ("0", "0.2", "0.6")]
    of = faulty("data.faults.0.magnitude", [10.0, 20.0], FAULTS.replace("rate = 0.0", "rate = 1.0"))
    assert [variant.network.tables.targets.max() for variant in of.variants] == [10.0, 20.0]


def test_numbers_of_the_kind_and_the_count_are_axes():
    sizes = [v.settings["examples"] for v in faulty("data.count", [20, 40], "").variants]
    assert sizes == [15, 30]
    spread = [np.std(v.network.tables.targets) for v in faulty("data.noise", [0.0, 5.0], "").variants]
    assert spread[1] > 3 * spread[0]


OUTLIER = '{{ kind = "outlier", indices = [2], magnitude = 3.0, where = "target"{} }}'
TIMED = f"""faults = [
    {OUTLIER.format(", step = 4, duration = 3")},
    {{ kind = "nan", indices = [0], step = 6 }},
]"""


def timed(faults=TIMED, **changes):
    """Full batches of a sine, two of whose examples are struck for a while."""
    full = {"layers": "[2]", "batch": 'order = "full"', "steps": 10, "replicates": 3, "count": 8}
    return network_runs.plan(**full | {"record": 'loss = "every 1"', "faults": faults} | changes)


def test_faults_of_some_steps_strike_at_these_steps_alone():
    of = timed(optimizer="gd", learning_rate=0.0)
    (one,) = of.batches([8])
    base, targets = one.tables, [tables.targets[0] for _, tables in one.later]
    assert [step for step, _ in one.later] == [4, 6, 7]
    assert [np.flatnonzero(now != base.targets[0]).tolist() for now in targets] == [[2], [2], []]
    assert [int(np.isnan(now.inputs).sum()) for _, now in one.later] == [0, 1, 0]
    cpu.run([one], 1)
    loss = one.records["loss"][:, :3]
    assert (loss[:4] == loss[0]).all() and np.isnan(loss[6:]).all(), "0 times NaN has spoiled the weights"
    throughout = f"faults = [{OUTLIER.format('')}]"
    (lasting,) = timed(throughout, optimizer="gd", learning_rate=0.0).batches([8])
    cpu.run([lasting], 1)
    assert (loss[4:6] == lasting.records["loss"][4:6, :3]).all() and (loss[4] > loss[0]).all()


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_faults_of_some_steps_do_not_depend_on_how_the_work_is_cut(dtype, many_tasks, monkeypatch):
    of = timed(record='loss = "every 1"\ntheta = "every 1"', dtype=dtype)
    (base,), (plain,), (resumed,) = (list(of.batches([8])) for _ in range(3))
    reference.run([base])
    cpu.run([plain], 1)
    assert network_runs.same_bits(base, plain)
    monkeypatch.setattr(cpu, "CALL_SECONDS", 0.0)
    calls = itertools.count()

    def interrupt(lane_steps):
        if next(calls) == 5:
            raise KeyboardInterrupt

    with pytest.raises(Interrupted):
        cpu.run([resumed], 1, interrupt)
    assert resumed.position[0] == 6
    cpu.run([resumed], 1)
    assert network_runs.same_bits(base, resumed)
    assert np.isnan(base.state[0, 0]), "the NaN of step 6 has spoiled the weights"


def test_a_skipped_batch_is_the_answer_to_a_fault_of_one_step():
    rule = '0.1\ngradient = [{ kind = "skip_batch" }]'
    of = timed(learning_rate=rule)
    (one,) = of.batches([8])
    cpu.run([one], 1)
    assert np.isfinite(one.state[:, :3]).all() and np.isnan(one.records["loss"][6, :3]).all()


def test_the_step_of_a_fault_is_an_axis_over_one_kernel():
    fault = 'faults = [{ kind = "nan", indices = [0], step = 3 }]\n'
    of = faulty("data.faults.0.step", [2, 5], fault)
    assert [[step for step, _ in v.network.loaded.later] for v in of.variants] == [[2, 3], [5, 6]]
    assert len({variant.program.surface for variant in of.variants}) == 1
    keys = {chunk_keys(faulty("data.faults.0.step", [step], fault))[0] for step in (2, 5)}
    assert len(keys) == 2, "what was computed with one is no answer to the other"
    with pytest.raises(SimlabError, match=r"faults.0.step: 20 never comes, the last of 20 steps is 19"):
        faulty("data.faults.0.step", [20], fault)


@pytest.mark.parametrize(
    ("path", "values", "words"),
    [
        ("data.faults.0.rate", "[0.5, 1.5]", "at most 1"),
        ("data.faults.1.rate", "[0.5]", "there is no number 'data.faults.1.rate'"),
        ("data.kind", "[1.0]", "cannot be varied"),
        ("data.count", "[2.5]", "whole number"),
        ("data.count", "[8, 40]", "7 is larger than the 6 training examples"),
    ],
)
def test_what_cannot_be_is_said_in_words(path, values, words):
    with pytest.raises(SimlabError) as caught:
        faulty(path, values, FAULTS if "faults" in path else "")
    assert words in str(caught.value)


STEPS = [
    ('target = "prise"', "there is no column 'prise', did you mean 'price'?"),
    ('target = "price"', "column 'city': 'Bonn' is not a number (10000 such cells)"),
    ('target = "price"\ncategories = "one_hot"', "3 missing cells (line 19, column 'age'; line 4713"),
    ('target = "price"\ncategories = "one_hot"\nmissing = "mean"', None),
]


@pytest.mark.parametrize(("keys", "words"), STEPS)
def test_a_table_of_ten_thousand_rows_with_texts_and_missing_cells(tmp_path, keys, words):
    rng = np.random.default_rng(3)
    rows = ["area,city,kind,age,price"]
    for number, (area, age) in enumerate(
        zip(rng.uniform(30, 200, 10_000), rng.uniform(0, 90, 10_000), strict=True)
    ):
        years = "NaN" if number in (17, 4711, 9998) else f"{age:.1f}"
        city, kind = ("Bonn", "Kiel", "Ulm")[number % 3], ("flat", "house")[number % 2]
        rows.append(f"{area:.2f},{city},{kind},{years},{1000 * area + 50 * age:.0f}")
    (tmp_path / "houses.csv").write_text("\n".join(rows) + "\n")
    scaling = "\nscale = 'standardise'\nscale_target = true\ntest_fraction = 0.2\n"
    data = network_runs.text(layers="[2]").replace(
        'kind = "sine"\ncount = 40\ntest_fraction = 0.25', f'file = "houses.csv"\n{keys}{scaling}'
    )
    (tmp_path / "houses.toml").write_text(data)
    result = CliRunner().invoke(cli, ["plan", str(tmp_path / "houses.toml")])
    said = result.output + (result.stderr or "")
    if words:
        assert result.exit_code == 2 and words in said and "houses.csv" in said
    else:
        assert result.exit_code == 0 and "3 missing" in said and "standardise" in said
