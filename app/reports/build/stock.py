"""The kit statement of the project's lots in the period."""

from __future__ import annotations

from app.items import public as items
from app.measures import public as measures
from app.platform.unit_of_work import ReadTx
from app.reports.build.asking import Asked
from app.reports.disclosure import protect_series
from app.reports.schemas import COMPLEMENTARY, KitLine


def kit_lines(look: ReadTx, asked: Asked) -> tuple[KitLine, ...]:
    """One line a lot; none where it is left out, or only some sessions of the project count. Where few were distributed the balance is withheld too: it would tell the number."""
    since, before = asked.instants()
    if not asked.tells_stock:
        return ()
    lines = measures.stock(look, asked.project.id, since=since, before=before, organisations=asked.stores)
    known = items.by_ids(look, {line.item_id for line in lines})
    given = {place: max(line.distributed, 0) for place, line in enumerate(lines)}
    shown = protect_series(given, asked.threshold)
    return tuple(
        KitLine(
            item=known[line.item_id].code,
            label=known[line.item_id].names.in_language(asked.language),
            lot=line.lot,
            opening=line.opening,
            received=line.received,
            distributed=line.distributed if isinstance(shown[place], int) else shown[place],
            returned=line.returned,
            lost=line.lost,
            balance=line.balance if isinstance(shown[place], int) else COMPLEMENTARY,
        )
        for place, line in enumerate(lines)
    )
