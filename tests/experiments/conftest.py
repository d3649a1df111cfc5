"""A made-up study, written once for all tests that only read it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.experiments.synthetic import synthetic_folder


@pytest.fixture(scope="session")
def study_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A complete synthetic result folder of three questions."""
    return synthetic_folder(tmp_path_factory.mktemp("study") / "made_up")
