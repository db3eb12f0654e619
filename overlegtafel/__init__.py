"""The Overlegtafel: one half-page plan around a client, shared by everyone who helps."""

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix
from whitenoise import WhiteNoise

from overlegtafel.config import ROOT, load_config
from overlegtafel.extensions import compress, csrf, db, htmx, limiter, login_manager, migrate

VERSIE = "0.1.0"


def create_app(config: dict | None = None) -> Flask:
    """The app. config overrides what the environment says (tests). Raises ConfigError."""
    app = Flask(__name__, template_folder=ROOT / "templates", static_folder=None)
    app.config.update(load_config() if config is None else config, VERSIE=VERSIE)

    for extension in (db, csrf, limiter, compress, htmx, login_manager):
        extension.init_app(app)
    migrate.init_app(app, db, directory=str(ROOT / "migrations"), render_as_batch=True)

    _register_rooms(app)
    from overlegtafel.core.foutpaginas import register_errors
    from overlegtafel.core.live import init_live
    from overlegtafel.core.weergave import DIST, register_rendering
    from overlegtafel.overleggen.samen import Samen
    from overlegtafel.toegang.weigeren import register_refusals

    register_rendering(app)
    register_errors(app, login_manager)
    register_refusals(app)
    init_live(app)
    app.extensions["samen"] = Samen(app)
    _register_workers(app)
    if app.config["PROXIES"]:
        # As many reverse proxies stand in front; only they may say who is asking.
        hops = app.config["PROXIES"]
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)
    if DIST.exists():
        app.wsgi_app = WhiteNoise(
            app.wsgi_app,
            root=str(DIST),
            prefix="/static/",
            # Names carry a hash, so they may be kept for ever.
            immutable_file_test=r"\.[0-9a-f]{10}\.\w+$",
            allow_all_origins=False,
        )
    return app


def _register_workers(app: Flask) -> None:
    """What goes on beside the requests. They sleep until the web server, or a change that was stored, wakes them."""
    from overlegtafel.berichten.werk import do_due
    from overlegtafel.core.post import send_letters
    from overlegtafel.core.werker import Werker
    from overlegtafel.overleggen.werk import do_due as do_overleggen
    from overlegtafel.thuiszorg.ophalen import fetch_due
    from overlegtafel.thuiszorg.opruimen import clean_up
    from overlegtafel.verwijzingen.stilte import escalate

    werkers = app.extensions["werkers"] = {}
    if not app.config["POSTBODE"]:
        return
    if app.config["SMTP_URL"]:
        werkers["post"] = Werker(app, "post", send_letters, elke=60)
    werkers["berichten"] = Werker(app, "berichten", do_due, elke=30)
    werkers["verwijzingen"] = Werker(app, "verwijzingen", escalate, elke=30)
    werkers["overleggen"] = Werker(app, "overleggen", do_overleggen, elke=60)
    werkers["ophalen"] = Werker(app, "ophalen", fetch_due, elke=60)
    werkers["opruimen"] = Werker(app, "opruimen", clean_up, elke=600)


