"""What a pass through a network takes: counted by hand, against the law, and by name in a scenario."""

from __future__ import annotations

import numpy as np
import pytest
from network_runs import plan
from tiny import BOWL

from simlab.errors import ScenarioError
from simlab.kernels.counting import Count, count
from simlab.lanes.memory import ArrayRows, vector_like
from simlab.lanes.ops import fma
from simlab.networks.work import count_pass
from simlab.registry import load
from simlab.scenario import loads

PRODUCTS = load("laws", "dense_pass_products").dense_pass_products


def test_registers_are_no_accesses_and_a_fused_operation_is_two():
    def function(rows, table, scale):
        own = vector_like(rows)
        own[0] = fma(rows[0], rows[1], scale)  # two loads
        own[1] = own[0] * table[0, 1]  # another
        rows[2] = own[1]  # a store

    rows, table = ArrayRows(np.ones((3, 1))), np.ones((2, 2))
    assert count(function, [rows, table], {"scale": np.ones(1)}) == Count(3, 4, work=3)


def counted(keys, size=3, activation="tanh"):
    (variant,) = plan(
        layers=keys, activation=activation, batch=f'size = {size}\norder = "shuffled"', dtype="float64"
    ).variants
    network = variant.network
    surface, rows = variant.program.surface_module(), network.loaded.examples.target_rows
    return count_pass(surface, network.architecture, rows, size)


@pytest.mark.parametrize(("size", "depth"), [(1, 1), (3, 2), (20, 1)])
def test_what_width_costs_are_the_products_of_the_law(size, depth):
    """Without biases and activations the rest, the loss, does not depend on the width."""
    few, many = (counted(f"{[width] * depth}, bias = false", size, "identity").operations for width in (3, 5))
    assert many - few == PRODUCTS(size, 1, 5, depth) - PRODUCTS(size, 1, 3, depth)


def test_examples_cost_the_same_and_share_the_reading_of_weights():
    one, few, many = (counted("[8, 8]", size) for size in (1, 8, 16))
    assert many.operations - few.operations == 8 * (few.operations - one.operations) / 7
    assert many.accesses < 16 * one.accesses / 1.5


def test_a_scenario_counts_what_it_names_and_nothing_else():
    named = (
        '[[claim]]\nid = "cost"\ntext = "t"\nstatistic = "pass_operations + pass_accesses"\nat_least = 1.0'
    )
    (variant,) = plan(layers=[3], more=named).variants
    found = counted("[3]", int(variant.settings["batch_size"]))
    assert (variant.settings["pass_operations"], variant.settings["pass_accesses"]) == (
        found.operations,
        found.accesses,
    )
    (variant,) = plan(layers=[3]).variants
    assert "pass_operations" not in variant.settings


def test_a_surface_has_no_pass():
    with pytest.raises(ScenarioError, match="pass_operations"):
        loads(BOWL.replace('statistic = "', 'statistic = "pass_operations * '))
