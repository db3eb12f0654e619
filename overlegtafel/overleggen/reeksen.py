"""Meetings that come back: made half a year ahead, moved together, stopped."""

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from overlegtafel.clienten.inzage import filter_seen
from overlegtafel.core.datums import NL, now, today
from overlegtafel.core.fouten import Ongeldig, Verouderd
from overlegtafel.core.transaction import reading, transaction
from overlegtafel.extensions import db
from overlegtafel.overleggen import brieven
from overlegtafel.overleggen.beleggen import add_row, call_off, refuse_started, require_planner, set_moment
from overlegtafel.overleggen.beleginvoer import Waar, Wanneer
from overlegtafel.overleggen.herkenbaar import refuse_named
from overlegtafel.overleggen.mensen import enroll, load_people
from overlegtafel.overleggen.models import Genodigde, Overleg, Overlegsoort, Reeks, Reekslid
from overlegtafel.overleggen.models_punt import Agendapunt
from overlegtafel.overleggen.reeksstoel import open_reeks, ritme_of
from overlegtafel.overleggen.ritme import Reeksdag, Ritme, list_dagen, moment_of, next_dag, week_of_month
from overlegtafel.overleggen.stoel import open_overleg
from overlegtafel.overleggen.uitnodigen import Voor
from overlegtafel.overleggen.wijzigen import record_change
from overlegtafel.toegang.domein import Soort
from overlegtafel.toegang.inzagelog import Actie, log
from overlegtafel.toegang.models import Gebruiker

# So far ahead the meetings of a series stand there.
VOORUIT = timedelta(days=183)


def create_reeks(
    soort: Overlegsoort,
    voor: Voor,
    ritme: Ritme,
    wanneer: Wanneer,
    waar: Waar,
    people: Mapping[UUID, bool],
    *,
    by: Gebruiker,
) -> Reeks:
    """A series, with its meetings of the coming half year. Raises Ongeldig when none would take place."""
    require_planner(by)
    reeks = Reeks(
        id=uuid4(), soort=soort, organisatie=voor.organisatie, team=voor.team, eenheid=ritme.eenheid, om_de=ritme.om_de,
        weekdag=ritme.weekdag, week=ritme.week, vanaf=ritme.vanaf, tot=ritme.tot, begintijd=wanneer.tijd, duur=waar.duur,
        plaats=waar.plaats, link=waar.link, gemaakt_op=now(), gemaakt_door_id=by.id, versie=1,
    )  # fmt: skip
    reeks.leden = [Reekslid(gebruiker_id=person_id, is_voorzitter=chairs) for person_id, chairs in people.items()]
    db.session.add(reeks)
    db.session.flush()
    made = extend(reeks)
    if not made:
        raise Ongeldig({"tot": "Zo gaat er geen enkel overleg door. Kies een latere einddatum of een andere dag."})
    log("overlegreeks.gemaakt", Actie.CREATE, by=by, object_soort="overlegreeks", object_id=reeks.id, aantal=len(made))
    brieven.tell_reeks(
        reeks,
        load_people(people),
        "Uitnodiging voor een reeks overleggen",
        "U bent uitgenodigd voor een reeks overleggen.",
        by=by,
    )
    return reeks


def extend(reeks: Reeks, *, tot: date | None = None) -> list[Overleg]:
    """Make the meetings that are missing up to this day (None: half a year ahead), with the members of now invited."""
    if reeks.gestopt_op:
        return []
    return [_make(reeks, d) for d in _list_missing(reeks, tot or max(today(), reeks.vanaf) + VOORUIT)]


def _list_missing(reeks: Reeks, tot: date) -> list[Reeksdag]:
    there = set(db.session.scalars(select(Overleg.reeksdag).where(Overleg.reeks_id == reeks.id)))
    days = [d for d in list_dagen(ritme_of(reeks), tot=tot) if d.dag and d.regeldag >= today()]
    return [d for d in days if d.regeldag not in there]


def count_later(reeks: Reeks) -> int | None:
    """How many meetings are still to be made, because they are further ahead; None: it goes on until somebody stops it."""
    return None if reeks.tot is None else len(_list_missing(reeks, reeks.tot))


def extend_due() -> int:
    """Every series that runs and misses a day; how many meetings were made. Each in a transaction of its own."""
    # Counting days takes longer than storing them: that happens before anybody else has to wait.
    with reading():
        running = db.session.scalars(select(Reeks).where(Reeks.gestopt_op.is_(None)).order_by(Reeks.id)).all()
        ids = [r.id for r in running if _list_missing(r, max(today(), r.vanaf) + VOORUIT)]
    count = 0
    for reeks_id in ids:
        with transaction():
            count += len(extend(_lock(reeks_id)))
    return count


