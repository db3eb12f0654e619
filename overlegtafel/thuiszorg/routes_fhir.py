"""FHIR over HTTP, for systems: delivering, fetching, and what this server can do. A key instead of a session; no cookies."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

from flask import Blueprint, Response, current_app, request
from werkzeug.exceptions import RequestEntityTooLarge

from overlegtafel.core.datums import today
from overlegtafel.core.foutpaginas import answer_errors_under
from overlegtafel.core.transaction import transaction
from overlegtafel.extensions import csrf, limiter
from overlegtafel.thuiszorg import push, sleutels, uitgeven
from overlegtafel.thuiszorg.fhir_json import JSON_MEDIA, MEDIA, FhirFout, check_media, make_outcome, parse_json
from overlegtafel.thuiszorg.models import Bronsleutel
from overlegtafel.thuiszorg.uitwisselen import Vraag, build_capability, build_searchset, parse_vraag

bp = Blueprint("fhir", __name__, url_prefix="/fhir")
# A browser adds no key by itself, so no other site can have one sent.
csrf.exempt(bp)

MAX_BODY = 5 * 1024 * 1024
# Reading takes many times the size of a body in memory: so many at a time in one process.
_plaatsen = BoundedSemaphore(2)

_FOUTEN = {
    400: ("invalid", "Dit verzoek klopt niet."),
    404: ("not-found", "Dit adres is er niet. Zie /fhir/metadata voor wat er kan."),
    405: ("not-supported", "Dat kan op dit adres niet. Lever aan met een Bundle op POST /fhir; zie /fhir/metadata."),
    413: ("too-long", "Dit is te veel in één keer: hooguit 5 MB. Verdeel het over meer bundels."),
    429: ("throttled", "Te vaak een verkeerde sleutel. Wacht een minuut en kijk de sleutel na."),
    500: ("exception", "Er ging iets mis; dat ligt aan ons. Probeer het over een minuut opnieuw."),
    503: ("transient", "De gegevens zijn nu niet te bereiken, of het is te druk. Probeer het over een minuut opnieuw."),
}


def _answer(resource: dict, status: int = 200) -> Response:
    body = json.dumps(resource, ensure_ascii=False, separators=(",", ":"))
    return Response(body, status, content_type=f"{MEDIA}; fhirVersion=4.0; charset=utf-8")


def _error(status: int) -> Response:
    code, text = _FOUTEN.get(status, _FOUTEN[400 if status < 500 else 500])
    response = _answer(make_outcome("error", code, text), status)
    if status in (429, 503):
        response.headers["Retry-After"] = "60"
    return response


@bp.record_once
def _speak_fhir(state) -> None:
    answer_errors_under(state.app, "/fhir", _error)


@bp.errorhandler(FhirFout)
def _refused(error: FhirFout) -> Response:
    response = _answer(error.outcome, error.status)
    if error.status == 401:
        response.headers["WWW-Authenticate"] = 'Bearer realm="Overlegtafel"'
    return response


def _guess_limit() -> str:
    return current_app.config.get("SLEUTELLIMIET", "30 per minute")


guesses = limiter.shared_limit(_guess_limit, scope="fhir")


def _check_key() -> Bronsleutel:
    scheme, _, key = request.headers.get("Authorization", "").partition(" ")
    with transaction():
        found = sleutels.authenticate(key.strip()) if scheme.casefold() == "bearer" else None
    if found is None:
        # Counted here: who has a key is never held up by somebody who guesses behind the same proxy.
        with guesses:
            pass
        text = "Deze sleutel klopt niet of is ingetrokken. Stuur Authorization: Bearer met een geldige sleutel."
        raise FhirFout(401, "login", text)
    return found


@bp.before_request
def _check_accept() -> None:
    """What is asked for must be what there is: JSON, of a version that is spoken."""
    if request.args.get("_format", "json").replace(" ", "+") not in ("json", *JSON_MEDIA):
        raise FhirFout(406, "not-supported", f"De Overlegtafel antwoordt in JSON ({MEDIA}).")
    wanted = [(kind.partition(";")[0].strip().casefold(), q) for kind, q in request.accept_mimetypes]
    if wanted and not any(q > 0 and kind in (*JSON_MEDIA, "application/*", "*/*") for kind, q in wanted):
        raise FhirFout(406, "not-supported", f"De Overlegtafel antwoordt in JSON ({MEDIA}).")


@bp.get("/metadata")
def metadata() -> Response:
    return _answer(build_capability(_base(), current_app.config["VERSIE"], sinds=today()))


@bp.post("", strict_slashes=False)
def lever() -> Response:
    organisatie_id = _check_key().organisatie_id
    try:
        body = _read_body()
        with _place():
            return _answer(push.deliver(organisatie_id, parse_json(body)))
    except _TeDruk:
        return _error(503)
    except push.Teruggedraaid:
        raise
    except FhirFout as error:
        push.note_failure(organisatie_id, str(error))
        raise


class _TeDruk(Exception):
    """So many deliveries are being read that this one cannot wait for them."""


@contextmanager
def _place() -> Iterator[None]:
    if not _plaatsen.acquire(timeout=current_app.config.get("AANLEVERWACHT", 10)):
        raise _TeDruk
    try:
        yield
    finally:
        _plaatsen.release()


def _read_body() -> bytes:
    check_media(request.mimetype, request.mimetype_params, (request.content_encoding or "").casefold())
    # Of a body that does not say how long it is, reading stops at the limit without a word: one byte more tells.
    request.max_content_length = MAX_BODY + 1
    try:
        body = request.get_data(cache=False)
    except RequestEntityTooLarge:
        raise FhirFout(413, *_FOUTEN[413]) from None
    if len(body) > MAX_BODY:
        raise FhirFout(413, *_FOUTEN[413])
    return body


@bp.get("/Observation")
def zoek() -> Response:
    key = _check_search_key()
    if cursor := request.args.get("_cursor"):
        with transaction():
            page = uitgeven.fetch_next(key, cursor)
        if page is None:
            raise FhirFout(400, "value", "Verder bladeren kan hier niet meer. Begin opnieuw met zoeken.")
        notes, following, vraag = page
        return _answer(build_searchset(notes, _base(), vraag=vraag, volgende=following))
    return _search(key, parse_vraag(request.args.to_dict(flat=False)))


@bp.post("/Observation/_search")
def zoek_post() -> Response:
    key = _check_search_key()
    if request.mimetype != "application/x-www-form-urlencoded":
        raise FhirFout(415, "not-supported", "Stuur de zoekvraag als application/x-www-form-urlencoded.")
    return _search(key, parse_vraag(request.values.to_dict(flat=False)))


def _check_search_key() -> Bronsleutel:
    key = _check_key()
    if not key.ophalen:
        text = "Met deze sleutel kan het systeem alleen aanleveren. De beheerder van uw organisatie kan een sleutel maken waarmee het ook ophaalt."
        raise FhirFout(403, "forbidden", text)
    return key


def _search(key: Bronsleutel, vraag: Vraag) -> Response:
    with transaction():
        notes, following = uitgeven.fetch(key, vraag)
    return _answer(build_searchset(notes, _base(), vraag=vraag, volgende=following))


def _base() -> str:
    return current_app.config["BASE_URL"].rstrip("/") + "/fhir"
