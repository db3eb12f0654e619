"""Rendering: fragments for htmx, pages for everybody else, and the filters the templates share."""

import json
from functools import cache

from flask import Flask, make_response, redirect, render_template, request

from overlegtafel.config import ROOT
from overlegtafel.core.bsn import mask_bsn
from overlegtafel.core.datums import show_date, show_day, show_time, today
from overlegtafel.core.geheim import draft_key

DIST = ROOT / "static" / "dist"


@cache
def _manifest() -> dict[str, str]:
    path = DIST / "manifest.json"
    return json.loads(path.read_text()) if path.exists() else {}


def asset(name: str) -> str:
    """The address of a built file, with the hash of its content in the name."""
    return "/static/" + _manifest().get(name, name)


def fragment_or_page(fragment: str, page: str, status: int = 200, **context):
    """The fragment alone for htmx; without JavaScript the page that includes it."""
    template = fragment if request.htmx else page
    return make_response(render_template(template, **context), status)


def saved(fragment: str, to: str, **context):
    """After a change: the fragment for htmx; else back to the page (303), so that a reload repeats nothing."""
    if request.htmx:
        return make_response(render_template(fragment, **context))
    return redirect(to, 303)


def is_automatic() -> bool:
    """Whether the page asks this by itself (static/js/werk.js): that says nothing about anybody looking at it."""
    return "X-Vanzelf" in request.headers


def leave_for(url: str):
    """To another page altogether, also from within htmx."""
    if request.htmx:
        response = make_response("")
        response.headers["HX-Redirect"] = url
        return response
    return redirect(url, 303)


def register_rendering(app: Flask) -> None:
    app.jinja_env.filters.update(datum=show_date, dag=show_day, tijd=show_time, bsn_masker=mask_bsn)
    app.jinja_env.globals.update(asset=asset, vandaag_datum=today, draft_key=draft_key)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True

    @app.after_request
    def _headers(response):
        headers = response.headers
        headers["Content-Security-Policy"] = (
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
            "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
        )
        headers["X-Content-Type-Options"] = "nosniff"
        headers["Referrer-Policy"] = "no-referrer"
        headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()"
        headers["Cross-Origin-Opener-Policy"] = "same-origin"
        headers["Cross-Origin-Resource-Policy"] = "same-origin"
        headers["Cache-Control"] = "no-store"
        headers.add("Vary", "HX-Request")
        if not app.config["DEMO"]:
            headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
        return response
