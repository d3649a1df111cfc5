"""The agents of a street: residents, staff, grids, incidents, platform and centres."""
