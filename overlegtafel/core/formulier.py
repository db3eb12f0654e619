"""What a form sends along that nobody typed."""

from flask import abort, request


def posted_versie(field: str = "versie") -> int:
    """The version the writer started from; 400 when the form was tampered with."""
    versie = request.form.get(field, "")
    if not (versie.isascii() and versie.isdigit() and len(versie) < 10):
        abort(400)
    return int(versie)
