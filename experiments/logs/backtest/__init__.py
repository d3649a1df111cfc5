"""Back-test: a street is fitted to the first part of a log, and its simulated intervals are held against the rest."""
