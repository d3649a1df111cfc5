"""Side by side with peers: the same work done by gridgov and by what a user would otherwise take, in one run."""
