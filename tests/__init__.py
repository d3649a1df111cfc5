"""Tests of gridgov: stories by folder; what they share is in `streets`."""
