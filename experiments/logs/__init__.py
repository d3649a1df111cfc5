"""Real logs of incidents: read, described, fitted, replayed, tested against, and written."""
