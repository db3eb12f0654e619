"""`flask importeer`: home-care notes from a file. Exit 0 done, 1 something refused (named on stderr), 2 wrong usage."""

import sys
from collections import Counter
from pathlib import Path

import click
from flask.cli import with_appcontext
from sqlalchemy.exc import SQLAlchemyError

from overlegtafel.core.datums import now
from overlegtafel.core.transaction import transaction
from overlegtafel.thuiszorg import importeren
from overlegtafel.thuiszorg.aanvoer import Aanvoer, Onleesbaar
from overlegtafel.thuiszorg.models import Ronde
from overlegtafel.thuiszorg.rondes import MAX_WEIGERINGEN, Ingehaald, list_weigeringen

# Less than this is done before anybody wonders.
_LANG = 1_000
_SCHEIDING = {"\t": "tab"}


@click.command("importeer")
@click.argument("bestand", type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path))
@click.option("--bron", required=True, help="De organisatie die de notities schreef, zoals die hier heet.")
@click.option("--proef", is_flag=True, help="Laat zien hoe het bestand gelezen wordt; neemt niets over.")
@with_appcontext
def importeer(bestand: Path, bron: str, proef: bool) -> None:
    """Take home-care notes from BESTAND: a FHIR bundle (R4 or STU3, JSON) or CSV."""
    try:
        with transaction():
            organisatie_id, namen = importeren.find_organisatie(bron), importeren.list_namen()
        if organisatie_id is None:
            raise click.BadParameter(
                f"die organisatie is er niet. Wel: {', '.join(namen) or 'nog geen'}.", param_hint="--bron"
            )
        if proef:
            with importeren.open_bestand(bestand, nu=now()) as inhoud:
                _show_proef(inhoud)
            return
        ronde = importeren.importeer(bestand, organisatie_id, nu=now(), begin=_say_begin, progress=_say_progress)
    except Onleesbaar as error:
        _refuse(str(error))
    except Ingehaald:
        _refuse("Een ander proces is met dit bestand bezig. Wat dat overneemt, is overgenomen.")
    except OSError as error:
        _refuse(f"Het bestand is niet te lezen ({error.strerror}).")
    except SQLAlchemyError as error:
        _refuse(f"De database doet niet mee ({type(error).__name__}). Start het later opnieuw: het gaat dan verder.")
    _show_ronde(ronde)


def _say_begin(gelezen: int) -> None:
    if gelezen:
        click.echo(f"Dit bestand was eerder afgebroken; gaat verder na {_count(gelezen)}.", err=True)


def _say_progress(gelezen: int) -> None:
    if gelezen >= _LANG:
        click.echo(f"\r{gelezen:>9} gelezen", nl=False, err=True)


def _show_ronde(ronde: Ronde) -> None:
    if ronde.gelezen >= _LANG:
        click.echo(err=True)
    click.echo(
        f"Nieuw: {_count(ronde.nieuw)}. Gewijzigd: {_count(ronde.gewijzigd)}. Ongewijzigd: {_count(ronde.ongewijzigd)}. "
        f"In de wacht: {_count(ronde.wacht)}. Geweigerd: {_count(ronde.geweigerd)}."
    )
    if ronde.wacht:
        click.echo(
            "Wat wacht, gaat over iemand die hier niet bekend is of geen toestemming gaf; het komt vanzelf door."
        )
    _show_refused([(w.nr, w.wat, w.reden) for w in list_weigeringen(ronde)], ronde.geweigerd)


def _show_proef(inhoud: importeren.Inhoud) -> None:
    """How the file is read: counts and reasons, nothing of what the notes say."""
    if csv := inhoud.csv:
        click.echo(f"CSV, {csv.codering}, gescheiden door {_SCHEIDING.get(csv.scheidingsteken, csv.scheidingsteken)}.")
        for name, field in csv.kolommen.items():
            click.echo(f"  {name} -> {field}")
        if csv.overig:
            click.echo(f"  niet gelezen: {', '.join(csv.overig)}")
    kinds: Counter[str] = Counter()
    refused, total = [], 0
    for item in inhoud.items:
        if isinstance(item, Aanvoer):
            kinds[f"{item.soort.label} ({item.maat})" if item.maat else item.soort.label] += 1
            continue
        total += 1
        if total <= MAX_WEIGERINGEN:
            refused.append((item.nr, item.wat, item.reden))
    for kind, count in kinds.most_common():
        click.echo(f"{_count(count)} {kind}")
    click.echo(
        f"Te lezen: {_count(kinds.total())}. Geweigerd: {_count(total)}. Dit was een proef: niets is overgenomen."
    )
    _show_refused(refused, total)


def _show_refused(refused: list[tuple[int, str, str]], total: int) -> None:
    """Exits with 1 when there is any."""
    for nr, what, reason in refused:
        click.echo(f"  {nr} {what}: {reason}" if what else f"  {nr}: {reason}", err=True)
    if total > len(refused):
        click.echo(f"  en nog {_count(total - len(refused))}", err=True)
    if total:
        sys.exit(1)


def _refuse(why: str) -> None:
    click.echo(why, err=True)
    sys.exit(1)


def _count(number: int) -> str:
    return f"{number:,}".replace(",", ".")
