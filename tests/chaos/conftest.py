"""Rigs for experiments, kept from one to the next while they are well, and the tables at the end."""

import time
from collections.abc import Callable, Generator, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from sandbox.launch.wishes import ROOT
from tests.chaos.results import KEY, tables
from tests.chaos.rig import Rig

RigWith = Callable[..., Rig]
BOUND_S = 45 * 60 - 150  # the whole takes at most 45 minutes; what has begun may take this much longer
BEGAN = pytest.StashKey[float]()
FAILED = pytest.StashKey[bool]()


class Rigs:
    """The rigs of this process, by what they were made with."""

    def __init__(self, directory: Path) -> None:
        self._directory, self._made = directory, 0
        self._kept: dict[tuple[object, ...], Rig] = {}

    def get(self, *arguments: str, dynos: int = 1) -> Rig:
        key = (*arguments, dynos)
        if key not in self._kept:
            self._made += 1
            self._kept[key] = Rig(self._directory / f"rig-{self._made}", *arguments, dynos=dynos)
        return self._kept[key]

    def drop(self, rig: Rig) -> None:
        """End a rig that an experiment left unwell; the next one gets a new one."""
        self._kept = {key: kept for key, kept in self._kept.items() if kept is not rig}
        with suppress(Exception):
            rig.close()

    def close(self) -> None:
        for rig in list(self._kept.values()):
            self.drop(rig)


@pytest.fixture(scope="session")
def rigs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rigs]:
    with pytest.MonkeyPatch.context() as patch:
        for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"):
            patch.delenv(name, raising=False)
        kept = Rigs(tmp_path_factory.mktemp("rigs"))
        yield kept
        kept.close()


@pytest.fixture
def rig_with(rigs: Rigs, request: pytest.FixtureRequest) -> Iterator[RigWith]:
    """Return what gives a healed rig; one whose experiment failed is ended, its logs in the report."""
    used: list[Rig] = []

    def given(*arguments: str, dynos: int = 1) -> Rig:
        rig = rigs.get(*arguments, dynos=dynos)
        used.append(rig)
        rig.heal()
        return rig

    yield given
    report = request.node.stash.get(FAILED, None)
    if report:
        for rig in used:
            request.node.add_report_section("teardown", "logs", rig.logs())
            rigs.drop(rig)


def pytest_runtest_setup(item: pytest.Item) -> None:
    began = item.config.stash.setdefault(BEGAN, time.monotonic())
    if time.monotonic() - began > BOUND_S:
        pytest.fail("the 45 minutes of these experiments are over")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.when == "call" and report.failed:
        item.stash[FAILED] = True
    return report


def pytest_terminal_summary(terminalreporter: Any) -> None:  # noqa: ANN401 - pytest's own reporter is private
    reports = [each for found in terminalreporter.stats.values() for each in found if getattr(each, "when", "") == "call"]
    rows = [value for report in reports for name, value in report.user_properties if name == KEY]
    if not rows:
        return
    text = tables(rows)
    terminalreporter.section("what happened to the bot")
    terminalreporter.write_line(text)
    (ROOT / "build").mkdir(exist_ok=True)
    (ROOT / "build" / "chaos.txt").write_text(text + "\n", encoding="utf8")