def next_of(overleg: Overleg, *, by: Gebruiker | None) -> Overleg | None:
    """The next planned meeting of the same series, made when it lies beyond the horizon; without a series that of the same
    kind for the same practice or team. by: for whom it is looked up; None: by itself.
    """
    if overleg.begint_op is None:
        return None
    later = (
        select(Overleg)
        .where(Overleg.staat == "gepland", Overleg.begint_op > max(overleg.begint_op, now()), Overleg.id != overleg.id)
        .options(joinedload(Overleg.soort))
        .order_by(Overleg.begint_op)
        .limit(1)
    )
    if overleg.reeks_id is None:
        if overleg.organisatie_id is None and overleg.team_id is None:
            return None
        return db.session.scalars(
            later.where(
                Overleg.soort_id == overleg.soort_id,
                Overleg.organisatie_id.is_not_distinct_from(overleg.organisatie_id),
                Overleg.team_id.is_not_distinct_from(overleg.team_id),
            )
        ).first()
    found = db.session.scalars(later.where(Overleg.reeks_id == overleg.reeks_id)).first()
    return found or _make_next(_lock(overleg.reeks_id), overleg.begint_op)


def move_on(overleg_id: UUID, wanneer: Wanneer, waar: Waar, *, by: Gebruiker, versie: int) -> Overleg:
    """This meeting and all that follow in its series get another day, time or place. Raises Verouderd, Ongeldig, MagNiet."""
    reeks_id = db.session.scalar(select(Overleg.reeks_id).where(Overleg.id == overleg_id))
    if reeks_id is None:
        raise Ongeldig({"welke": "Dit overleg hoort bij geen reeks. Verplaats alleen dit overleg."})
    # The series first, as everywhere: so that two never wait for each other.
    reeks = _lock(reeks_id)
    overleg = open_overleg(overleg_id, by=by, als="voorzitter", lock=True).overleg
    if overleg.versie != versie:
        raise Verouderd(overleg)
    refuse_started(overleg)
    _refuse_before(reeks, overleg, wanneer)
    rows = list(
        db.session.scalars(
            select(Overleg)
            .where(Overleg.reeks_id == reeks.id, Overleg.reeksdag >= overleg.reeksdag)
            .where(Overleg.staat.in_(("gepland", "vervallen")))
            .options(joinedload(Overleg.soort))
            .order_by(Overleg.reeksdag)
            .with_for_update(of=Overleg)
        )
    )
    refuse_named({"plaats": waar.plaats, "link": waar.link}, by=by, overleg_ids=[row.id for row in rows])
    if wanneer.dag != overleg.begint_op.astimezone(NL).date():
        # As many times as before.
        reeks.tot = reeks.tot and reeks.tot + (wanneer.dag - overleg.reeksdag)
        reeks.vanaf, reeks.weekdag = wanneer.dag, wanneer.dag.weekday()
        reeks.week = None if reeks.eenheid == "week" else week_of_month(wanneer.dag)
    else:
        reeks.vanaf = overleg.reeksdag
    reeks.begintijd, reeks.duur, reeks.plaats, reeks.link = wanneer.tijd, waar.duur, waar.plaats, waar.link
    reeks.versie += 1
    _lay_out(reeks, rows, by=by)
    log(
        "overlegreeks.gewijzigd", Actie.UPDATE, by=by, object_soort="overlegreeks", object_id=reeks.id, aantal=len(rows)
    )
    brieven.tell_reeks(
        reeks, _invited(rows), "Een reeks overleggen is verplaatst",
        f"Vanaf {brieven.say_when(overleg.begint_op, overleg.duur)} is deze reeks verplaatst.", by=by,
    )  # fmt: skip
    return overleg


def stop(reeks_id: UUID, reden: str, *, by: Gebruiker, versie: int) -> int:
    """No more meetings; those to come are put off. How many. Raises Verouderd, Ongeldig."""
    reeks = open_reeks(reeks_id, by=by, als="voorzitter", lock=True).reeks
    if reeks.versie != versie:
        raise Verouderd(reeks)
    if reeks.gestopt_op:
        raise Ongeldig({"reden": "Deze reeks is al gestopt."})
    coming = list_coming(reeks.id)
    refuse_named({"reden": reden}, by=by, overleg_ids=[o.id for o in coming])
    reeks.gestopt_op, reeks.versie = now(), reeks.versie + 1
    for overleg in coming:
        call_off(overleg, reden)
        record_change(overleg, "overleg.afgezegd", by=by, toelichting=reden)
    log(
        "overlegreeks.gestopt", Actie.DELETE, by=by, object_soort="overlegreeks", object_id=reeks.id, aantal=len(coming)
    )
    people = {g.id: g for g in [*_invited(coming), *(lid.gebruiker for lid in reeks.leden)]}
    brieven.tell_reeks(reeks, people.values(), "Een reeks overleggen stopt", f"Deze reeks stopt. Reden: {reden}", by=by)
    return len(coming)


