"""The second factor: set up at the first sign-in, and again from one's own account. In the demo there is none."""

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask_login import current_user, login_required

from overlegtafel.core.fouten import Ongeldig
from overlegtafel.core.transaction import transaction
from overlegtafel.extensions import db, limiter
from overlegtafel.toegang import brieven, halfweg, tweede_stap
from overlegtafel.toegang.bevestigen import confirm
from overlegtafel.toegang.inzagelog import Actie, log
from overlegtafel.toegang.models import Account
from overlegtafel.toegang.routes import enter, sign_in_limit

bp = Blueprint("tweede_stap", __name__)


@bp.get("/inloggen/tweede-stap")
def eerste():
    """Only for who just gave the right password and has no second factor yet."""
    account = _halfway()
    if account is None:
        return _to_sign_in()
    if halfweg.read_geheim() is None:
        halfweg.prolong(account.id)
        halfweg.new_geheim(tweede_stap.new_geheim())
    return _setup(account.email, eerste=True)


@bp.post("/inloggen/tweede-stap")
@limiter.limit(sign_in_limit)
def eerste_post():
    account, geheim = _halfway(), halfweg.read_geheim()
    if account is None or geheim is None:
        return _to_sign_in()
    account_id, email = account.id, account.email
    try:
        with transaction():
            account = db.session.get_one(Account, account_id)
            tweede_stap.check_code(account, request.form.get("code", ""), geheim)
            if not tweede_stap.store_geheim(account, geheim, first=True):
                raise Ongeldig({"code": "Uw tweede stap is net al ingesteld."})
            codes = tweede_stap.make_herstelcodes(account)
            response = enter(account_id)
            _log("tweede_stap.ingesteld")
    except Ongeldig as fout:
        # Another window may have been quicker.
        return (_setup(email, eerste=True, fouten=fout.velden), 422) if _halfway() else _to_sign_in()
    # Shown in the answer itself: they are kept nowhere to be shown a second time.
    response.data = _codes_page(codes, response.location)
    response.status_code = 200
    del response.headers["Location"]
    return response


@bp.get("/account/tweede-stap")
@login_required
def opnieuw():
    if current_app.config["DEMO"]:
        return redirect(url_for("account.account"))
    return _setup(_email()) if halfweg.read_geheim() else _ask()


@bp.post("/account/tweede-stap")
@login_required
def opnieuw_post():
    """First the password, then the code of the app that was set up anew."""
    if current_app.config["DEMO"]:
        return redirect(url_for("account.account"), 303)
    geheim = halfweg.read_geheim()
    if geheim is None:
        return _confirmed("tweede-stap") or _begin_anew()
    try:
        with transaction():
            account = db.session.get_one(Account, current_user.account_id)
            tweede_stap.check_code(account, request.form.get("code", ""), geheim)
            tweede_stap.store_geheim(account, geheim, first=False)
            codes = tweede_stap.make_herstelcodes(account)
            brieven.tell_second_factor_changed(account)
            _log("tweede_stap.gewijzigd")
    except Ongeldig as fout:
        return _setup(_email(), fouten=fout.velden), 422
    halfweg.forget()
    return _codes_page(codes, url_for("account.account"))


@bp.post("/account/herstelcodes")
@login_required
def herstelcodes():
    if current_app.config["DEMO"]:
        return redirect(url_for("account.account"), 303)
    if refused := _confirmed("herstelcodes"):
        return refused
    with transaction():
        codes = tweede_stap.make_herstelcodes(db.session.get_one(Account, current_user.account_id))
        _log("herstelcodes.gemaakt")
    return _codes_page(codes, url_for("account.account"))


def _confirmed(wat: str):
    """None when the password was right, or the form that asks it again."""
    try:
        confirm(request.form.get("wachtwoord", ""))
    except Ongeldig as fout:
        return _ask(fout.velden, wat), 422
    return None


def _begin_anew():
    halfweg.new_geheim(tweede_stap.new_geheim())
    return redirect(url_for("tweede_stap.opnieuw"), 303)


def _halfway() -> Account | None:
    account_id = halfweg.read()
    if account_id is None or current_app.config["DEMO"]:
        return None
    with transaction():
        account = db.session.get(Account, account_id)
    return account if account and account.totp_geheim is None else None


def _to_sign_in():
    return redirect(url_for("toegang.inloggen", volgende=_wanted() or None), 303)


def _email() -> str:
    with transaction():
        return db.session.get_one(Account, current_user.account_id).email


def _setup(email: str, *, eerste: bool = False, fouten: dict | None = None):
    geheim = halfweg.read_geheim() or ""
    return render_template(
        "toegang/tweede_stap.html",
        eerste=eerste,
        fouten=fouten or {},
        geheim=" ".join(geheim[i : i + 4] for i in range(0, len(geheim), 4)),
        qr=tweede_stap.draw_qr(tweede_stap.setup_address(email, geheim)),
        volgende=_wanted(),
    )


def _ask(fouten: dict | None = None, wat: str = "tweede-stap"):
    return render_template("toegang/bevestig.html", fouten=fouten or {}, wat=wat)


def _codes_page(codes: list[str], verder: str) -> str:
    return render_template("toegang/herstelcodes.html", codes=codes, verder=verder)


def _wanted() -> str:
    return request.values.get("volgende", "")


def _log(gebeurtenis: str) -> None:
    log(gebeurtenis, Actie.UPDATE, by=current_user, object_soort="account", object_id=current_user.account_id)
