"""A referral from claiming to its end. Each change is a step that stays: what was done, by whom, on which day.

All of them lock the referral, and raise Verouderd when somebody was quicker, MagNiet for who may look but not do this, and
Ongeldig for what cannot be (any more).
"""

from datetime import date
from uuid import UUID

from overlegtafel.berichten.termijnen import Spoed
from overlegtafel.core.datums import now
from overlegtafel.core.fouten import MagNiet, Ongeldig, Verouderd
from overlegtafel.extensions import db
from overlegtafel.toegang.domein import Recht
from overlegtafel.toegang.models import Gebruiker, Team
from overlegtafel.verwijzingen.deur import consenting, members_of, open_verwijzing, referrers_of, team_who_sees
from overlegtafel.verwijzingen.models import Verwijzing
from overlegtafel.verwijzingen.regels import AANGEMELD, VANZELF, Regels
from overlegtafel.verwijzingen.seinen import settle, show_changed, tell
from overlegtafel.verwijzingen.stapinvoer import check_dag
from overlegtafel.verwijzingen.stapwerk import (
    NIETS_MEER,
    check_fresh,
    end,
    give_feedback,
    has_other,
    keep_former,
    lock_team,
    log_step,
    may_reopen,
    may_take_back,
    note_stap,
    open_to_act,
    owe,
    refuse_ended,
    since,
    state_before_end,
    take,
)
from overlegtafel.verwijzingen.verloop import after_contact, after_refer, after_try, feedback_due
from overlegtafel.verwijzingen.zetel import is_seated, leave_seat, open_page


def claim(verwijzing_id: UUID, *, by: Gebruiker, versie: int) -> Verwijzing:
    """'I take this', also over from a colleague. Twice is once."""
    z = open_verwijzing(verwijzing_id, by=by, schrijven=True, lock=True)
    v = z.verwijzing
    refuse_ended(v, NIETS_MEER)
    if v.behandelaar_id == by.id:
        return v
    check_fresh(v, versie)
    before = v.behandelaar
    v.behandelaar, v.opgepakt_op = by, now()
    note_stap(v, "opgepakt", by=by)
    log_step(z, "opgepakt")
    settle(v)
    tell(v, "stap", by=by, aan=[before] if before else [])
    return v


def give_back(verwijzing_id: UUID, *, by: Gebruiker, versie: int) -> Verwijzing:
    """Back to everybody of the team, by the one who has it."""
    z = open_verwijzing(verwijzing_id, by=by, schrijven=True, lock=True)
    v = z.verwijzing
    refuse_ended(v, NIETS_MEER)
    if v.behandelaar_id is None:
        return v
    if v.behandelaar_id != by.id:
        raise Verouderd(v)
    check_fresh(v, versie)
    v.behandelaar = v.opgepakt_op = None
    note_stap(v, "teruggegeven", by=by)
    log_step(z, "teruggegeven")
    tell(v, "stap", by=by, aan=team_who_sees(v))
    return v


def hand_over(verwijzing_id: UUID, naar: UUID, *, by: Gebruiker, versie: int) -> Verwijzing:
    """To a colleague of the team who may see the client and write."""
    z = open_to_act(verwijzing_id, by=by, versie=versie)
    v = z.verwijzing
    colleague = next((p for p in team_who_sees(v) if p.id == naar and p.may(Recht.SCHRIJVEN)), None)
    if colleague is None or colleague.id == v.behandelaar_id:
        raise Ongeldig({"naar": "Kies een collega die deze verwijzing mag zien."})
    v.behandelaar, v.opgepakt_op = colleague, now()
    note_stap(v, "doorgegeven", by=by, tekst=f"Aan {colleague.naam}.")
    log_step(z, "overgedragen")
    settle(v)
    tell(v, "doorgegeven", by=by, aan=[colleague])
    return v