def list_coming(reeks_id: UUID) -> list[Overleg]:
    """The planned meetings of a series that did not begin, locked, in order."""
    query = select(Overleg).where(Overleg.reeks_id == reeks_id, Overleg.staat == "gepland", Overleg.begint_op > now())
    query = query.options(joinedload(Overleg.soort), joinedload(Overleg.organisatie), joinedload(Overleg.team))
    return list(db.session.scalars(query.order_by(Overleg.begint_op, Overleg.id).with_for_update(of=Overleg)))


def count_brought_in(overleg_ids: Collection[UUID], *, by: Gebruiker) -> dict[UUID, tuple[int, int]]:
    """Of these meetings how many open items people brought in, of clients `by` may see; and how many items are closed to them.

    Whether somebody brought a closed one in is not theirs to know. Meetings with neither are left out.
    """
    rows = db.session.execute(
        select(Agendapunt.overleg_id, Agendapunt.client_id, Agendapunt.ingebracht_door_id.is_not(None)).where(
            Agendapunt.overleg_id.in_(overleg_ids), Agendapunt.staat == "open", Agendapunt.client_id.is_not(None)
        )
    ).all()
    seen = filter_seen({client_id for _, client_id, _ in rows}, by=by, soort=Soort.OVERLEG)
    found: dict[UUID, tuple[int, int]] = {}
    for overleg_id, client_id, by_somebody in rows:
        if by_somebody or client_id not in seen:
            brought, shut = found.get(overleg_id, (0, 0))
            found[overleg_id] = (brought + 1, shut) if client_id in seen else (brought, shut + 1)
    return found


def _make(reeks: Reeks, day: Reeksdag) -> Overleg:
    waar = Waar(reeks.duur, reeks.plaats, reeks.link)
    moment = moment_of(day.dag, reeks.begintijd)
    overleg = add_row(
        reeks.soort, Voor(reeks.organisatie, reeks.team), waar, by_id=reeks.gemaakt_door_id, begint_op=moment,
        reeks=reeks, reeksdag=day.regeldag,
    )  # fmt: skip
    enroll(overleg, {lid.gebruiker_id: lid.is_voorzitter for lid in reeks.leden})
    return overleg


def _make_next(reeks: Reeks, after: datetime) -> Overleg | None:
    if reeks.gestopt_op:
        return None
    last = db.session.scalar(select(func.max(Overleg.reeksdag)).where(Overleg.reeks_id == reeks.id))
    day = next_dag(ritme_of(reeks), max(filter(None, (last, after.astimezone(NL).date(), today()))))
    return _make(reeks, day) if day else None


def _lay_out(reeks: Reeks, rows: list[Overleg], *, by: Gebruiker) -> None:
    """These meetings, in order, on the days of the rule; one that was put off stays so, and keeps its place in the row."""
    waar, days = Waar(reeks.duur, reeks.plaats, reeks.link), iter(_days_for(reeks, len(rows)))
    for row in rows:
        row.reeksdag = None
    # A day of a series is planned once: first all let go of theirs.
    db.session.flush()
    for row in rows:
        day = next(days, None)
        if day is not None:
            row.reeksdag = day.regeldag
        if row.staat == "vervallen":
            continue
        if day is None:
            call_off(row, "De reeks eindigt eerder.")
        else:
            set_moment(row, moment_of(day.dag, reeks.begintijd), waar, by=by)
        record_change(row, "overleg.verplaatst" if day else "overleg.afgezegd", by=by)


def _days_for(reeks: Reeks, count: int) -> list[Reeksdag]:
    ritme, found = ritme_of(reeks), []
    day = next_dag(ritme, reeks.vanaf - timedelta(days=1))
    while day and len(found) < count:
        found.append(day)
        day = next_dag(ritme, day.regeldag)
    return found


def _refuse_before(reeks: Reeks, overleg: Overleg, wanneer: Wanneer) -> None:
    before = db.session.scalar(
        select(func.max(Overleg.reeksdag)).where(Overleg.reeks_id == reeks.id, Overleg.reeksdag < overleg.reeksdag)
    )
    if before and wanneer.dag <= before:
        raise Ongeldig(
            {
                "dag": "Daarvóór staat nog een overleg van deze reeks. Kies een latere dag, of verplaats alleen dit overleg."
            }
        )


def _invited(overleggen: Collection[Overleg]) -> list[Gebruiker]:
    ids = [o.id for o in overleggen]
    query = select(Gebruiker).where(
        Gebruiker.actief, Gebruiker.id.in_(select(Genodigde.gebruiker_id).where(Genodigde.overleg_id.in_(ids)))
    )
    return list(db.session.scalars(query).unique())


def _lock(reeks_id: UUID) -> Reeks:
    query = select(Reeks).where(Reeks.id == reeks_id).with_for_update(of=Reeks)
    query = query.options(joinedload(Reeks.soort), selectinload(Reeks.leden).joinedload(Reekslid.gebruiker))
    return db.session.scalars(query.execution_options(populate_existing=True)).one()
