"""The people of an organisatie: inviting, changing, and what somebody who lost password or telephone needs."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from overlegtafel.beheer import brieven
from overlegtafel.beheer.invoer import MensInvoer
from overlegtafel.beheer.poort import (
    get_mens_to_change,
    get_organisatie,
    is_self,
    lock_of,
    may_change,
    note,
    refuse_double,
)
from overlegtafel.beheer.teams import list_choices, set_teams
from overlegtafel.beheer.waarneming import end_unfit
from overlegtafel.clienten.models import Betrokkene
from overlegtafel.core.datums import now
from overlegtafel.core.fouten import Ongeldig, Verouderd
from overlegtafel.core.namen import normalise
from overlegtafel.extensions import db
from overlegtafel.toegang.brieven import invite as send_invitation
from overlegtafel.toegang.domein import Domein, Recht, domein_of, has_recht
from overlegtafel.toegang.inzagelog import Actie, log
from overlegtafel.toegang.models import Account, Gebruiker, Organisatie, Sessie
from overlegtafel.toegang.models_inzage import Inzageregel, Noodtoegang
from overlegtafel.toegang.sessies import end_sessies, tell_person
from overlegtafel.toegang.tweede_stap import clear_second_factor

# An invitation sent a moment ago may still be on its way; clicking again would fill a mailbox.
_NOG_ONDERWEG = timedelta(minutes=5)
_AL_HIER = {"email": "Deze persoon werkt hier al in deze functie. Kies een andere functie, of wijzig die persoon."}


def list_mensen(organisatie: Organisatie) -> list[Gebruiker]:
    """Everybody who works or worked here, by surname; who left last."""
    found = db.session.scalars(
        select(Gebruiker).where(Gebruiker.organisatie_id == organisatie.id).options(selectinload(Gebruiker.teams))
    )
    return sorted(found.unique(), key=lambda m: (not m.actief, normalise(f"{m.achternaam} {m.voornaam}")))


def invite(organisatie_id: UUID, invoer: MensInvoer, *, by: Gebruiker) -> tuple[Gebruiker, str]:
    """Somebody new here; returns them and the path of the link in their letter ('' when there is none in it).

    Who already has an account gets a letter that says so, and keeps the password; the answer is the same either way.
    Who left and comes back in the same functie is the same person again. Raises Ongeldig.
    """
    organisatie = get_organisatie(organisatie_id, by=by)
    account = _account(invoer.email)
    if account.id == by.account_id:
        raise Ongeldig({"email": "U kunt uzelf geen functie geven. Vraag het een andere beheerder."})
    _refuse_fg_with_clients(account, invoer.functie, "email", by=by)
    mens = _same(account, organisatie, invoer.functie)
    if mens is None:
        with refuse_double(_AL_HIER):
            mens = Gebruiker(id=uuid4(), account=account, organisatie=organisatie, functie=invoer.functie)
            _fill(mens, invoer)
            db.session.add(mens)
    elif mens.actief:
        raise Ongeldig(_AL_HIER)
    else:
        _fill(mens, invoer)
        mens.actief, mens.vertrokken_op, mens.versie = True, None, mens.versie + 1
        mens.laatste_aanmelding = mens.vorige_aanmelding = None
    set_teams(mens, invoer.team_ids, list_choices(organisatie, by=by), by=by)
    note("gebruiker.uitgenodigd", Actie.CREATE, "gebruiker", mens.id, by=by)
    return mens, _welcome(mens)


def _account(email: str) -> Account:
    """The account with this address; a new one, without password, when there is none."""
    query = select(Account).where(Account.email == email)
    account = db.session.scalars(query).one_or_none()
    if account is None:
        account = Account(id=uuid4(), email=email, aangemaakt_op=now())
        with refuse_double({"email": "Dit adres wordt op dit moment al uitgenodigd. Probeer het opnieuw."}):
            db.session.add(account)
    return account


def _refuse_fg_with_clients(
    account: Account, functie: str, veld: str, *, by: Gebruiker, instead_of: UUID | None = None
) -> None:
    """Who watches over the looking does not look: no account is FG and sees clients.

    Raises Ongeldig; a beheerder of one organisatie does not hear what somebody is elsewhere.
    """
    # One after another, so that two at the same moment do not both succeed.
    db.session.execute(select(Account.id).where(Account.id == account.id).with_for_update(**lock_of(Account)))
    theirs = db.session.execute(
        select(Gebruiker.id, Gebruiker.functie).where(Gebruiker.account_id == account.id, Gebruiker.actief)
    )
    after = [functie, *(held for mens_id, held in theirs if mens_id != instead_of)]
    if not (any(has_recht(f, Recht.LOG_LEZEN) for f in after) and any(has_recht(f, Recht.LEZEN) for f in after)):
        return
    if not by.may(Recht.REGIO_BEHEREN):
        raise Ongeldig({veld: "Deze functie kunt u deze persoon niet geven. Vraag de functioneel beheerder."})
    raise Ongeldig(
        {veld: "Wie FG is, kan niet ook een functie hebben waarmee iemand cliënten ziet. Neem voor een van beide een "
               "andere persoon."}
    )  # fmt: skip


def _welcome(mens: Gebruiker) -> str:
    """The letter to somebody new; the path of the link with which to choose a password, '' for who has one."""
    if mens.account.wachtwoord_hash is None:
        return send_invitation(mens.account)
    brieven.tell_new_functie(mens)
    return ""


def _same(account: Account, organisatie: Organisatie, functie: str) -> Gebruiker | None:
    return db.session.scalars(
        select(Gebruiker)
        .where(
            Gebruiker.account_id == account.id,
            Gebruiker.organisatie_id == organisatie.id,
            Gebruiker.functie == functie,
        )
        .options(selectinload(Gebruiker.teams))
    ).one_or_none()


def _fill(mens: Gebruiker, invoer: MensInvoer) -> None:
    mens.voornaam, mens.voorvoegsel, mens.achternaam = invoer.voornaam, invoer.voorvoegsel, invoer.achternaam
    mens.telefoon = invoer.telefoon


def change_mens(mens_id: UUID, invoer: MensInvoer, *, versie: int, by: Gebruiker) -> Gebruiker:
    """Name, functie, number and teams; a functie counts from the very next request. Raises Verouderd, Ongeldig, MagNiet."""
    mens = get_mens_to_change(mens_id, by=by)
    if mens.versie != versie:
        raise Verouderd(mens)
    with refuse_double({"functie": "Deze persoon heeft die functie hier al (gehad). Nodig die daarin opnieuw uit."}):
        _fill(mens, invoer)
        if not is_self(mens, by=by):
            set_teams(mens, invoer.team_ids, list_choices(mens.organisatie, by=by, mens=mens), by=by)
        if invoer.functie != mens.functie:
            _change_functie(mens, invoer.functie, by=by)
        mens.versie += 1
    note("gebruiker.gewijzigd", Actie.UPDATE, "gebruiker", mens.id, by=by)
    return mens


def _change_functie(mens: Gebruiker, functie: str, *, by: Gebruiker) -> None:
    if is_self(mens, by=by):
        raise Ongeldig({"functie": "Uw eigen functie kunt u niet wijzigen. Vraag het een andere beheerder."})
    if domein_of(functie) is Domein.BEHEER and count_seats(mens):
        raise Ongeldig(
            {"functie": "Deze persoon zit nog bij cliënten aan tafel en beheer ziet geen cliënten. Nodig de persoon met "
                        "hetzelfde e-mailadres uit voor beheer, en meld bij de oude functie het vertrek."}
        )  # fmt: skip
    refuse_last(mens, "functie")
    _refuse_fg_with_clients(mens.account, functie, "functie", by=by, instead_of=mens.id)
    mens.functie = functie
    tell_person(mens.id)
    end_unfit(mens, by=by)
    if not has_recht(functie, Recht.NOODTOEGANG):
        end_emergencies(mens, by=by)
    note("gebruiker.functie", Actie.UPDATE, "gebruiker", mens.id, by=by)


def count_seats(mens: Gebruiker) -> int:
    """At how many tables they sit now; more than that beheer does not see."""
    seats = select(Betrokkene.id).where(Betrokkene.gebruiker_id == mens.id, Betrokkene.tot.is_(None))
    return len(db.session.scalars(seats).all())


def refuse_last(mens: Gebruiker, veld: str) -> None:
    """Somebody must be left to look after the region, and somebody to watch over the looking. Raises Ongeldig."""
    if not (has_recht(mens.functie, Recht.REGIO_BEHEREN) or has_recht(mens.functie, Recht.LOG_LEZEN)):
        return
    # Locked, so that two who remove each other at the same moment do not both succeed.
    all_of_them = db.session.scalars(
        select(Gebruiker.id)
        .where(Gebruiker.functie == mens.functie, Gebruiker.actief)
        .order_by(Gebruiker.id)
        .with_for_update(**lock_of(Gebruiker))
    ).all()
    if len(all_of_them) < 2:
        raise Ongeldig({veld: f"Dit is de laatste {mens.functie} van de regio. Nodig eerst een ander uit."})


def end_emergencies(mens: Gebruiker, *, by: Gebruiker) -> None:
    """What runs stops now, each with its line in the log."""
    running = db.session.scalars(
        select(Noodtoegang)
        .where(Noodtoegang.gebruiker_id == mens.id, Noodtoegang.beeindigd_op.is_(None), Noodtoegang.tot > now())
        .order_by(Noodtoegang.id)
        .with_for_update(of=Noodtoegang)
    ).all()
    for nood in running:
        nood.beeindigd_op = now()
        log(
            "noodtoegang.beeindigd",
            Actie.EXECUTE,
            by=by,
            object_soort="noodtoegang",
            object_id=nood.id,
            client_id=nood.client_id,
            recht=Recht.BEHEREN,
            grond="beheer",
            noodtoegang_id=nood.id,
        )


def invite_again(mens_id: UUID, *, by: Gebruiker) -> str:
    """A new letter for who did not sign in here yet; the link of the one before stops working. The path of the link.

    Raises Ongeldig for who did, and when one was sent a moment ago.
    """
    mens = get_mens_to_change(mens_id, by=by)
    if mens.laatste_aanmelding:
        raise Ongeldig(
            {"uitnodigen": "Deze persoon heeft al ingelogd. Wachtwoord kwijt? Dat kan bij het inloggen zelf."}
        )
    if _invited_since(mens, now() - _NOG_ONDERWEG):
        raise Ongeldig(
            {
                "uitnodigen": "De uitnodiging is net verstuurd. Kijk ook bij de ongewenste post, of stuur over vijf minuten een nieuwe."
            }
        )
    note("gebruiker.uitgenodigd", Actie.EXECUTE, "gebruiker", mens.id, by=by)
    return _welcome(mens)


def _invited_since(mens: Gebruiker, moment: datetime) -> bool:
    """From the log and not from the links: for who has a password there is none, and the answer must be the same."""
    line = select(Inzageregel.id).where(
        Inzageregel.tijdstip > moment,
        Inzageregel.object_id == mens.id,
        Inzageregel.gebeurtenis == "gebruiker.uitgenodigd",
    )
    return db.session.scalar(line.limit(1)) is not None


def reset_tweede_stap(mens_id: UUID, *, by: Gebruiker) -> None:
    """For who lost the telephone: no second factor and no sessions any more; the next sign-in sets it up anew.

    An account may open doors at other organisaties too, and those are not for this beheerder to weaken: then Ongeldig.
    """
    mens = get_mens_to_change(mens_id, by=by)
    if not _may_reset(mens, by=by):
        raise Ongeldig({"tweede_stap": "Dit kan hier niet. Vraag het de functioneel beheerder van de regio."})
    clear_second_factor(mens.account)
    end_sessies(Sessie.account_id == mens.account_id)
    note("gebruiker.tweede_stap", Actie.EXECUTE, "gebruiker", mens.id, by=by)
    brieven.tell_second_factor_cleared(mens.account)


def _may_reset(mens: Gebruiker, *, by: Gebruiker) -> bool:
    """Whether every functie of this account is one that `by` may change."""
    if by.may(Recht.REGIO_BEHEREN):
        return True
    theirs = db.session.scalars(select(Gebruiker).where(Gebruiker.account_id == mens.account_id, Gebruiker.actief))
    return all(g.organisatie_id == by.organisatie_id and may_change(g, by=by) for g in theirs.unique())


def end_all_sessies(mens_id: UUID, *, by: Gebruiker) -> None:
    """Sign somebody out on every screen, for it may be in other hands.

    Whatever the functie they act under, if every one of those is for `by` to change; otherwise only where they act under
    this one: whoever invites somebody of another organisatie may not sign them out there.
    """
    mens = get_mens_to_change(mens_id, by=by)
    if _may_reset(mens, by=by):
        end_sessies(Sessie.account_id == mens.account_id)
    else:
        end_sessies(Sessie.gebruiker_id == mens.id)
    note("gebruiker.uitgelogd", Actie.EXECUTE, "gebruiker", mens.id, by=by)
