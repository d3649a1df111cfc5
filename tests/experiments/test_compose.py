"""Stories of composition: found anywhere, open to the user's own files, closed to anybody else's classes."""

from __future__ import annotations

from pathlib import Path

import pytest
from hydra import compose, initialize_config_dir
from hydra.core.global_hydra import GlobalHydra
from omegaconf import OmegaConf

from experiments.compose import HYDRA_RESOLVERS, open_configs
from experiments.plan import Wish, build_scenario, make_plan
from sim import run
from sim.errors import InputError

with open_configs() as found:
    OPTIONS = [(group, option) for group, options in found.options.items() for option in options]
SHORT_CAMPAIGN = ["management.first_day=0", "management.length_days=1", "management.quiet_days=0"]


@pytest.fixture
def own_files(tmp_path: Path) -> Path:
    (tmp_path / "staffing").mkdir()
    (tmp_path / "dispatch").mkdir()
    return tmp_path


def test_composition_does_not_depend_on_the_working_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "configs").mkdir()
    (tmp_path / "configs" / "run.yaml").write_text("days: 1\n")
    monkeypatch.chdir(tmp_path)
    with open_configs() as configs:
        assert configs.compose([])["days"] == 365


def test_hydra_and_its_resolvers_are_as_before() -> None:
    before = [OmegaConf.has_resolver(name) for name in HYDRA_RESOLVERS]
    with open_configs() as configs:
        configs.compose(["street=tiny"])
    with pytest.raises(InputError), open_configs() as configs:
        configs.compose(["street=nowhere"])
    assert not GlobalHydra.instance().is_initialized()
    assert [OmegaConf.has_resolver(name) for name in HYDRA_RESOLVERS] == before


def test_a_host_program_keeps_its_own_hydra(tmp_path: Path) -> None:
    (tmp_path / "host.yaml").write_text("a: 1\n")
    OmegaConf.register_new_resolver("of_the_host", lambda: 3)
    try:
        with initialize_config_dir(str(tmp_path), version_base="1.3"):
            with open_configs() as configs:
                configs.compose([])
            assert compose("host")["a"] == 1
        assert OmegaConf.has_resolver("of_the_host")
    finally:
        OmegaConf.clear_resolver("of_the_host")


def test_a_street_brings_its_own_horizon_and_an_override_beats_it() -> None:
    with open_configs() as configs:
        assert configs.compose(["street=tiny"])["days"] == 60
        assert configs.compose(["days=7", "street=tiny"])["days"] == 7


def test_a_street_may_bring_its_own_catalogue(tmp_path: Path) -> None:
    (tmp_path / "street").mkdir()
    text = "# @package _global_\ndefaults:\n  - override /catalogue: pingshan\n"
    text += "street:\n  _target_: sim.world.street.Street\n"
    (tmp_path / "street" / "mine.yaml").write_text(text)
    with open_configs(tmp_path) as configs:
        ours, pingshan = configs.compose([]), configs.compose(["catalogue=pingshan"])
        mine = configs.compose(["street=mine"])
    assert mine["catalogue"] == pingshan["catalogue"] != ours["catalogue"]


def test_fields_that_the_option_file_does_not_name_can_be_set() -> None:
    [scenario] = make_plan(Wish(("staffing=standard", "staffing.day_hours=7"))).scenarios
    assert scenario.staffing.day_hours == 7.0


def test_own_option_files_stand_beside_ours(own_files: Path) -> None:
    own = own_files / "staffing" / "mine.yaml"
    own.write_text("_target_: sim.policies.staffing.Staffing\ncoordinators_per_grid: 3\n")
    [scenario] = make_plan(Wish(("staffing=mine",), config_dir=own_files)).scenarios
    assert scenario.staffing.coordinators_per_grid == 3.0


