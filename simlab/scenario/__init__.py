"""Scenario files: schema, loading, precise errors, overrides, sweeps."""

from simlab.scenario.concepts import OptimizerTable
from simlab.scenario.loading import load, loads
from simlab.scenario.model import Scenario
from simlab.scenario.order import evaluation_order
from simlab.scenario.overrides import apply_overrides
from simlab.scenario.recording import record_steps
from simlab.scenario.schema import schema
from simlab.scenario.sweeps import Sweep

__all__ = [
    "OptimizerTable",
    "Scenario",
    "Sweep",
    "apply_overrides",
    "evaluation_order",
    "load",
    "loads",
    "record_steps",
    "schema",
]
