"""Maps: blocks read from GeoJSON, divided into grids by a districting library, scored, drawn and written."""