def test_own_classes_need_their_package_named(own_files: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = own_files / "my_policies"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "newest.py").write_text("from sim.policies.dispatch import Fifo\n\n\nclass Newest(Fifo):\n    pass\n")
    (own_files / "dispatch" / "newest.yaml").write_text("_target_: my_policies.newest.Newest\n")
    monkeypatch.chdir(own_files)
    monkeypatch.syspath_prepend(str(own_files))
    with pytest.raises(InputError, match=r"dispatch\._target_: got 'my_policies.*--package"):
        make_plan(Wish(("dispatch=newest",), config_dir=own_files))
    plan = make_plan(Wish(("dispatch=newest",), config_dir=own_files, package="my_policies"))
    assert type(plan.scenarios[0].dispatch).__name__ == "Newest"
    (package / "newest.py").write_text((package / "newest.py").read_text() + "\n# changed\n")
    changed = make_plan(Wish(("dispatch=newest",), config_dir=own_files, package="my_policies"))
    assert changed.runs[0].key != plan.runs[0].key, "the package's sources are part of a run's identity"


@pytest.mark.parametrize(
    "target",
    ["os.system", "subprocess.Popen", "builtins.eval", "simple.Thing", "experiments.cli.main", "sim.run", "sim", "7"],
)
def test_no_other_class_can_be_named_even_in_own_files(own_files: Path, target: str) -> None:
    (own_files / "staffing" / "bad.yaml").write_text(f"_target_: {target}\n")
    with pytest.raises(InputError, match=r"staffing\._target_"):
        make_plan(Wish(("staffing=bad",), config_dir=own_files))


@pytest.mark.parametrize(
    ("group", "target", "reason"),
    [
        ("staffing", "sim.costs.Prices", "or a subclass of it"),
        ("dispatch", "sim.costs.Prices", "fits Dispatch; it lacks"),
        ("executor", "sim.costs.Prices", "an executor"),
        ("prices", "sim.policies.staffing.Staffing", "or a subclass of it"),
    ],
)
def test_a_class_of_another_group_is_refused(own_files: Path, group: str, target: str, reason: str) -> None:
    (own_files / group).mkdir(exist_ok=True)
    (own_files / group / "bad.yaml").write_text(f"_target_: {target}\n")
    with pytest.raises(InputError, match=rf"{group}.*{reason}"):
        make_plan(Wish((f"{group}=bad",), config_dir=own_files))


def test_nothing_is_looked_up_in_own_files(own_files: Path) -> None:
    own = own_files / "staffing" / "bad.yaml"
    own.write_text("_target_: sim.policies.staffing.Staffing\nday_hours: ${oc.env:HOME}\n")
    with pytest.raises(InputError, match=r"staffing\.day_hours: got '\$\{oc\.env:HOME\}'.*no interpolation"):
        make_plan(Wish(("staffing=bad",), config_dir=own_files))


@pytest.mark.parametrize("text", ["a: [", "just words", "_target_: sim.policies.staffing.Staffing\nnothing: 1"])
def test_a_broken_own_file_is_an_input_error(own_files: Path, text: str) -> None:
    (own_files / "staffing" / "bad.yaml").write_text(text)
    with pytest.raises(InputError):
        make_plan(Wish(("staffing=bad",), config_dir=own_files))


def test_the_groups_of_the_three_questions_are_there() -> None:
    assert {"street", "catalogue", "staffing", "communication", "management", "prices"} <= {
        group for group, _ in OPTIONS
    }


@pytest.mark.parametrize(("group", "option"), [one for one in OPTIONS if one[0] not in ("study", "executor", "prices")])
def test_every_option_runs_a_few_days(group: str, option: str) -> None:
    chosen = [f"{group}={option}"] if group == "street" else ["street=tiny", f"{group}={option}"]
    with open_configs() as configs:
        short = SHORT_CAMPAIGN if "first_day" in configs.compose(chosen).get("management", {}) else []
        campaign = group == "management" and option != "long_term"
        config = configs.compose([*chosen, *(short or SHORT_CAMPAIGN * campaign), "days=3", "warmup_days=1"])
    result = run(build_scenario(config), seed=1)
    assert len(result.daily) == 4
    assert result.indicators["incidents"] >= 0


def test_an_option_with_the_name_of_ours_is_refused_because_ours_would_be_used(own_files: Path) -> None:
    (own_files / "staffing/lean.yaml").write_text("_target_: sim.policies.staffing.Staffing\n")
    with pytest.raises(InputError, match=r"--config-dir.*staffing/lean.yaml"):
        make_plan(Wish(("staffing=lean",), config_dir=own_files))
