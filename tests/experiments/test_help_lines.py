"""The list of commands is whole: no first sentence is cut off; and a refused option repeats what was typed."""

from __future__ import annotations

import pytest

from experiments.cli import dispatch


@pytest.mark.parametrize("group", [[], ["log"], ["new"]])
def test_no_line_of_the_list_of_commands_is_cut(
    group: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    assert dispatch([*group, "--help"]) == 0
    listed = capsys.readouterr().out.partition("Commands:")[2].strip().splitlines()
    assert listed
    assert [line for line in listed if line.rstrip().endswith("...")] == []


@pytest.mark.parametrize("words", [["--port", "99999"], ["--port=99999"]])
def test_a_number_out_of_range_is_repeated(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert dispatch(["dashboard", *words]) == 2
    line = capsys.readouterr().err
    assert "--port" in line and "99999" in line and "65535" in line
    assert len(line.strip().splitlines()) == 1
