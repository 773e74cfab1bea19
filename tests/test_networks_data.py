"""Numbers of the data as axes of a sweep, and a table of one's own as a user meets it."""

from __future__ import annotations

import numpy as np
import pytest
from click.testing import CliRunner
from network_runs import text

from simlab.cli import cli
from simlab.errors import SimlabError

FAULTS = 'faults = [{ kind = "outlier", rate = 0.0, magnitude = 50.0, where = "target" }]\n'


def faulty(path, values, faults=FAULTS):
    """A plan over one number of the data; the faults stand in [data]."""
    sweep = f'[[sweep]]\nparameter = "{path}"\nvalues = {values}\n'
    words = text(layers="[2]", more=sweep).replace('kind = "sine"\n', f'kind = "sine"\n{faults}')
    from simlab.plan import make_plan
    from simlab.scenario import loads

    return make_plan(loads(words))


def test_the_rate_and_the_magnitude_of_a_fault_are_axes_over_one_kernel():
    of = faulty("data.faults.0.rate", [0.0, 0.2, 0.6])
    struck = [(variant.network.tables.targets[0] == 50.0) for variant in of.variants]
    assert struck[0].sum() == 0 < struck[1].sum() < struck[2].sum()
    assert (struck[2] >= struck[1]).all(), "a higher rate strikes the same examples and more"
    assert len({variant.program.surface for variant in of.variants}) == 1
    batches = list(of.batches([8] * len(of.programs)))
    assert len(batches) == 3 and not np.array_equal(batches[0].tables.targets, batches[2].tables.targets)
    assert [v.label for v in of.variants] == [f"momentum rate={rate}" for rate in ("0", "0.2", "0.6")]
    of = faulty("data.faults.0.magnitude", [10.0, 20.0], FAULTS.replace("rate = 0.0", "rate = 1.0"))
    assert [variant.network.tables.targets.max() for variant in of.variants] == [10.0, 20.0]


def test_numbers_of_the_kind_and_the_count_are_axes():
    sizes = [v.settings["examples"] for v in faulty("data.count", [20, 40], "").variants]
    assert sizes == [15, 30]
    spread = [np.std(v.network.tables.targets) for v in faulty("data.noise", [0.0, 5.0], "").variants]
    assert spread[1] > 3 * spread[0]


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
    data = text(layers="[2]").replace(
        'kind = "sine"\ncount = 40\ntest_fraction = 0.25', f'file = "houses.csv"\n{keys}{scaling}'
    )
    (tmp_path / "houses.toml").write_text(data)
    result = CliRunner().invoke(cli, ["plan", str(tmp_path / "houses.toml")])
    said = result.output + (result.stderr or "")
    if words:
        assert result.exit_code == 2 and words in said and "houses.csv" in said
    else:
        assert result.exit_code == 0 and "3 missing" in said and "standardise" in said
