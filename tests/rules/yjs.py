"""Updates for the tests: from the Yjs that browsers run, and made by hand."""

import json
import os
import shutil
import subprocess
from functools import cache
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
WORTEL = b"\x01\x0abespreking"


@cache
def notes(seed: int, number: int) -> list[dict]:
    """Notes that people wrote together; see yjs_schrijven.mjs for what is in them."""
    node = shutil.which("node", path=f"{PROJECT / '.venv/node/bin'}{os.pathsep}{os.environ['PATH']}")
    if node is None or not (PROJECT / "node_modules/yjs").is_dir():
        pytest.skip("Node met yjs ontbreekt")
    script = Path(__file__).with_name("yjs_schrijven.mjs")
    out = subprocess.run([node, str(script), str(seed), str(number)], capture_output=True, check=True, timeout=60)
    return [json.loads(line) for line in out.stdout.splitlines()]


def number(value: int) -> bytes:
    sevens = bytearray()
    while value > 0x7F:
        sevens.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*sevens, value])


def typed(text: str, left: tuple[int, int] | None = None, right: tuple[int, int] | None = None) -> bytes:
    """A struct that adds text, next to these (hand, clock)."""
    raw = text.encode("utf-8", "surrogatepass")
    info = 4 | (0x80 if left else 0) | (0x40 if right else 0)
    ids = b"".join(number(part) for point in (left, right) if point for part in point)
    return bytes([info]) + (ids or WORTEL) + number(len(raw)) + raw


def update(*hands: tuple[int, int, list[bytes]], deletes: bytes = b"\x00") -> bytes:
    """Each hand: its number, the clock it begins at, its structs."""
    parts = (number(len(structs)) + number(hand) + number(clock) + b"".join(structs) for hand, clock, structs in hands)
    return number(len(hands)) + b"".join(parts) + deletes
