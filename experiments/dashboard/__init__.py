"""The dashboard: a street to watch, levers to pull, and studies to look into, in the browser."""
