"""Scenario files: schema, loading, precise errors."""
