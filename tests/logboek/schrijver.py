"""A process of its own that adds lines to the access log; every fourth transaction is given up halfway."""

import sys

from overlegtafel import create_app
from overlegtafel.core.transaction import transaction
from overlegtafel.toegang.inzagelog import Actie, log
from tests.databases import make_config


class _Toch(Exception):
    pass


def main(database_url: str, transactions: int) -> None:
    app = create_app(make_config(database_url))
    with app.app_context():
        print("klaar", flush=True)
        sys.stdin.readline()
        for number in range(transactions):
            try:
                with transaction():
                    for _ in range(1 + number % 3):
                        log("client.geopend", Actie.READ, by=None, aantal=number)
                    if number % 4 == 3:
                        raise _Toch
            except _Toch:
                pass


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
