"""The shipped outlines of governorates; where they come from stands in `data/NOTICE.md`."""

from __future__ import annotations

from functools import cache

import orjson

from app.places.store.seeding import DATA
from app.platform.charts import Outline


@cache
def outlines() -> tuple[Outline, ...]:
    """Every outline that is shipped, by P-code."""
    features = orjson.loads((DATA / "lebanon_adm1.geojson").read_bytes())["features"]
    return tuple(
        Outline(
            code=about["pcode"],
            ring=tuple((x, y) for x, y in one["geometry"]["coordinates"][0]),
            point=(about["label"][0], about["label"][1]),
            side=about["side"],
        )
        for one in features
        for about in (one["properties"],)
    )
