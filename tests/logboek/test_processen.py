"""Several processes write at once, and the log is one whole chain."""

import subprocess
import sys

import pytest

from overlegtafel.config import ROOT
from overlegtafel.logboek import controle
from overlegtafel.toegang.inzagelog import log_sleutel
from tests.logboek.ketting import read_lines

pytestmark = pytest.mark.own_database
PROCESSEN, TRANSACTIES = 3, 24


def test_lines_of_several_processes_are_one_chain(app, database_url):
    command = [sys.executable, "-m", "tests.logboek.schrijver", database_url, str(TRANSACTIES)]
    writers = [
        subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(PROCESSEN)
    ]
    for writer in writers:
        assert writer.stdout.readline() == "klaar\n"
    for writer in writers:
        writer.stdin.write("\n")
        writer.stdin.flush()
    with app.app_context():
        # Verified while they are at it, too.
        seen = controle.verify(log_sleutel())
        for writer in writers:
            writer.communicate(timeout=120)
            assert writer.returncode == 0
        newest = controle.verify(log_sleutel(), seen if seen.nummer else None)
        stored = [1 + n % 3 for n in range(TRANSACTIES) if n % 4 != 3]
        assert newest.nummer == PROCESSEN * sum(stored)
        lines = read_lines()
    assert [line["id"] for line in lines] == list(range(1, newest.nummer + 1))
