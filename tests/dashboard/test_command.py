"""What `gridgov dashboard` refuses: other machines, taken ports, folders that are no results; always in one line."""

from __future__ import annotations

import importlib.util
import socket
from pathlib import Path

import pytest

from experiments.cli import dispatch
from experiments.dashboard import command


class Idle:
    """A workshop without workers."""

    def __init__(self, n_workers: int) -> None:
        assert n_workers >= 2

    def close(self) -> None:
        pass


def refusal(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """Return the one line with which the command line refuses a dashboard."""
    assert dispatch(["dashboard", *words]) == 2
    lines = capsys.readouterr().err.strip().splitlines()
    assert len(lines) == 1
    return lines[0]


@pytest.mark.parametrize("address", ["0.0.0.0", "192.168.1.7", "::", "example.org"])
def test_an_address_that_others_can_reach_needs_a_flag(address: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert "--open-to-network" in refusal(capsys, "--address", address)
    command.refuse_strangers(address, open_to_network=True)


@pytest.mark.parametrize("address", ["127.0.0.1", "127.3.2.1", "::1", "localhost"])
def test_an_address_of_this_machine_needs_none(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    served: list[str] = []
    monkeypatch.setattr(command, "refuse_taken", lambda address, port: None)
    monkeypatch.setattr(command, "Workshop", Idle)
    monkeypatch.setattr(command, "_serve", lambda workshop, results, first, where: served.append(where[0]))
    assert dispatch(["dashboard", "--address", address]) == 0
    assert served == [address]


def test_a_browser_may_come_from_the_address_that_is_served_and_from_no_other_page() -> None:
    allowed = command.origins("127.0.0.1", 5006)
    assert set(allowed) == {"127.0.0.1:5006", "localhost:5006"}
    assert "*" not in command.origins("0.0.0.0", 5006)


def test_a_machine_whose_name_nobody_knows_can_serve(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(host: str, port: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "unknown")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    assert "0.0.0.0:5006" in command.origins("0.0.0.0", 5006)


def test_a_port_that_is_taken_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        assert "--port" in refusal(capsys, "--port", str(taken.getsockname()[1]))


def test_a_folder_that_is_no_result_folder_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "manifest.json" in refusal(capsys, str(tmp_path))
    assert "DIR" in refusal(capsys, str(tmp_path / "nowhere"))


def test_without_its_libraries_it_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    assert "pip install bokeh panel" in refusal(capsys)
