"""The one small, safe expression language: surfaces, hyper-parameters, statistics, expectations.

``parse`` turns text into a checked tree, ``evaluate`` gives its value, ``surface`` derives a concept module.
"""
