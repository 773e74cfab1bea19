"""What is done with a table: split, faults, cures, constant inputs, scaling; and the table's own faults."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from scipy import stats

from simlab.data import load, read_table
from simlab.data.scaling import moments
from simlab.errors import UsageError

LINEAR = {"kind": "linear_regression", "count": 400, "dimension": 3}
MOONS = {"kind": "two_moons", "count": 400}
BLOBS = {"kind": "blobs", "count": 300, "classes": 3}


def prepared(table, seed=1, **keys):
    return load(read_table({**table, **keys}), seed)


def fault(**keys):
    return {"faults": [keys]}


# -- split ---------------------------------------------------------------------------------------------------


def test_split_is_a_partition_chosen_by_the_seed():
    data, again, other = (prepared(LINEAR, seed, test_fraction=0.25) for seed in (1, 1, 2))
    assert (data.train_count, len(data.test)) == (300, 100)
    assert np.array_equal(np.sort([*data.train, *data.test]), np.arange(400))
    assert (np.diff(data.train) > 0).all() and (np.diff(data.test) > 0).all()
    assert np.array_equal(data.test, again.test) and not np.array_equal(data.test, other.test)
    assert np.array_equal(data.inputs, prepared(LINEAR).inputs)
    inputs, targets = data.part("test")
    assert np.array_equal(inputs, data.inputs[data.test]) and len(targets) == 100


def test_split_chooses_every_example_equally_often():
    found = np.concatenate(
        [prepared({**LINEAR, "count": 20}, seed, test_fraction=0.25).test for seed in range(400)]
    )
    assert stats.chisquare(np.bincount(found, minlength=20)).pvalue > 1e-4


@pytest.mark.parametrize(("fraction", "part"), [(0.001, "test"), (0.999, "training")])
def test_split_without_a_part_is_refused(fraction, part):
    with pytest.raises(UsageError, match=f"leaves an empty {part} part"):
        prepared(LINEAR, test_fraction=fraction)


# -- faults --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "test"), [("nan", np.isnan), ("inf", np.isposinf), ("outlier", lambda x: x == 50)]
)
def test_one_value_of_each_struck_example_is_spoiled(kind, test):
    size = {"magnitude": 50.0} if kind == "outlier" else {}
    clean = prepared(LINEAR, test_fraction=0.5)
    data = prepared(LINEAR, test_fraction=0.5, **fault(kind=kind, rate=0.3, **size))
    bad = test(data.inputs)
    assert bad.sum(axis=1).max() == 1 and not bad[data.test].any()
    assert stats.binomtest(int(bad.sum()), 200, 0.3).pvalue > 1e-4
    assert stats.chisquare(bad.sum(axis=0)).pvalue > 1e-4
    assert np.array_equal(data.inputs[~bad], clean.inputs[~bad])
    assert f"{bad.sum()} training examples with {kind}" in data.description
    data = prepared(LINEAR, **fault(kind=kind, indices=[3, 7], feature="x1", **size))
    assert np.argwhere(test(data.inputs)).tolist() == [[3, 1], [7, 1]]
    data = prepared(LINEAR, **fault(kind=kind, indices=[3], where="target", **size))
    assert np.flatnonzero(test(data.targets)).tolist() == [3]


def test_a_higher_rate_strikes_the_same_examples_and_more():
    low, high = (np.isnan(prepared(LINEAR, **fault(kind="nan", rate=rate)).inputs) for rate in (0.1, 0.2))
    assert high[low].all() and high.sum() > low.sum()
    two = prepared(LINEAR, faults=[{"kind": "nan", "rate": 0.1}, {"kind": "inf", "rate": 0.1}]).inputs
    assert not np.array_equal(np.isnan(two), np.isinf(two))


@pytest.mark.parametrize(("table", "classes"), [(MOONS, 2), (BLOBS, 3)])
def test_flipped_labels_are_other_labels(table, classes):
    clean, data = prepared(table).targets, prepared(table, **fault(kind="label_flip", rate=1.0)).targets
    shift = (data - clean) % classes
    assert (shift > 0).all() and data.dtype == clean.dtype
    assert stats.chisquare(np.bincount(shift.astype(int))[1:]).pvalue > 1e-4 or classes == 2


def test_duplicates_are_copies_of_their_source():
    data = prepared(LINEAR, **fault(kind="duplicate", indices=[1, 4], source=9))
    assert np.array_equal(data.inputs[[1, 4]], data.inputs[[9, 9]])
    assert data.targets[1] == data.targets[4] == data.targets[9]
    assert len(np.unique(prepared(LINEAR, **fault(kind="duplicate", rate=1.0)).inputs, axis=0)) == 1


def test_a_constant_input_is_a_fault_to_keep_to_drop_or_to_be_told_of():
    spoiled = {**LINEAR, **fault(kind="constant", indices=[1])}
    assert (prepared(spoiled).inputs[:, 1] == prepared(spoiled).inputs[0, 1]).all()
    with pytest.raises(UsageError, match=r"column 'x1' is .* in all training examples"):
        prepared(spoiled, scale="standardise")
    assert prepared(spoiled, scale="standardise", constant="drop").feature_names == ("x0", "x2")
    kept = prepared(spoiled, scale="standardise", constant="keep").inputs  # equation 16: 0/0
    assert np.isnan(kept[:, 1]).all() and np.isfinite(kept[:, [0, 2]]).all()
    with pytest.raises(UsageError, match="none is left"):
        prepared(LINEAR, **fault(kind="constant", rate=1.0), constant="drop")


@pytest.mark.parametrize(
    ("table", "keys", "words"),
    [
        (LINEAR, {"kind": "label_flip", "rate": 0.1}, "needs labels"),
        (MOONS, {"kind": "nan", "rate": 0.1, "where": "target"}, "needs a regression"),
        (LINEAR, {"kind": "nan", "indices": [400]}, "faults.0.indices: 400 is not below the 400 training"),
        (LINEAR, {"kind": "constant", "indices": [3]}, "3 is not below the 3 inputs"),
        (LINEAR, {"kind": "duplicate", "rate": 0.1, "source": 400}, "source: 400 is not below"),
        (LINEAR, {"kind": "nan", "rate": 0.1, "feature": "x 1"}, "no input 'x 1', did you mean 'x1'"),
        (LINEAR, {"kind": "nan"}, "needs exactly one of rate and indices"),
        (
            LINEAR,
            {"kind": "nan", "rate": 0.1, "magnitude": 3.0},
            "magnitude means nothing to the fault 'nan'",
        ),
        (LINEAR, {"kind": "nan", "rate": 1.5}, "faults.0.rate"),
        (LINEAR, {"kind": "nan", "rate": 0.5, "duration": 2}, "duration means nothing without the step"),
        (LINEAR, {"kind": "nan", "rte": 0.1, "rate": 0.2}, "rte: unknown key, did you mean 'rate'"),
    ],
)
def test_impossible_faults_are_refused(table, keys, words):
    with pytest.raises(UsageError, match=words):
        prepared(table, **fault(**keys))


# -- cures ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("where", ["input", "target"])
def test_winsorising_and_dropping_undo_outliers(where):
    spoiled = {**LINEAR, **fault(kind="outlier", rate=0.05, magnitude=1e4, where=where), "test_fraction": 0.2}
    dirty, clipped = prepared(spoiled), prepared(spoiled, cure="winsorise")
    dropped = prepared(spoiled, cure="drop", deviations=6.0)
    values = [
        data.inputs if where == "input" else data.targets[:, None] for data in (dirty, clipped, dropped)
    ]
    bad = (values[0] == 1e4).any(axis=1)
    assert bad.any() and values[1].max() < 5.0 * values[1][~bad].std() and values[2].max() < 100
    assert len(dropped.inputs) == 400 - bad.sum() and len(dropped.test) == len(dirty.test)
    assert np.array_equal(dropped.inputs[dropped.test], dirty.inputs[dirty.test])
    assert "clipped at 3 s" in clipped.description and "dropped" in dropped.description


def test_winsorising_clips_at_the_deviations_of_a_gaussian():
    data = prepared({**LINEAR, "count": 40_000}, cure="winsorise", deviations=2.0)
    np.testing.assert_allclose(np.abs(data.inputs).max(axis=0), 2.0, rtol=0.03)
    clean = prepared({**LINEAR, "count": 40_000})
    inside = np.abs(clean.inputs) < 1.9
    assert np.array_equal(data.inputs[inside], clean.inputs[inside])


def test_non_finite_values_are_dropped_and_infinite_ones_clipped():
    nan, inf = fault(kind="nan", indices=[2, 5]), fault(kind="inf", indices=[2, 5])
    assert len(prepared(LINEAR, **nan, cure="drop", deviations=9.0).inputs) == 398
    assert np.isfinite(prepared(LINEAR, **inf, cure="winsorise").inputs).all()
    assert np.isnan(prepared(LINEAR, **nan, cure="winsorise").inputs).sum() == 2
    with pytest.raises(UsageError, match="leaves no training example"):
        prepared(LINEAR, **fault(kind="nan", rate=1.0), cure="drop")


def test_columns_of_few_values_are_not_clipped_away():
    data = prepared({"kind": "parity", "count": 64}, cure="winsorise")
    assert np.array_equal(data.inputs, prepared({"kind": "parity", "count": 64}).inputs)


# -- scaling -------------------------------------------------------------------------------------------------

UNEQUAL = {**LINEAR, "scales": [1.0, 100.0, 0.01], "offsets": [0.0, 50.0, -3.0], "correlation": 0.5}


@pytest.mark.parametrize("scale", ["standardise", "whiten", "min_max"])
def test_scaling_is_fitted_on_the_training_part_alone(scale):
    data, raw = prepared(UNEQUAL, test_fraction=0.3, scale=scale), prepared(UNEQUAL, test_fraction=0.3)
    train, test = data.inputs[data.train], data.inputs[data.test]
    if scale == "min_max":
        assert train.min(axis=0).tolist() == [0, 0, 0] and train.max(axis=0).tolist() == [1, 1, 1]
        assert test.min() < 0 or test.max() > 1
    else:
        covariance = np.cov(train.T, bias=True)
        np.testing.assert_allclose(train.mean(axis=0), 0.0, atol=1e-13)
        assert abs(test.mean()) > 1e-6
        correlated = np.corrcoef(raw.inputs[raw.train].T)
        np.testing.assert_allclose(covariance, np.eye(3) if scale == "whiten" else correlated, atol=1e-10)
    x = np.c_[np.ones(400), raw.inputs]
    affine, *_ = np.linalg.lstsq(x[raw.train], train, rcond=None)
    np.testing.assert_allclose(data.inputs, x @ affine, rtol=1e-7, atol=1e-7)


def test_whitening_is_by_the_cholesky_factor():
    data, raw = prepared(UNEQUAL, scale="whiten"), prepared(UNEQUAL)
    factor = np.linalg.cholesky(np.cov(raw.inputs.T, bias=True))
    expected = np.linalg.solve(factor, (raw.inputs - raw.inputs.mean(axis=0)).T).T
    np.testing.assert_allclose(data.inputs, expected, rtol=1e-8, atol=1e-10)


def test_dependent_columns_cannot_be_whitened():
    with pytest.raises(UsageError, match="column 'x1' is a linear combination of the columns before it"):
        prepared({**LINEAR, "dimension": 2}, correlation=1.0, scale="whiten")


@pytest.mark.parametrize("scale", ["standardise", "whiten", "min_max"])
def test_a_bad_value_spoils_its_own_example_only(scale):
    data = prepared(LINEAR, **fault(kind="nan", indices=[5], feature="x0"), scale=scale)
    assert np.isfinite(np.delete(data.inputs, 5, axis=0)).all() and np.isnan(data.inputs[5, 0])


def test_normalising_undoes_the_conditioning_of_the_lecture():
    raw, done = prepared(UNEQUAL, correlation=0.0), prepared(UNEQUAL, correlation=0.0, scale="standardise")
    assert np.linalg.cond(raw.inputs.T @ raw.inputs) > 1e4
    assert np.linalg.cond(done.inputs.T @ done.inputs) < 1.6


def test_the_target_of_a_regression_can_be_standardised():
    data = prepared({**LINEAR, "bias": 100.0}, scale_target=True, test_fraction=0.5)
    assert moments(data.targets[data.train]) == (pytest.approx(0, abs=1e-13), pytest.approx(1))
    with pytest.raises(UsageError, match="labels, which have no scale"):
        prepared(MOONS, scale_target=True)


# -- the table -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ({}, "needs exactly one of kind"),
        ({"kind": "xor", "file": "a.csv"}, "needs exactly one of kind"),
        ({"kind": "xor", "nois": 1.0}, "nois: unknown key, did you mean 'noise'"),
        ({"kind": "xor", "noise": "much"}, "noise: must be a number, not 'much'"),
        ({"kind": "xor", "noise": -1}, "noise: must be at least 0"),
        ({"kind": "xor", "count": 0}, "count"),
        ({"kind": "xor", "count": "3"}, "count"),
        ({"kind": "xor", "scale": "standardize"}, "scale: .*'standardise'"),
        ({"kind": "xor", "missing": "drop"}, "missing: unknown key"),
        ({"kind": "parity", "bits": 2.5}, "bits: must be a whole number"),
        ({"file": "a.csv"}, "target: field required"),
        ({"file": "a.csv", "target": "y", "separator": ";;"}, "separator: must be one character"),
        ({"file": "a.csv", "target": "y", "decimal": ","}, "separator and decimal are both ','"),
        ({"file": "a.csv", "target": "y", "encoding": "klingon"}, "encoding: unknown encoding"),
    ],
)
def test_a_wrong_table_is_told_by_its_keys(table, words):
    with pytest.raises(UsageError, match=words):
        read_table(table)


def test_all_faults_of_a_table_come_together():
    with pytest.raises(UsageError) as caught:
        read_table({"kind": "xor", "noise": -1, "count": 0, "scal": "none"})
    assert len(str(caught.value).splitlines()) == 3


def test_whole_numbers_may_be_written_as_powers():
    assert len(prepared({"kind": "xor", "count": 1e3}).inputs) == 1000


def test_the_models_import_nothing_heavy():
    code = "import sys; import simlab.data.table; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"numba", "numpy", "scipy", "sklearn", "pandas"} & set(done.stdout.split())
