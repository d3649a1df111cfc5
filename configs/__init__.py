"""The option files of gridgov: plain YAML, found as package data."""
