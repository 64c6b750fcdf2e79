"""Running numbers of papers: one after another for each organisation, kind and year."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col

from app.kits.tables import PaperNumber


def next_number(db: Session, organisation_id: UUID, organisation_code: str, kind: str, year: int) -> str:
    """The next number, such as `WB-CARITAS-2026-0007`; the row is held until the transaction ends."""
    insert = sqlite.insert if db.get_bind().dialect.name == "sqlite" else postgresql.insert
    first = insert(PaperNumber).values(organisation_id=organisation_id, kind=kind, year=year, last=1)
    counted = first.on_conflict_do_update(
        index_elements=["organisation_id", "kind", "year"], set_={"last": col(PaperNumber.last) + 1}
    ).returning(col(PaperNumber.last))
    number = db.connection().execute(counted).scalar_one()
    return f"{kind}-{organisation_code}-{year}-{number:04d}"[:64]
