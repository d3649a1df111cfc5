"""Fitting a street to a log: what the log tells is estimated, what it cannot tell stays a prior and is said so."""
