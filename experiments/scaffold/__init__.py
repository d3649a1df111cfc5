"""Scaffolds: the files that a student begins with, and the examination that tells whether a rule is sound."""
