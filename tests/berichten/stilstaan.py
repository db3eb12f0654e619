"""A process of its own that escalates. With 'halverwege' it stands still in the middle of its first step, to be killed there."""

import sys

from sqlalchemy import event
from sqlalchemy.orm import Session

from overlegtafel import create_app
from overlegtafel.berichten.stilte import escalate
from tests.databases import make_config


def main(database_url: str, how: str) -> None:
    app = create_app(make_config(database_url))
    if how == "halverwege":
        event.listen(Session, "before_commit", _stand_still)
    with app.app_context():
        print("klaar", flush=True)
        sys.stdin.readline()
        print(escalate(), flush=True)


def _stand_still(session: Session) -> None:
    session.flush()
    print("halverwege", flush=True)
    sys.stdin.readline()


if __name__ == "__main__":
    main(*sys.argv[1:])
