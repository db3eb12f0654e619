"""Five browsers type in one note while connections drop, pages reload, tabs close and the server is killed: nothing is lost.

The seed is printed, so that what went wrong can be done again: SAMEN_ZAAD=<seed>.
"""

import os
import random
from dataclasses import dataclass, field

from tests.browser.conftest import Scherm
from tests.browser.samen_schermen import (
    general_item,
    kept,
    live,
    nothing_kept,
    open_note,
    real_complaints,
    saved,
    stored,
)
from tests.browser.tafelregio import make_table

# What happens, in an order that is drawn: every run has some of each.
STAPPEN = ["type"] * 34 + ["network"] * 3 + ["close"] * 2 + ["reload"] * 2 + ["wait"] * 2
# Twice the same person: two browsers of one account.
WIE = ("huisarts", "wijkverpleging", "sociaalteam", "psychiater", "huisarts")


@dataclass
class Typist:
    name: str
    screen: Scherm
    # No character is typed twice, by anybody: so it shows when one is lost, or there twice.
    next: int
    words: list[str] = field(default_factory=list)
    # The browser is without network until this step.
    back: int = 0

    @property
    def page(self):
        return self.screen.page

    def type(self, rnd: random.Random) -> None:
        """A few characters at the end of one of the lines, or on a new one."""
        word = "".join(map(chr, range(self.next, self.next + rnd.randint(1, 6))))
        self.next += len(word)
        at = rnd.random()
        self.page.locator("#notitie-deel textarea").evaluate(
            """(f, at) => {
                f.focus();
                const ends = [...f.value.matchAll(/$/gm)].map((end) => end.index);
                const place = ends[Math.floor(at * ends.length)];
                f.setSelectionRange(place, place);
            }""",
            at,
        )
        if rnd.random() < 0.3:
            self.page.keyboard.press("Enter")
        # What was typed counts from the first key: it must be there whatever happens next.
        self.words.append(word)
        self.page.keyboard.type(word, delay=rnd.choice((0, 0, 5, 20)))

    def take_network(self, until: int) -> None:
        self.tell("without network")
        self.screen.context.set_offline(True)
        self.back = until

    def tell(self, what: str) -> None:
        print(f"{self.name}: {what} after {len(self.words)} words")

    def give_network(self) -> None:
        if self.back:
            self.tell("network again")
        self.screen.context.set_offline(False)
        self.back = 0


def come_back(one: Typist, punt) -> None:
    """A page anew, as after a reload or in a new tab."""
    one.give_network()
    open_note(one.page, punt)


def close_tab(one: Typist, punt) -> None:
    """The tab closes in the middle of it; what it did not send lies in this browser."""
    one.tell("closes the tab")
    one.page.wait_for_timeout(300)
    old, one.screen.page = one.page, one.screen.context.new_page()
    old.close()
    come_back(one, punt)


def reload(one: Typist, punt) -> None:
    one.tell("reloads")
    if one.back:
        # Long enough ago that this browser keeps what it could not send.
        one.page.wait_for_timeout(300)
    come_back(one, punt)


def test_a_storm_loses_no_character(scherm, server):
    seed = int(os.environ.get("SAMEN_ZAAD") or random.SystemRandom().randrange(10**6))
    print(f"SAMEN_ZAAD={seed}")
    rnd = random.Random(seed)
    punt = general_item(server, make_table(server))
    typists = [Typist("abcde"[i], scherm(who), 0x4E00 + 2000 * i) for i, who in enumerate(WIE)]
    for one in typists:
        open_note(one.page, punt)
    steps = rnd.sample(STAPPEN, len(STAPPEN))
    killed_at = rnd.randrange(len(steps) // 3, len(steps) * 2 // 3)
    for step, event in enumerate(steps):
        if step == killed_at:
            kill(server, typists, rnd)
        one = rnd.choice(typists)
        if one.back and step > one.back:
            one.give_network()
        if event == "network" and not one.back:
            one.take_network(step + rnd.randrange(3, 20))
        elif event == "close":
            close_tab(one, punt)
        elif event == "reload":
            reload(one, punt)
        elif event == "wait":
            one.page.wait_for_timeout(rnd.randrange(150))
        else:
            one.type(rnd)
    for one in typists:
        one.give_network()
    for one in typists:
        live(one.page)
        saved(one.page)
        nothing_kept(one.page)
    text = stored(server, punt).replace("\n", "")
    words = [word for one in typists for word in one.words]
    assert sorted(text) == sorted("".join(words)), "each character, once"
    assert all(sorted(word, key=text.index) == list(word) for word in words), "in the order they were typed"
    for one in typists:
        assert live(one.page).input_value().replace("\n", "") == text
        assert real_complaints(one.screen) == []


def kill(server, typists: list[Typist], rnd: random.Random) -> None:
    """Power off while they type, and on again; they go on typing meanwhile."""
    for one in typists:
        one.type(rnd)
    server.stop(hard=True)
    print("killed")
    try:
        for one in typists:
            one.type(rnd)
            kept(one.page)
    finally:
        server.start()
