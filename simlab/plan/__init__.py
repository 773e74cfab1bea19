"""Everything that will run, listed before anything runs."""

from simlab.plan.plan import Plan, make_plan

__all__ = ["Plan", "make_plan"]
