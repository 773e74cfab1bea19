"""The one small, safe expression language."""
