"""The opponents of the benchmarks compute what simlab computes; nothing here is timed."""

import multiprocessing
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from types import SimpleNamespace

import pytest

BENCHMARKS = Path(__file__).parents[1] / "benchmarks"


@pytest.fixture
def modules(monkeypatch):
    """The modules of benchmarks/, which is a folder of scripts and no package."""
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    import agreement
    import case
    import worker

    yield agreement, case, worker
    for name in [name for name, module in sys.modules.items() if _is_ours(module)]:
        del sys.modules[name]


def _is_ours(module) -> bool:
    return str(getattr(module, "__file__", None) or "").startswith(str(BENCHMARKS))


@pytest.fixture
def process(modules):
    """A process for one opponent: thread pools and settings of one must not meet another's."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        yield pool


ONE_WORK = ("optax_lbfgs", "scipy_minimize")
OF_NETWORKS = ("cpp_networks", "jax_networks", "torch_networks")
OPPONENTS = sorted(path.stem for path in (BENCHMARKS / "opponents").glob("[!_]*.py"))
WORKS = [
    ("rosenbrock_momentum", "float32"),
    ("rosenbrock_adam", "float64"),
    ("rastrigin_momentum", "float64"),
    ("ackley_adam", "float64"),
    ("quadratic_momentum", "float32"),
]


@pytest.mark.parametrize("opponent", ["simlab_engine", *ONE_WORK])
def test_every_method_finds_the_minimum(opponent, modules, process):
    agreement, case, worker = modules
    item = case.Case("rosenbrock_lbfgs", "float64", count=6, steps=200, threads=2)
    oracle = agreement.Oracle(item)
    try:
        variants = process.submit(worker.survey, opponent, item).result()[2]
    except ImportError as error:
        pytest.skip(str(error))
    for variant in variants:
        _, theta = process.submit(worker.first, opponent, item, variant).result()
        assert oracle.error(theta) <= oracle.tolerance, variant


@pytest.mark.parametrize("opponent", [name for name in OPPONENTS if name not in ONE_WORK + OF_NETWORKS])
def test_every_variant_of_an_opponent_agrees_with_numpy(opponent, modules, process, tmp_path, monkeypatch):
    agreement, case, worker = modules
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    for work, dtype in WORKS:
        item = case.Case(work, dtype, count=70, steps=20, threads=2)
        oracle = agreement.Oracle(item)
        assert oracle.share == 1.0
        try:
            _, version, variants = process.submit(worker.survey, opponent, item).result()
        except ImportError as error:
            pytest.skip(str(error))
        assert version
        compiled_for_seconds = opponent == "torch_compiled"
        for variant in variants[:1] if compiled_for_seconds else variants:
            _, theta = process.submit(worker.first, opponent, item, variant).result()
            assert oracle.error(theta) <= oracle.tolerance, variant


@pytest.mark.parametrize("opponent", ["simlab_engine", *OF_NETWORKS])
def test_every_opponent_trains_the_same_networks(opponent, modules, process):
    agreement, case, worker = modules
    item = case.Case("network_moons", "float64", count=11, steps=3, threads=2)
    oracle = agreement.Oracle(item)
    assert oracle.share == 1.0
    try:
        _, version, variants = process.submit(worker.survey, opponent, item).result()
    except ImportError as error:
        pytest.skip(str(error))
    assert version
    for variant in variants:
        _, theta = process.submit(worker.first, opponent, item, variant).result()
        assert oracle.error(theta) <= oracle.tolerance, variant


def test_inputs_are_the_same_numbers_for_everyone(modules):
    _, case, _ = modules
    item = case.Case("rosenbrock_adam", "float32", count=5, steps=1, threads=1)
    start, hyper = item.inputs()
    wide_start, wide_hyper = item.inputs("float64")
    assert start.dtype == "float32"
    assert (wide_start == start).all()
    assert all((wide_hyper[name] == hyper[name]).all() for name in hyper)


def test_a_wrong_answer_is_noticed(modules):
    agreement, case, _ = modules
    oracle = agreement.Oracle(case.Case("rosenbrock_momentum", "float64", count=8, steps=10, threads=1))
    assert oracle.error(oracle.theta) == 0.0
    assert oracle.error(oracle.theta + 1e-6) > oracle.tolerance
    assert oracle.error(oracle.theta * float("nan")) == float("inf")
    assert oracle.error(oracle.theta[:, :4]) == float("inf")


class Answers:
    """In the place of an opponent's process: variants with the error that each makes."""

    def __init__(self, errors, oracle):
        self.errors, self.theta = errors, oracle.theta

    def submit(self, function, *arguments):
        variant = arguments[-1] if function.__name__ != "measure" else arguments[0]
        of = {
            "survey": lambda: ("Opponent", "1.0", list(self.errors)),
            "first": lambda: (0.1, self.theta + self.errors[variant]),
            "measure": lambda: {"slow": 2.0}.get(variant, 1.0),
            "forget": lambda: None,
        }
        return SimpleNamespace(result=of[function.__name__])


@pytest.fixture
def select(modules):
    """Select the best variant of an opponent whose variants make these errors."""
    agreement, case, _ = modules
    import run

    item = case.Case("rosenbrock_momentum", "float64", count=8, steps=10, threads=1)
    oracle = agreement.Oracle(item)

    def selected(opponent, errors):
        entry = run.Entry(opponent, Answers(errors, oracle))
        run.select(entry, item, oracle)
        return entry

    return selected


def test_a_wrong_variant_is_named_and_not_timed(select):
    entry = select("jax_loops", {"fast": 0.1, "slow": 0.0})
    assert (entry.variant, entry.error, list(entry.trials)) == ("slow", 0.0, ["slow"])
    assert list(entry.wrong) == ["fast"] and entry.wrong["fast"] > 1e-3


@pytest.mark.parametrize(
    ("opponent", "errors"), [("jax_loops", {"a": 1, "b": 1}), ("simlab_engine", {"a": 1, "b": 0})]
)
def test_nothing_is_timed_where_simlab_or_all_of_an_opponent_is_wrong(select, opponent, errors):
    with pytest.raises(SystemExit, match=r"wrong in Case.*nothing was timed"):
        select(opponent, errors)
