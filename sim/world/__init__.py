"""The world of a street: geography, division into grids, population, kinds of incident."""
