"""The consents of one client: how they stand, changing them, and who may decide for the client."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import joinedload
from werkzeug.exceptions import NotFound

from overlegtafel.clienten.beslissers import NieuweVertegenwoordiger, age_on, may_decide
from overlegtafel.clienten.inzage import Inzage
from overlegtafel.clienten.models import Client
from overlegtafel.clienten.teksten import make_tekst, make_vraag
from overlegtafel.clienten.toestemming_invoer import Beslissing, Uitzondering
from overlegtafel.clienten.verzoeken import settle_verzoeken
from overlegtafel.core.datums import now, show_date, today
from overlegtafel.core.fouten import Ongeldig, Verouderd
from overlegtafel.extensions import db
from overlegtafel.toegang.domein import Besluit, Domein, Soort
from overlegtafel.toegang.inzagelog import Actie
from overlegtafel.toegang.models import Organisatie
from overlegtafel.toegang.models_inzage import Toestemming, Vertegenwoordiger
from overlegtafel.toegang.toestemmingen import record_toestemming, store_tekst


@dataclass(frozen=True, slots=True)
class Stand:
    """How the consents of a client stand. nummer rises with every change, so that a stale form is noticed."""

    regels: Sequence[Toestemming]
    eerder: Sequence[Toestemming]
    vertegenwoordigers: Sequence[Vertegenwoordiger]
    nummer: int

    def algemeen(self, domein: Domein) -> Toestemming | None:
        """The rule that counts for a whole domain and every kind of information."""
        same = self.gelijke(domein, None, None)
        # Two may stand there after doubles were merged: then an objection counts.
        return next((r for r in same if r.besluit == Besluit.NEE), same[0] if same else None)

    def besluit_over(self, domein: Domein) -> Besluit | None:
        rule = self.algemeen(domein)
        return Besluit(rule.besluit) if rule else None

    def gelijke(self, domein: Domein | None, organisatie_id: UUID | None, soort: Soort | None) -> list[Toestemming]:
        """The rules about exactly this."""
        return [r for r in self.regels if (r.domein, r.organisatie_id, r.soort) == (domein, organisatie_id, soort)]

    @property
    def precies(self) -> list[Toestemming]:
        """Rules for one organisatie, or one kind of information."""
        return [r for r in self.regels if r.organisatie_id or r.soort]


def load_stand(client_id: UUID) -> Stand:
    """The rules that hold today, those that ended (newest first), and who may decide."""
    rules = db.session.scalars(
        select(Toestemming)
        .where(Toestemming.client_id == client_id)
        .options(
            joinedload(Toestemming.organisatie),
            joinedload(Toestemming.tekst),
            joinedload(Toestemming.vertegenwoordiger),
            joinedload(Toestemming.vastgelegd_door),
            joinedload(Toestemming.ingetrokken_door),
        )
        .order_by(Toestemming.vastgelegd_op, Toestemming.id)
    ).all()
    holds = [r for r in rules if r.ingetrokken_op is None and (r.geldig_tot is None or r.geldig_tot >= today())]
    ended = [r for r in reversed(rules) if r not in holds]
    nummer = len(rules) + sum(r.ingetrokken_op is not None for r in rules)
    return Stand(holds, ended, list_vertegenwoordigers(client_id), nummer)


def list_vertegenwoordigers(client_id: UUID) -> Sequence[Vertegenwoordiger]:
    return db.session.scalars(
        select(Vertegenwoordiger)
        .where(Vertegenwoordiger.client_id == client_id, Vertegenwoordiger.tot.is_(None))
        .order_by(Vertegenwoordiger.sinds, Vertegenwoordiger.id)
    ).all()


def list_organisaties() -> Sequence[Organisatie]:
    """Whom a client can name."""
    return db.session.scalars(select(Organisatie).order_by(Organisatie.naam)).all()


def record_keuzes(inzage: Inzage, keuzes: dict[Domein, Besluit | None], beslissing: Beslissing, *, nummer: int) -> int:
    """Record what the client decided per domain; only what changed. Returns how many changed.

    Raises Verouderd when somebody recorded something meanwhile, Ongeldig when these may not decide this.
    """
    stand = _lock(inzage, nummer)
    changed = [domein for domein, besluit in keuzes.items() if besluit != stand.besluit_over(domein)]
    if not changed and beslissing.tot:
        # Only a day was filled in: that day is for everything that is a yes.
        changed = [d for d, besluit in keuzes.items() if besluit == Besluit.JA]
    for domein in changed:
        besluit = keuzes[domein]
        _require_decider(inzage.client, stand, beslissing, besluit or Besluit.NEE)
        for rule in stand.gelijke(domein, None, None):
            _withdraw(inzage, rule, replaced=besluit is not None)
        if besluit:
            _record(inzage, beslissing, make_vraag(domein=domein), besluit=besluit, domein=domein)
    settle_verzoeken(inzage)
    return len(changed)


def record_uitzondering(inzage: Inzage, keuze: Uitzondering, beslissing: Beslissing, *, nummer: int) -> None:
    """Record a decision for one organisatie or one kind; it takes the place of an earlier one for the same."""
    stand = _lock(inzage, nummer)
    organisatie = db.session.get(Organisatie, keuze.organisatie_id) if keuze.organisatie_id else None
    if keuze.organisatie_id and organisatie is None:
        raise Ongeldig({"voor": "Kies een werkveld of een organisatie."})
    _require_decider(inzage.client, stand, beslissing, keuze.besluit)
    for rule in stand.gelijke(keuze.domein, keuze.organisatie_id, keuze.soort):
        _withdraw(inzage, rule, replaced=True)
    vraag = make_vraag(domein=keuze.domein, organisatie=organisatie.naam if organisatie else "", soort=keuze.soort)
    _record(
        inzage,
        beslissing,
        vraag,
        besluit=keuze.besluit,
        domein=keuze.domein,
        organisatie_id=keuze.organisatie_id,
        soort=keuze.soort,
    )
    settle_verzoeken(inzage)


def withdraw(inzage: Inzage, toestemming_id: UUID, *, nummer: int) -> None:
    """End one consent; what was decided more generally counts again. Anybody who speaks for the client may ask this.

    An objection is not withdrawn but answered by another decision: what it kept closed may only open to a yes. Raises
    Ongeldig for one.
    """
    stand = _lock(inzage, nummer)
    rule = next((r for r in stand.regels if r.id == toestemming_id), None)
    if rule is None:
        raise NotFound
    if rule.besluit == Besluit.NEE:
        raise Ongeldig({"voor": "Mag het nu wel? Schrijf dan hieronder op dat het mag, en wie dat besliste."})
    _withdraw(inzage, rule)
    settle_verzoeken(inzage)


def add_vertegenwoordiger(inzage: Inzage, invoer: NieuweVertegenwoordiger) -> Vertegenwoordiger:
    """Somebody who may decide from today on. Raises Ongeldig when the client died."""
    _lock_client(inzage)
    if any((v.naam, v.soort) == (invoer.naam, invoer.soort) for v in list_vertegenwoordigers(inzage.client.id)):
        raise Ongeldig({"naam": f"{invoer.naam} staat er al bij."})
    made = Vertegenwoordiger(
        id=uuid4(),
        client_id=inzage.client.id,
        naam=invoer.naam,
        soort=invoer.soort,
        telefoon=invoer.telefoon,
        sinds=today(),
    )
    db.session.add(made)
    inzage.log("vertegenwoordiger.gemaakt", Actie.CREATE, "vertegenwoordiger", made.id)
    return made


def end_vertegenwoordiger(inzage: Inzage, vertegenwoordiger_id: UUID) -> None:
    """Somebody represents the client no longer; what they decided stays as it was. Raises Ongeldig when the client died."""
    _lock_client(inzage)
    found = next((v for v in list_vertegenwoordigers(inzage.client.id) if v.id == vertegenwoordiger_id), None)
    if found is None:
        raise NotFound
    found.tot = today()
    inzage.log("vertegenwoordiger.beeindigd", Actie.UPDATE, "vertegenwoordiger", found.id)


def _lock_client(inzage: Inzage) -> Client:
    """Decisions about one client are recorded one after another, and none after death."""
    client = db.session.scalars(
        select(Client).where(Client.id == inzage.client.id).with_for_update().execution_options(populate_existing=True)
    ).one()
    if client.overleden_op:
        raise Ongeldig(
            {
                "keuzes": f"Deze cliënt is overleden op {show_date(client.overleden_op)}. De toestemming blijft zoals die was. "
                "Vragen van familie? Overleg met de functionaris gegevensbescherming."
            }
        )
    return client


def _lock(inzage: Inzage, nummer: int) -> Stand:
    """The consents as they stand now, when the writer started from there. Raises Verouderd."""
    stand = load_stand(_lock_client(inzage).id)
    if stand.nummer != nummer:
        raise Verouderd(stand)
    return stand


def _require_decider(client: Client, stand: Stand, beslissing: Beslissing, besluit: Besluit) -> None:
    chosen = next((v for v in stand.vertegenwoordigers if v.id == beslissing.vertegenwoordiger_id), None)
    message = may_decide(
        beslissing.wie,
        besluit,
        leeftijd=age_on(client.geboortedatum, today()),
        soort=chosen.soort if chosen else None,
        soorten=[v.soort for v in stand.vertegenwoordigers],
    )
    if message:
        raise Ongeldig({"wie": message})


def _record(inzage: Inzage, beslissing: Beslissing, vraag: str, **rule) -> None:
    # A no stays until the client says otherwise.
    tot = beslissing.tot if rule["besluit"] == Besluit.JA else None
    made = record_toestemming(
        inzage.client.id,
        by=inzage.by,
        hoe=beslissing.hoe,
        gegeven_door=beslissing.wie.value,
        vertegenwoordiger_id=beslissing.vertegenwoordiger_id,
        geldig_tot=tot,
        tekst_id=store_tekst(make_tekst(vraag, tot)),
        **rule,
    )
    code = "toestemming.gegeven" if made.besluit == Besluit.JA else "toestemming.bezwaar"
    inzage.log(code, Actie.CREATE, "toestemming", made.id)


def _withdraw(inzage: Inzage, rule: Toestemming, *, replaced: bool = False) -> None:
    rule.ingetrokken_op, rule.ingetrokken_door_id = now(), inzage.by.id
    inzage.log("toestemming.vervangen" if replaced else "toestemming.ingetrokken", Actie.UPDATE, "toestemming", rule.id)
