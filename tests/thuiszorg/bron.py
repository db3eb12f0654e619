"""The real FHIR server of the demo, in a process of its own, as the tests fetch from it."""

import json
import subprocess
import sys
import urllib.request
from dataclasses import replace

from overlegtafel.config import ROOT
from overlegtafel.thuiszorg.fhirklient import Grenzen

SLEUTEL = "geheim-token-8Zq1"
BSN = "077461848"
# The same limits as in use, with short pauses.
KORT = Grenzen(ronde=60, pogingen=3, pauze=0.01, langste_pauze=0.1, bytes=1_000_000, bladzijden=6)
# For a server that keeps others waiting.
ONGEDULDIG = replace(KORT, lezen=0.2, vraag=0.5)


class Bron:
    """That process; set() gives it a whim."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "overlegtafel.demo.fhirbron", "--poort", "0", "--sleutel", SLEUTEL],
            cwd=ROOT, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        self.adres = self._process.stdout.readline().strip()

    def close(self) -> None:
        self._process.kill()
        self._process.communicate()

    def set(self, gril: str = "", **more: str) -> None:
        body = json.dumps({"versie": "R4"} | more | {"gril": gril}).encode()
        urllib.request.urlopen(urllib.request.Request(self._at("/gril"), body), timeout=10).close()

    def asked(self) -> list[dict]:
        """What it was asked since the last set(): {'pad': ..., 'sleutel': whether the right key came along}."""
        with urllib.request.urlopen(self._at("/gevraagd"), timeout=10) as answer:
            return json.load(answer)

    def _at(self, path: str) -> str:
        return self.adres.removesuffix("/fhir") + path
