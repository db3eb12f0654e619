"""One round on one server: how fast a keystroke is on the other screens, how much fits, what it costs, and what a kill takes away."""

import random
import statistics
from collections.abc import Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

from tests.bench.samen_servers import Driver, _Server
from tests.bench.samen_vullen import SAMEN, Schrijvers

# Characters that stand in a note before it is measured.
BASIS = 300
PER_SECONDE = 2
# Milliseconds: later than this on the other screens, typing together is no longer together.
TE_LAAT = 250
# Of what was sent, so much may still be under way when time is up.
_AANGEKOMEN = 0.999
# The house lets a screen send 60 changes a second; stay below that.
_HOOGUIT = 50
# Changes a second, all people together.
_TRAPPEN_GROOT = (120, 300, 600, 900, 1200, 1500, 1800, 2100, 2400, 3000)
_TRAPPEN_GROEPEN = (1000, 2000, 3000, 4000, 5000, 6000, 7000, 8000, 9000, 10_000, 12_000, 15_000)


@dataclass(frozen=True)
class Omvang:
    """How long and how much. groepen: notes of five people; ms: of each load; trap: ms of each step up; elke: of so many steps one."""

    groepen: int
    ms: int
    trap: int
    elke: int
    rondes: int

    @property
    def groot(self) -> tuple[int, ...]:
        return _TRAPPEN_GROOT[:: self.elke]

    @property
    def trappen(self) -> tuple[int, ...]:
        return _TRAPPEN_GROEPEN[:: self.elke]

    @property
    def grote_notities(self) -> int:
        return self.rondes * (4 + len(self.groot))


@dataclass
class Ronde:
    """What was measured, by load; memory in kilobytes."""

    lasten: dict[str, dict] = field(default_factory=dict)
    trappen: dict[str, list[dict]] = field(default_factory=dict)
    leeg: float = 0
    per_verbinding: float = 0
    per_notitie: float = 0
    # CPU in milliseconds of a screen that opens a note, and of the first change it makes.
    openen: float = 0
    eerste: float = 0

    def capacity(self, load: str) -> dict | None:
        """The last step before it became too late; None: the first already was."""
        best = None
        for step in self.trappen[load]:
            if not step["goed"]:
                break
            best = step
        return best


def measure_round(
    driver: Driver, servers: Sequence[_Server], wie: Schrijvers, big: Sequence[str], size: Omvang, seed: int
) -> Ronde:
    """All loads in turn, each climb on servers that were just started. big: notes nobody wrote in yet, for many at once."""
    ronde, notes = Ronde(), iter(big)
    groups = wie.group(size.groepen)
    everybody = list(range(len(groups) * SAMEN))
    people = max(len(everybody), 60)
    with _started(driver, servers, wie, seed, 2) as more:
        # One note first, so that what is loaded at the first visit is not counted as theirs.
        driver.ask("open", notities=[[next(notes), [0, 1]]], basis=BASIS)
        driver.ask("leave", schermen=[0, 1])
        ronde.leeg = driver.ask("memory")["kb"]
        more(people)
        connected = driver.ask("memory")["kb"]
        ronde.per_verbinding = (connected - ronde.leeg) / (people - 2)
        opened = driver.ask("open", notities=groups, basis=BASIS)
        ronde.openen, ronde.eerste = (opened[what] / len(everybody) * 1000 for what in ("openen", "eerste"))
        ronde.per_notitie = (driver.ask("memory")["kb"] - connected) / len(groups)
        driver.ask("type", schermen=everybody, perSeconde=PER_SECONDE, ms=1000)
        ronde.lasten[groepsnaam(len(groups))] = _type(driver, everybody, size.ms)
        driver.ask("leave", schermen=everybody)
        for number in (5, 20, 60):
            together = list(range(number))
            driver.ask("open", notities=[[next(notes), together]], basis=BASIS)
            ronde.lasten[f"{number} in één notitie"] = _type(driver, together, size.ms)
            driver.ask("leave", schermen=together)
    with _started(driver, servers, wie, seed, people):
        driver.ask("open", notities=groups, basis=BASIS)
        ronde.trappen[groepsnaam(len(groups))] = _climb(driver, size.trappen, everybody, size.trap)
    with _started(driver, servers, wie, seed, 60):
        ronde.trappen["60 in één notitie"] = _climb(driver, size.groot, list(range(60)), size.trap, notes)
    return ronde


def groepsnaam(groups: int) -> str:
    return f"{groups} notities van {SAMEN}"


@contextmanager
def _started(driver: Driver, servers: Sequence[_Server], wie: Schrijvers, seed: int, people: int):
    """Servers that run, with so many screens; gives what connects more, up to a number."""
    with ExitStack() as stack:
        for server in servers:
            stack.enter_context(server)
        there = {"servers": [one.address for one in servers], "pids": [pid for one in servers for pid in one.pids()]}
        driver.ask("begin", systeem=servers[0].soort, zaad=seed)
        driver.ask("connect", koekjes=wie.koekjes[:people], **there)
        yield lambda until: driver.ask("connect", koekjes=wie.koekjes[people:until], **there)
        driver.ask("end")


def _type(driver: Driver, screens: list[int], ms: int) -> dict:
    return driver.ask("type", schermen=screens, perSeconde=PER_SECONDE, ms=ms)


def _climb(driver: Driver, steps: Sequence[int], screens: list[int], ms: int, notes=None) -> list[dict]:
    """More and more changes a second, until the others see them too late. notes: each step in a note of its own."""
    climbed = []
    for wanted in (step for step in steps if step <= _HOOGUIT * len(screens)):
        if notes is not None:
            driver.ask("open", notities=[[next(notes), screens]], basis=BASIS)
        found = driver.ask("type", schermen=screens, perSeconde=wanted / len(screens), ms=ms)
        seen = found["scherm"]
        arrived = seen["aantal"] >= found["verwacht"] * _AANGEKOMEN and not found["geweigerd"] and not found["weg"]
        found["goed"] = arrived and seen["p95"] <= TE_LAAT
        found["gevraagd"] = wanted
        climbed.append(found)
        if not found["goed"]:
            break
        if notes is not None:
            driver.ask("leave", schermen=screens)
    return climbed


def measure_kill(driver: Driver, server: _Server, wie: Schrijvers, notes: int, seed: int) -> dict:
    """Ten notes of five people who type when the server is killed; what somebody new finds after the restart."""
    chance = random.Random(seed)
    groups = wie.group(notes)
    everybody = list(range(len(groups) * SAMEN))
    with server:
        driver.ask("begin", systeem=server.soort, zaad=seed)
        driver.ask("connect", servers=[server.address], koekjes=wie.koekjes[: len(everybody)], pids=server.pids())
        driver.ask("open", notities=groups, basis=BASIS)
        typed = driver.ask("kill", schermen=everybody, perSeconde=5, ms=chance.randint(1500, 6000))
        server._process.wait()
        server.start()
        readers = [wie.koekjes[numbers[0]] for _note, numbers in groups]
        lost = driver.ask("compare", servers=[server.address], koekjes=readers, schermen=everybody)
        driver.ask("end")
    return typed | lost


def median(values: Sequence[float | None]) -> float | None:
    there = [value for value in values if value is not None]
    return statistics.median(there) if there else None
