"""Planning one meeting, changing it and moving it."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import select

from overlegtafel.core.datums import now
from overlegtafel.core.fouten import MagNiet, Ongeldig, Verborgen
from overlegtafel.core.tekst import clean_line
from overlegtafel.extensions import db
from overlegtafel.overleggen import agenda, brieven
from overlegtafel.overleggen.beleginvoer import Waar, Wanneer
from overlegtafel.overleggen.herkenbaar import refuse_named
from overlegtafel.overleggen.mensen import MEESTE, enroll, list_genodigden, load_people
from overlegtafel.overleggen.models import Datumvoorstel, Genodigde, Overleg, Overlegsoort, Reeks
from overlegtafel.overleggen.seinen import tell_overleg
from overlegtafel.overleggen.uitnodigen import Voor, list_voor
from overlegtafel.overleggen.wijzigen import change_overleg
from overlegtafel.toegang.domein import Recht
from overlegtafel.toegang.inzagelog import Actie, log
from overlegtafel.toegang.models import Gebruiker

# The client and whoever comes along: about nobody by name.
GEZIN = ("Cliënt en naasten", "cliënt en familie")


def require_planner(by: Gebruiker) -> None:
    """Raises Verborgen for who sees no clients, MagNiet for who may not write."""
    if not by.may(Recht.LEZEN):
        raise Verborgen
    if not by.may(Recht.SCHRIJVEN):
        raise MagNiet


def list_soorten() -> list[Overlegsoort]:
    """The kinds in use."""
    return list(db.session.scalars(select(Overlegsoort).where(Overlegsoort.actief).order_by(Overlegsoort.naam)))


def get_soort(sleutel: str) -> Overlegsoort | None:
    return db.session.scalars(
        select(Overlegsoort).where(Overlegsoort.sleutel == clean_line(sleutel), Overlegsoort.actief)
    ).one_or_none()


def get_voor(soort: Overlegsoort, sleutel: str, *, by: Gebruiker) -> Voor | None:
    """Whose meeting was chosen; None when it is not for `by` to plan. With one to choose from that one."""
    options = list_voor(soort, by=by)
    if not sleutel and len(options) == 1:
        return options[0]
    return next((v for v in options if v.sleutel == sleutel), None)


def check_people(chosen: Sequence[UUID], chairs: Sequence[UUID], *, by: Gebruiker) -> dict[UUID, bool]:
    """id -> whether they chair; who plans it is always one of them. Raises Ongeldig."""
    wanted = {by.id, *chosen, *chairs}
    if len(wanted) > MEESTE:
        raise Ongeldig({"mensen": f"Kies hooguit {MEESTE} mensen."})
    people = {g.id: g for g in load_people(wanted)}
    if wanted - people.keys():
        raise Ongeldig({"mensen": "Iemand die u koos, werkt hier niet meer. Kijk de lijst na."})
    cannot = [people[i].naam for i in chairs if not people[i].may(Recht.SCHRIJVEN)]
    if cannot:
        raise Ongeldig({"mensen": f"{cannot[0]} kan niet voorzitten: daarvoor moet iemand hier mogen schrijven."})
    return {person_id: person_id in set(chairs) for person_id in wanted}


def create_overleg(
    soort: Overlegsoort,
    voor: Voor,
    wanneer: Wanneer,
    waar: Waar,
    people: Mapping[UUID, bool],
    *,
    by: Gebruiker,
    gezin: bool = False,
) -> Overleg:
    """One meeting with its date; everybody invited gets a letter. gezin: the client and whoever comes along are there too."""
    require_planner(by)
    overleg = add_row(soort, voor, waar, by_id=by.id, begint_op=wanneer.moment)
    return _begin(overleg, people, by=by, gezin=gezin)


def create_prikken(
    soort: Overlegsoort,
    voor: Voor,
    momenten: Sequence[Wanneer],
    waar: Waar,
    people: Mapping[UUID, bool],
    *,
    by: Gebruiker,
    gezin: bool = False,
) -> Overleg:
    """A meeting of which the date is being found among these moments."""
    require_planner(by)
    overleg = add_row(soort, voor, waar, by_id=by.id, begint_op=None)
    db.session.add_all(Datumvoorstel(id=uuid4(), overleg_id=overleg.id, begint_op=m.moment) for m in momenten)
    return _begin(overleg, people, by=by, gezin=gezin)


def add_row(
    soort: Overlegsoort, voor: Voor, waar: Waar, *, by_id: UUID, begint_op: datetime | None, reeks: Reeks | None = None,
    reeksdag: date | None = None,
) -> Overleg:  # fmt: skip
    """The row of a meeting with its fixed points, and nobody invited yet. begint_op None: a date is being found."""
    overleg = Overleg(
        id=uuid4(), soort=soort, reeks=reeks, reeksdag=reeksdag, organisatie=voor.organisatie, team=voor.team,
        begint_op=begint_op, duur=waar.duur, plaats=waar.plaats, link=waar.link,
        staat="gepland" if begint_op else "prikken", inbreng_tot=deadline(soort, begint_op), gemaakt_op=now(),
        gemaakt_door_id=by_id,
    )  # fmt: skip
    db.session.add(overleg)
    db.session.flush()
    agenda.set_up(overleg)
    return overleg


def deadline(soort: Overlegsoort, begint_op: datetime | None) -> datetime | None:
    """Until when items can be brought in."""
    return begint_op - timedelta(hours=soort.inbreng_uren) if begint_op else None


def change_where(overleg_id: UUID, waar: Waar, *, by: Gebruiker, versie: int) -> Overleg:
    """Place, address for video or minutes, of a meeting that did not end. Raises Verouderd, Ongeldig."""
    with change_overleg(overleg_id, "overleg.gewijzigd", by=by, versie=versie) as change:
        overleg = change.overleg
        refuse_past(overleg)
        new, old = (waar.duur, waar.plaats, waar.link), (overleg.duur, overleg.plaats, overleg.link)
        change.niets = new == old
        if new == old:
            return overleg
        _refuse_named(overleg, waar, by)
        overleg.duur, overleg.plaats, overleg.link = new
        overleg.kalendernummer += 1
        brieven.tell_change(
            overleg, "Een overleg is gewijzigd", "Er is iets gewijzigd: waar het is, of hoe lang.", by=by
        )
        return overleg


def move(overleg_id: UUID, wanneer: Wanneer, waar: Waar, *, by: Gebruiker, versie: int) -> Overleg:
    """To another day or time; everybody is asked again whether they come. Raises Verouderd, Ongeldig."""
    with change_overleg(overleg_id, "overleg.verplaatst", by=by, versie=versie) as change:
        overleg = change.overleg
        refuse_started(overleg)
        if overleg.begint_op == wanneer.moment:
            raise Ongeldig({"dag": "Het overleg is al op dit moment. Kies een andere dag of tijd."})
        _refuse_named(overleg, waar, by)
        set_moment(overleg, wanneer.moment, waar, by=by)
        brieven.tell_change(
            overleg,
            "Een overleg is verplaatst",
            "Dit overleg is verplaatst.",
            by=by,
            vraag="Laat hier weten of u dan kunt:",
        )
        return overleg


def set_moment(overleg: Overleg, moment: datetime, waar: Waar, *, by: Gebruiker) -> None:
    """Put a meeting on a moment; what people said about the former one says nothing about this."""
    same, overleg.begint_op, overleg.staat = overleg.begint_op == moment, moment, "gepland"
    overleg.duur, overleg.plaats, overleg.link = waar.duur, waar.plaats, waar.link
    overleg.inbreng_tot = deadline(overleg.soort, moment)
    overleg.kalendernummer += 1
    for g in [] if same else list_genodigden(overleg.id):
        g.komt = "ja" if g.gebruiker_id == by.id else ""


def _refuse_named(overleg: Overleg, waar: Waar, by: Gebruiker) -> None:
    refuse_named({"plaats": waar.plaats, "link": waar.link}, by=by, overleg_ids=[overleg.id])


def call_off(overleg: Overleg, reden: str) -> None:
    overleg.staat, overleg.reden = "vervallen", reden
    overleg.kalendernummer += 1


def refuse_started(overleg: Overleg) -> None:
    """Raises Ongeldig for a meeting that took place, is going on, or should have begun: that stays when it was."""
    if overleg.staat not in ("gepland", "prikken"):
        raise Ongeldig({"dag": "Dit overleg is begonnen, geweest of afgezegd, en kan niet meer worden verplaatst."})
    if overleg.begint_op and overleg.begint_op < now():
        raise Ongeldig(
            {"dag": "Dit overleg is al geweest, en kan niet meer worden verplaatst. Plan een nieuw overleg."}
        )


def refuse_past(overleg: Overleg) -> None:
    """Raises Ongeldig for a meeting that took place or was put off."""
    if overleg.is_voorbij:
        raise Ongeldig({"duur": "Dit overleg is geweest of afgezegd. Er valt niets meer te wijzigen."})


def _begin(overleg: Overleg, people: Mapping[UUID, bool], *, by: Gebruiker, gezin: bool) -> Overleg:
    enroll(overleg, people)
    if gezin:
        naam, functie = GEZIN
        db.session.add(Genodigde(id=uuid4(), overleg_id=overleg.id, naam=naam, functie=functie))
        db.session.flush()
    genodigden = list_genodigden(overleg.id)
    for g in genodigden:
        if g.gebruiker_id == by.id and overleg.staat == "gepland":
            g.komt = "ja"
    log("overleg.gepland", Actie.CREATE, by=by, object_soort="overleg", object_id=overleg.id)
    brieven.invite(overleg, genodigden, by=by)
    overleg.uitgenodigd_op = now()
    tell_overleg(overleg.id)
    return overleg
