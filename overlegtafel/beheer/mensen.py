"""The people of an organisatie: inviting, changing, and what somebody who lost password or telephone needs."""

from uuid import UUID, uuid4

from sqlalchemy import select, update
from sqlalchemy.orm import selectinload

from overlegtafel.beheer import brieven
from overlegtafel.beheer.invoer import MensInvoer
from overlegtafel.beheer.poort import get_mens_to_change, get_organisatie, is_self, may_change, note, refuse_double
from overlegtafel.beheer.teams import list_choices, set_teams
from overlegtafel.beheer.waarneming import end_unfit
from overlegtafel.clienten.models import Betrokkene
from overlegtafel.core.datums import now
from overlegtafel.core.fouten import Ongeldig, Verouderd
from overlegtafel.core.namen import normalise
from overlegtafel.extensions import db
from overlegtafel.toegang.brieven import invite as send_invitation
from overlegtafel.toegang.domein import Domein, Recht, domein_of, has_recht
from overlegtafel.toegang.inzagelog import Actie
from overlegtafel.toegang.models import Account, Gebruiker, Organisatie, Sessie
from overlegtafel.toegang.models_inzage import Noodtoegang
from overlegtafel.toegang.sessies import end_sessies
from overlegtafel.toegang.tweede_stap import clear_second_factor

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
    mens.functie = functie
    end_unfit(mens, by=by)
    if not has_recht(functie, Recht.NOODTOEGANG):
        end_emergencies(mens)
    note("gebruiker.functie", Actie.UPDATE, "gebruiker", mens.id, by=by)


def count_seats(mens: Gebruiker) -> int:
    """At how many tables they sit now; more than that beheer does not see."""
    seats = select(Betrokkene.id).where(Betrokkene.gebruiker_id == mens.id, Betrokkene.tot.is_(None))
    return len(db.session.scalars(seats).all())


def end_emergencies(mens: Gebruiker) -> None:
    db.session.execute(
        update(Noodtoegang)
        .where(Noodtoegang.gebruiker_id == mens.id, Noodtoegang.beeindigd_op.is_(None), Noodtoegang.tot > now())
        .values(beeindigd_op=now())
    )


def invite_again(mens_id: UUID, *, by: Gebruiker) -> str:
    """A new letter for who did not sign in here yet; the link of the one before stops working. The path of the link.

    Raises Ongeldig for who did.
    """
    mens = get_mens_to_change(mens_id, by=by)
    if mens.laatste_aanmelding:
        raise Ongeldig(
            {"uitnodigen": "Deze persoon heeft al ingelogd. Wachtwoord kwijt? Dat kan bij het inloggen zelf."}
        )
    note("gebruiker.uitgenodigd", Actie.EXECUTE, "gebruiker", mens.id, by=by)
    return _welcome(mens)


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
    """Sign somebody out everywhere, whatever the functie they act under: the screen in between may be in other hands."""
    mens = get_mens_to_change(mens_id, by=by)
    end_sessies(Sessie.account_id == mens.account_id)
    note("gebruiker.uitgelogd", Actie.EXECUTE, "gebruiker", mens.id, by=by)