def _register_rooms(app: Flask) -> None:
    """Rooms from the bottom up; see docs/architecture.md."""
    from overlegtafel import commands
    from overlegtafel.beheer import routes as beheer
    from overlegtafel.beheer import routes_mensen, routes_teams, routes_werk
    from overlegtafel.berichten import routes as berichten
    from overlegtafel.berichten import (
        routes_bereik,
        routes_gebruik,
        routes_lopend,
        routes_seinen,
        routes_verder,
        routes_vragen,
        routes_waar,
    )
    from overlegtafel.berichten import werk as berichten_werk
    from overlegtafel.clienten import routes as clienten
    from overlegtafel.clienten import routes_nood, routes_toestemming
    from overlegtafel.core import gezond, rechtenstand  # noqa: F401
    from overlegtafel.logboek import commands as logboek_commands
    from overlegtafel.logboek import routes as inzagelog
    from overlegtafel.logboek import routes_fg, routes_noodtoegang
    from overlegtafel.overleggen import (  # noqa: F401
        gebeurtenissen,
        models_notitie,
        models_punt,
        routes_agenda,
        routes_beleggen,
        routes_besluit,
        routes_blad,
        routes_gasten,
        routes_inbreng,
        routes_kalender,
        routes_notitie,
        routes_prikken,
        routes_reeksen,
        routes_scherm,
        routes_soorten,
        routes_tafel,
        routes_verslagen,
        seinen,
        vertrek,
    )
    from overlegtafel.overleggen import routes as overleggen
    from overlegtafel.overleggen import routes_mensen as overleg_mensen
    from overlegtafel.overleggen import routes_versies as notitie_versies
    from overlegtafel.overleggen import werk as overleggen_werk
    from overlegtafel.plannen import routes as plannen
    from overlegtafel.plannen import routes_betrokkenen, routes_versies
    from overlegtafel.tafel import routes as tafel
    from overlegtafel.tafel import routes_persoon, routes_wacht
    from overlegtafel.thuiszorg import commands as thuiszorg_commands
    from overlegtafel.thuiszorg import commands_ophalen, routes_fhir, routes_ophalen, routes_schrijven
    from overlegtafel.thuiszorg import routes as thuiszorg
    from overlegtafel.thuiszorg import routes_beheer as thuiszorg_beheer
    from overlegtafel.toegang import routes as toegang
    from overlegtafel.toegang import routes_account, routes_sleutels, routes_tweede_stap, slot
    from overlegtafel.verwijzingen import models as _verwijzingen  # noqa: F401
    from overlegtafel.verwijzingen import routes as verwijzingen
    from overlegtafel.verwijzingen import routes_cijfers as verwijscijfers
    from overlegtafel.verwijzingen import routes_kaart, routes_verwijzen, routes_verwijzing
    from overlegtafel.verwijzingen import routes_soorten as verwijssoorten
    from overlegtafel.verwijzingen import werk as verwijzingen_werk

    for room in (
        gezond,
        slot,
        toegang,
        routes_tweede_stap,
        routes_sleutels,
        routes_account,
        routes_wacht,
        clienten,
        routes_toestemming,
        routes_nood,
        plannen,
        routes_betrokkenen,
        routes_versies,
        beheer,
        routes_mensen,
        routes_werk,
        routes_teams,
        inzagelog,
        routes_fg,
        routes_noodtoegang,
        thuiszorg,
        routes_schrijven,
        routes_fhir,
        routes_ophalen,
        thuiszorg_beheer,
        berichten,
        routes_bereik,
        routes_gebruik,
        routes_lopend,
        routes_verder,
        routes_vragen,
        routes_waar,
        routes_seinen,
        verwijzingen,
        routes_verwijzing,
        routes_verwijzen,
        routes_kaart,
        verwijssoorten,
        verwijscijfers,
        overleggen,
        routes_beleggen,
        overleg_mensen,
        routes_reeksen,
        routes_prikken,
        routes_kalender,
        routes_soorten,
        routes_verslagen,
        routes_agenda,
        routes_gasten,
        routes_inbreng,
        routes_tafel,
        routes_scherm,
        routes_notitie,
        notitie_versies,
        routes_besluit,
        routes_blad,
        tafel,
        routes_persoon,
    ):
        app.register_blueprint(room.bp)
    for command in (
        commands.demo,
        commands.klaarzetten,
        commands.post,
        berichten_werk.berichten,
        verwijzingen_werk.verwijzingen,
        overleggen_werk.overleggen,
        thuiszorg_commands.importeer,
        commands_ophalen.ophalen,
        commands.beheerder,
        logboek_commands.logboek,
        logboek_commands.databaserol_command,
    ):
        app.cli.add_command(command)
