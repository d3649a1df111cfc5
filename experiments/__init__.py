"""The workbench of gridgov: designs, execution, statistics, reports and the command line."""
