"""Landscapes: the loss and its curvature over lines and planes through the points of a run."""
