"""The commands `gridgov new ...`: what a rule, a kind of incident or a study of one's own begins with."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from experiments.options import CONTEXT, examples

new = typer.Typer(
    rich_markup_mode=None,
    context_settings=CONTEXT,
    no_args_is_help=True,
    help="Begin a rule, a kind of incident or a study of your own.",
)
Own = Annotated[str, typer.Argument(metavar="NAME", help="small letters, digits and _, such as raid_days")]
Into = Annotated[Path, typer.Option("--into", help="your folder; files go into its sub-folders")]
OwnPackage = Annotated[str, typer.Option("--package", help="your Python package in that folder")]
OwnConfigs = Annotated[str, typer.Option("--config-dir", help="your folder of option files in that folder")]


@new.command("policy", epilog=examples("gridgov new policy raid_days", "gridgov new policy notices -g communication"))
def new_policy(
    name: Own,
    group: Annotated[
        str, typer.Option("--group", "-g", help="management, communication, dispatch, scope or links")
    ] = "management",
    into: Into = Path("."),
    package: OwnPackage = "my_rules",
    config_dir: OwnConfigs = "my_configs",
) -> int:
    """Write a rule, its option file, and a test.

    The rule has about 20 lines; the test tells whether it is sound.
    """
    from experiments.scaffold.command import Place, write_policy

    return write_policy(name, group, Place(into, package, config_dir))


@new.command("incident", epilog=examples("gridgov new incident buskers"))
def new_incident(name: Own, into: Into = Path("."), config_dir: OwnConfigs = "my_configs") -> int:
    """Write a further kind of incident, and a test.

    The kind stands in a catalogue (YAML alone).
    """
    from experiments.scaffold.command import Place, write_incident

    return write_incident(name, Place(into, "my_rules", config_dir))


@new.command("study", epilog=examples("gridgov new study posts"))
def new_study(name: Own, into: Into = Path("."), config_dir: OwnConfigs = "my_configs") -> int:
    """Write a study, and a test.

    The study is YAML alone: question, factors, baseline.
    """
    from experiments.scaffold.command import Place, write_study

    return write_study(name, Place(into, "my_rules", config_dir))
