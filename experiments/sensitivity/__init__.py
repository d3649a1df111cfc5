"""Sensitivity of a sampled study: a guard around SALib that lets no incomplete, unordered or noisy result pass."""
