"""A command of the app as a process of its own: how long it took and the most memory it had."""

import os
import subprocess
import sys
import time
from pathlib import Path

from overlegtafel.config import ROOT
from tests.bench.serveren import bench_env

# In between, because a process counts the memory of the one it was started from as its own, and that one is large.
_WEIGH = """
import os, subprocess, sys
process = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
status, usage = os.wait4(process.pid, 0)[1:]
print(usage.ru_maxrss)
sys.exit(os.waitstatus_to_exitcode(status))
"""


def run_flask(url: str, *arguments: str) -> tuple[float, float]:
    """Seconds and peak megabytes of a real `flask ...`. Raises CalledProcessError when it fails."""
    flask = Path(sys.executable).with_name("flask")
    command = [sys.executable, "-c", _WEIGH, flask, "--app", "wsgi", *arguments]
    start = time.perf_counter()
    done = subprocess.run(
        command, cwd=ROOT, env=os.environ | bench_env(url), capture_output=True, text=True, check=True
    )
    return time.perf_counter() - start, int(done.stdout) / 1024
