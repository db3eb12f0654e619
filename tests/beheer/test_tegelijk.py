"""Leaving, and working on a page, at the same moment. On SQLite one waits for the other; here it is about row locks."""

import threading

import psycopg
import pytest

from overlegtafel.beheer.mensen import refuse_last
from overlegtafel.beheer.poort import get_mens_to_change, get_organisatie, get_own_team
from overlegtafel.core.fouten import Ongeldig
from overlegtafel.extensions import db
from overlegtafel.toegang.models import Gebruiker
from tests.persona import readable
from tests.plannen.hulp import client

pytestmark = pytest.mark.parametrize("backend", ["postgres"], indirect=True)
_WAITS = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"


def test_saving_a_page_does_not_wait_for_beheer(app, wereld, database_url):
    """Saving points at people, teams and organisaties while it holds the page that leaving needs: waiting would be for ever."""
    with app.app_context(), psycopg.connect(database_url) as other:
        other.execute("SET lock_timeout = '5s'")
        by = db.session.get_one(Gebruiker, wereld.beheer)
        get_mens_to_change(wereld.wijkverpleging, by=by)
        get_own_team(wereld.ggz_team, by=by, lock=True)
        get_organisatie(wereld.envida, by=by, lock=True)
        with pytest.raises(Ongeldig):
            refuse_last(by, "mens")
        for table, row in (
            ("gebruiker", wereld.wijkverpleging),
            ("gebruiker", wereld.beheer),
            ("team", wereld.ggz_team),
            ("organisatie", wereld.envida),
        ):
            # What a foreign key asks for.
            other.execute(f"SELECT 1 FROM {table} WHERE id = %s FOR KEY SHARE", (row,))  # noqa: S608
        db.session.rollback()


def test_who_leaves_at_that_moment_gets_no_seat(app, als, wereld, database_url):
    huisarts, answers = als("huisarts"), []
    for kind, table, row in (("t", "team", wereld.sociaal_team), ("g", "gebruiker", wereld.gezinsregisseur)):
        seat = {"wie": f"{kind}:{row}", "doel": "meedenken"}
        with psycopg.connect(database_url) as leaving, psycopg.connect(database_url, autocommit=True) as onlooker:
            leaving.execute(f"UPDATE {table} SET actief = false WHERE id = %s", (row,))  # noqa: S608
            post = threading.Thread(
                target=lambda seat=seat: answers.append(
                    huisarts.post(f"{client(wereld.truus)}/betrokkenen/nieuw", seat)
                )
            )
            post.start()
            while post.is_alive() and not onlooker.execute(_WAITS).fetchone()[0]:
                post.join(0.05)
            leaving.commit()
            post.join()
    assert [answer.status_code for answer in answers] == [422, 422]
    assert all("niet meer in de regio" in readable(answer) for answer in answers)
