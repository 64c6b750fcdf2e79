"""Pure rules of waybills: what is dispatched is received, and every difference has a reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from app.kernel.errors import Conflict, FieldError, Invalid
from app.kernel.words import Words, _


class WaybillState(StrEnum):
    """Where a shipment is."""

    DISPATCHED = "dispatched"
    RECEIVED = "received"
    CALLED_BACK = "called_back"


WAYBILL_STATE_NAMES: dict[WaybillState, Words] = {
    WaybillState.DISPATCHED: _("on the road"),
    WaybillState.RECEIVED: _("received"),
    WaybillState.CALLED_BACK: _("called back"),
}


class Difference(StrEnum):
    """Why fewer arrived than were sent (the shortage box of a paper waybill)."""

    DAMAGED = "damaged"
    LOST = "lost"
    SHORT_LOADED = "short_loaded"


DIFFERENCE_NAMES: dict[Difference, Words] = {
    Difference.DAMAGED: _("damaged on the way"),
    Difference.LOST: _("lost on the way"),
    Difference.SHORT_LOADED: _("never loaded"),
}


@dataclass(frozen=True, slots=True)
class Arrived:
    """What arrived of one line of a waybill."""

    lot_id: UUID
    received: int
    difference: Difference | None
    note: str


def check_arrivals(sent: Mapping[UUID, int], arrived: Sequence[Arrived]) -> None:
    """Each line once, none forgotten, never more than was sent, and a reason where it was less.

    `sent` is quantity by lot. Raises Invalid with everything that is wrong.
    """
    errors: list[FieldError] = []
    told = [one.lot_id for one in arrived]
    if set(told) != set(sent) or len(told) != len(set(told)):
        errors.append(
            FieldError("lines", "waybill.lines", _("Say for each line of the waybill how many arrived."))
        )
    for position, one in enumerate(arrived):
        quantity = sent.get(one.lot_id)
        if quantity is None:
            continue
        if one.received > quantity:
            facts = {"sent": quantity, "received": one.received}
            message = (
                _("%(sent)s were sent. Enter what is over as found, at the place where it arrived.") % facts
            )
            errors.append(FieldError(f"lines.{position}.received", "waybill.too_many", message, facts))
        if one.received < quantity and one.difference is None:
            errors.append(
                FieldError(
                    f"lines.{position}.difference",
                    "missing",
                    _("Fewer arrived than were sent. Please say why."),
                )
            )
    if errors:
        raise Invalid(errors)


def check_on_the_road(state: WaybillState) -> None:
    """Pass while the shipment is on the road, else raise Conflict `waybill.step`."""
    if state is not WaybillState.DISPATCHED:
        raise Conflict(
            "waybill.step", _("This waybill is %(state)s already.") % {"state": WAYBILL_STATE_NAMES[state]}
        )