def step(
    verwijzing_id: UUID,
    sleutel: str,
    dag: date,
    tekst: str = "",
    verhelderd: str = "",
    terugkoppeling: str = "",
    *,
    by: Gebruiker,
    versie: int,
) -> Verwijzing:
    """One of the steps of its kind. Who takes the first has it from then on."""
    z = open_to_act(verwijzing_id, by=by, versie=versie)
    v, regels = z.verwijzing, Regels.of(z.verwijzing.soort)
    stap = regels.find_stap(sleutel)
    if stap is None or v.staat not in stap.van:
        raise Ongeldig({"gesloten": "Deze stap kan nu niet. Hieronder staat hoe de verwijzing er voor staat."})
    check_dag(dag, since(v))
    moment = now()
    take(v, by)
    if stap.poging:
        v.pogingen += 1
    if stap.contact and v.contact_op is None:
        v.contact_op, v.terug_voor = dag, feedback_due(dag, regels)
    if stap.vraag and verhelderd:
        if v.verhelderd not in ("", verhelderd):
            tekst = keep_former(tekst, v.verhelderd)
        v.verhelderd = verhelderd
    v.staat = stap.naar
    note_stap(v, stap.sleutel, by=by, dag=dag, tekst=tekst)
    if terugkoppeling:
        give_feedback(v, terugkoppeling, by)
    # A call that was not answered after one that was: what is owed stays what it was.
    owe(
        v,
        after_try(moment, regels) if v.contact_op is None else after_contact(moment, v.terug_voor, v.terug_op, regels),
    )
    log_step(z, "stap")
    if terugkoppeling:
        tell(v, "terug", by=by, aan=referrers_of(v))
    else:
        show_changed(v)
    return v


def feedback(verwijzing_id: UUID, tekst: str, *, by: Gebruiker, versie: int) -> Verwijzing:
    """A few lines for the referrer; at any time, also after the end."""
    z = open_verwijzing(verwijzing_id, by=by, schrijven=True, lock=True)
    v = z.verwijzing
    check_fresh(v, versie)
    give_feedback(v, tekst, by)
    # Before anybody spoke to the client the call is still owed, and as late as it was.
    if v.is_open and v.contact_op:
        owe(v, after_contact(now(), v.terug_voor, v.terug_op, Regels.of(v.soort)))
    log_step(z, "teruggekoppeld")
    tell(v, "terug", by=by, aan=referrers_of(v))
    return v


def finish(verwijzing_id: UUID, uitkomst: str, dag: date, tekst: str, *, by: Gebruiker, versie: int) -> Verwijzing:
    """The end, with what the referrer hears of it."""
    z = open_to_act(verwijzing_id, by=by, versie=versie)
    v = z.verwijzing
    found = Regels.of(v.soort).find_uitkomst(uitkomst)
    if found is None:
        raise Ongeldig({"afloop": "Kies hoe het afliep."})
    check_dag(dag, since(v))
    take(v, by)
    end(v, found.einde, found.sleutel)
    v.terug_op = v.terug_op or v.einde_op
    note_stap(v, "einde", by=by, dag=dag, tekst=tekst)
    log_step(z, "afgerond")
    settle(v)
    tell(v, "terug", by=by, aan=referrers_of(v))
    return v


def reopen(verwijzing_id: UUID, reden: str, *, by: Gebruiker, versie: int) -> Verwijzing:
    """It had not ended after all. Not what ended by itself, and not after a month."""
    lock_team(open_verwijzing(verwijzing_id, by=by, schrijven=True).verwijzing.aan_team_id)
    z = open_verwijzing(verwijzing_id, by=by, schrijven=True, lock=True)
    v, regels = z.verwijzing, Regels.of(z.verwijzing.soort)
    check_fresh(v, versie)
    if not may_reopen(v):
        raise Ongeldig(
            {"reden": "Dit is te lang geleden afgerond. Is er een nieuwe vraag, dan is dat een nieuwe verwijzing."}
        )
    if has_other(v, v.aan_team_id):
        raise Ongeldig({"reden": "Voor deze cliënt loopt bij uw team al een nieuwe verwijzing. Ga daar verder."})
    v.staat = state_before_end(v)
    v.einde_op, v.uitkomst = None, ""
    if v.behandelaar_id not in {p.id for p in team_who_sees(v)}:
        # Who had it left the team meanwhile: anybody can take it now.
        v.behandelaar = v.opgepakt_op = None
    if v.contact_op is None:
        # Feedback is owed after the first contact, whatever was said at the end that was none.
        v.terug_op = None
        moet = after_refer(now(), Spoed(v.spoed), regels)
    else:
        moet = after_contact(now(), v.terug_voor, v.terug_op, regels)
    note_stap(v, "heropend", by=by, tekst=reden)
    owe(v, moet)
    log_step(z, "heropend")
    tell(v, "stap", by=by, aan=referrers_of(v))
    return v


