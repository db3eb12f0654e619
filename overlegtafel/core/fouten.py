"""What can go wrong, as types that services raise; foutpaginas.py turns them into answers."""

from werkzeug.exceptions import Forbidden, NotFound


class Geweigerd(NotFound):
    """No right to know: looks exactly like not existing (404), but leaves a line in the access log."""

    def __init__(self, inzageregel):
        super().__init__()
        self.inzageregel = inzageregel


class Verborgen(NotFound):
    """A page that is not for this functie: looks like not existing (404); the attempt is logged (toegang/weigeren.py)."""


class MagNiet(Forbidden):
    """May look, may not do this (403); the attempt is logged (toegang/weigeren.py)."""


class Ongeldig(Exception):
    """What was typed cannot be taken (422). velden: field name -> message in Dutch that says what to do."""

    def __init__(self, velden: dict[str, str]):
        super().__init__(", ".join(velden))
        self.velden = velden


class Verouderd(Exception):
    """Somebody else changed this line meanwhile (409). huidig: the line as it stands now."""

    def __init__(self, huidig):
        super().__init__()
        self.huidig = huidig
