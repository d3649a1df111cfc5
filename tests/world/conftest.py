"""Option files of the world, read without Hydra."""

from importlib.resources import files

import pytest
import yaml

from sim.world.catalogue import Catalogue, Category
from sim.world.street import Street


@pytest.fixture(scope="session")
def option():
    """Return the values of an option file by group and name."""

    def read(group, name):
        return yaml.safe_load(files("configs").joinpath(group, f"{name}.yaml").read_text(encoding="utf-8"))

    return read


@pytest.fixture(scope="session")
def street_of(option):
    """Return the street of a street option."""

    def build(name):
        values = option("street", name)
        values = dict(values.get("street", values))
        assert values.pop("_target_") == "sim.world.street.Street"
        return Street(**values)

    return build


@pytest.fixture(scope="session")
def pingshan_catalogue(option):
    """Return Pingshan's catalogue."""
    values = option("catalogue", "pingshan")
    return Catalogue(categories={name: Category(**fields) for name, fields in values["categories"].items()})
