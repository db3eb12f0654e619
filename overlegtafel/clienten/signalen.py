"""What rooms above this one want to know about a client, told within the transaction in which it happens."""

from blinker import Signal

# client_ids: who may see these clients, by consent or seat, or the numbers they are found by, may have changed.
toegang_gewijzigd = Signal()
# weg_id, blijft_id: two clients turned out to be one.
samengevoegd = Signal()
# van, naar, by: somebody left or a team ended; naar (a person or team) took their work over, or nobody did (None).
werk_overgenomen = Signal()
# mens, team, by: no longer in this team.
lid_weg = Signal()
# client_ids, by: these clients stand in a list; a room answers with what it has beside them, by client.
lijst_getoond = Signal()