def take_back(verwijzing_id: UUID, reden: str, *, by: Gebruiker, versie: int) -> Team | None:
    """By the side it came from, as long as nobody spoke to the client.

    The seat that came with it goes too; returns the team when it still stands on the half page, for who may see that page.
    """
    page = open_page(open_verwijzing(verwijzing_id, by=by).verwijzing.client_id, by=by)
    z = open_verwijzing(verwijzing_id, by=by, lock=True)
    v = z.verwijzing
    if not (z.van_ons and z.mag_schrijven):
        raise MagNiet
    check_fresh(v, versie)
    if not may_take_back(v):
        raise Ongeldig({"reden": f"{v.aan_team.naam} sprak de cliënt al. Bel het team als het niet meer nodig is."})
    had_it = v.behandelaar
    stop(v, "teruggenomen", by=by, tekst=reden)
    if page:
        leave_seat(page, v)
    log_step(z, "teruggenomen")
    tell(v, "stap", by=by, aan=[had_it] if had_it else [])
    return v.aan_team if page and is_seated(v) else None


def to_team(verwijzing_id: UUID, team_id: UUID, reden: str, *, by: Gebruiker, versie: int) -> Team | None:
    """It was sent to the wrong address: another team of the same domain begins anew.

    The seat that came with it goes too; returns the old team when it still stands on the half page.
    """
    seen = open_verwijzing(verwijzing_id, by=by, schrijven=True).verwijzing
    stays = lock_team(team_id)
    page = open_page(seen.client_id, by=by)
    z = open_to_act(verwijzing_id, by=by, versie=versie)
    v, regels = z.verwijzing, Regels.of(z.verwijzing.soort)
    team = db.session.get(Team, team_id)
    if team is None or not stays or team.domein != v.aan_team.domein or team.id == v.aan_team_id:
        raise Ongeldig({"team": "Kies een ander team dat dit doet."})
    people = [p for p in consenting(v.client_id, members_of(team.id)) if p.may(Recht.SCHRIJVEN)]
    if not people:
        raise Ongeldig({"team": f"Niemand van {team.naam} mag deze verwijzing zien. Bel dat team, of de verwijzer."})
    if has_other(v, team.id):
        raise Ongeldig({"team": f"Bij {team.naam} loopt al een verwijzing van deze cliënt."})
    if page:
        leave_seat(page, v)
    before = v.aan_team if is_seated(v) else None
    # Whoever of the old team still had it on their list is done with it.
    v.behandelaar = v.opgepakt_op = None
    settle(v)
    note_stap(v, "overgedragen", by=by, tekst=f"Van {v.aan_team.naam} naar {team.naam}. {reden}")
    log_step(z, "overgedragen")
    show_changed(v)
    v.aan_team = team
    if v.contact_op is None:
        v.staat, v.pogingen = AANGEMELD, 0
        owe(v, after_refer(now(), Spoed(v.spoed), regels))
    else:
        owe(v, after_contact(now(), v.terug_voor, v.terug_op, regels))
    tell(v, "nieuw", by=by, aan=people)
    return before


def stop(v: Verwijzing, uitkomst: str, *, by: Gebruiker | None, tekst: str = "") -> None:
    """It ended without the team: uitkomst is a key of regels.VANZELF. The caller locked it, logs, and tells whom it concerns."""
    if uitkomst not in VANZELF:
        raise ValueError(uitkomst)
    end(v, "gestopt", uitkomst)
    note_stap(v, "teruggenomen" if uitkomst == "teruggenomen" else "gestopt", by=by, tekst=tekst)
    settle(v)
