"""Calibration by simulation: parameters that a log does not give directly, and which of them it can tell at all."""
