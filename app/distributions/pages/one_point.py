"""The page of one distribution point, with its till and its forms: load, hand out, take back, close."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Annotated, Any, TypeVar
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from pydantic import BaseModel

from app.access.actor import Actor
from app.access.permissions import Permission
from app.distributions import use_cases as giving
from app.distributions.pages.people import SEX_NAMES
from app.distributions.rules.points import POINT_STATE_NAMES, PointState
from app.distributions.schemas import HandOutKits, ReverseHandOut
from app.distributions.schemas.points import BringBack, ClosePoint, LoadPoint, SayWhy, SettlePoint
from app.distributions.use_cases import points as use_cases
from app.kernel.errors import AppError, FieldError
from app.kernel.ids import new_id
from app.kernel.words import Words, _
from app.platform.unit_of_work import UnitOfWork
from app.platform.web.deps import CurrentActor, Submitted, Uow
from app.platform.web.forms import FormView, SubmittedForm, parse
from app.platform.web.pages import go, render

C = TypeVar("C", bound=BaseModel)

router = APIRouter(prefix="/points/{point_id}")

_IDS = {
    "loads": {"item": "load-item", "quantity": "load-quantity"},
    "returns": {"item": "back-item", "quantity": "back-quantity"},
    "call-off": {"reason": "why-off"},
    "send-back": {"reason": "why-back"},
}
"""The page holds several forms: where the fields of a form (by the end of its address) are not called by their names."""

_TILL = ("returned", "damaged", "unexplained", "reason")


def _show(
    request: Request,
    actor: Actor,
    uow: UnitOfWork,
    point_id: UUID,
    *,
    status: int = 200,
    **forms: FormView,
) -> Response:
    desk = use_cases.desk_of(actor, point_id, uow=uow)
    refused = next(iter(forms.values()), None)
    return render(
        request,
        "distributions/point.html",
        status=status,
        desk=desk,
        point=desk.page.point,
        hand_outs=desk.page.hand_outs,
        forms={
            name: forms.get(name) or FormView({"id": str(new_id())})
            for name in ("give", "load", "back", "till", "settle")
        },
        problems=_problems(refused, request.url.path) if refused else [],
        sexes=[(sex.value, name) for sex, name in SEX_NAMES.items()],
        sex_names=SEX_NAMES,
        state_names=POINT_STATE_NAMES,
        ways=[("returned", _("back to the store")), ("damaged", _("damaged"))],
        fresh_ids=[new_id() for _row in desk.page.hand_outs],
    )


def _problems(form: FormView, path: str) -> list[FieldError]:
    """What the summary says, each sentence with a link to the field of the form that was sent."""
    ids = _IDS.get(path.rpartition("/")[2], {})
    if form.problems or form.message is None:
        return [replace(one, field=ids.get(one.field, one.field)) for one in form.problems]
    return [FieldError("", "refused", form.message)]


@router.get("")
def show(request: Request, point_id: UUID, actor: CurrentActor, uow: Uow) -> Response:
    """What was planned, loaded and given, with the forms to load, hand out, take back and close."""
    return _show(request, actor, uow, point_id)


@dataclass(frozen=True, slots=True)
class SentForm:
    """One of the forms on the page of a point, and who sent it."""

    request: Request
    point_id: UUID
    form: SubmittedForm
    actor: Actor
    uow: UnitOfWork

    def take(
        self,
        name: str,
        model: type[C],
        do: Callable[[C], Words],
        answers: dict[str, Any] | None = None,
    ) -> Response:
        """Parse it, do it, and come back with words; refusals stand beside the fields of the form `name`.

        `answers`: what is parsed, where that is not the form as it came.
        """
        self.actor.require(Permission.POINT_HOLD)
        given = self.form.data() if answers is None else answers
        command, problems = parse(model, given)
        if command is None:
            return self._refused(name, FormView.wrong(self.form, _at_fields(problems, given)), 422)
        try:
            words = do(command)
        except AppError as refusal:
            if refusal.status in {403, 404}:
                raise
            problems = _at_fields(list(refusal.errors), given)
            return self._refused(
                name, FormView.wrong(self.form, problems, message=refusal.message), refusal.status
            )
        return go(self.request, f"/points/{self.point_id}", words)

    def _refused(self, name: str, view: FormView, status: int) -> Response:
        return _show(self.request, self.actor, self.uow, self.point_id, status=status, **{name: view})


def _sent(request: Request, point_id: UUID, form: Submitted, actor: CurrentActor, uow: Uow) -> SentForm:
    return SentForm(request, point_id, form, actor, uow)


ToPoint = Annotated[SentForm, Depends(_sent)]


def _at_fields(problems: list[FieldError], answers: dict[str, Any]) -> list[FieldError]:
    """Errors of the till at the form's own names: `till.0.reason` is the reason of the first item."""
    named = []
    for error in problems:
        parts = error.field.split(".")
        field = error.field
        if parts[0] == "till" and len(parts) > 1 and parts[1].isdigit():
            item = answers["till"][int(parts[1])]["item"]
            field = f"till/{item}/{parts[2] if len(parts) > 2 else 'returned'}"
        elif parts[0] == "till":
            field = f"till/{error.facts['item']}/returned" if "item" in error.facts else ""
        named.append(FieldError(field, error.code, error.message, error.facts))
    return named


@router.post("/hand-outs")
def hand_out(sent: ToPoint) -> Response:
    """Hand out; too little in the bag stands beside the quantity with its numbers."""

    def do(command: HandOutKits) -> Words:
        giving.hand_out(sent.actor, command, uow=sent.uow)
        return _("%(count)s handed out.") % {"count": command.quantity}

    return sent.take("give", HandOutKits, do, {**sent.form.data(), "distribution_point": sent.point_id})


@router.post("/hand-outs/{hand_out_id}/reverse")
def reverse(sent: ToPoint, hand_out_id: UUID) -> Response:
    """Take a hand-out back."""

    def do(command: ReverseHandOut) -> Words:
        giving.reverse_hand_out(sent.actor, hand_out_id, command, uow=sent.uow)
        return _("Taken back.")

    return sent.take("settle", ReverseHandOut, do)


@router.post("/loads")
def load(sent: ToPoint) -> Response:
    """Load the bag from a store."""
    sent.actor.require(Permission.STOCK_MOVE)

    def do(command: LoadPoint) -> Words:
        use_cases.load(sent.actor, sent.point_id, command, uow=sent.uow)
        return _("%(count)s loaded.") % {"count": command.quantity}

    return sent.take("load", LoadPoint, do)


@router.post("/returns")
def bring_back(sent: ToPoint) -> Response:
    """Kits go back to the store, or are damaged."""

    def do(command: BringBack) -> Words:
        use_cases.bring_back(sent.actor, sent.point_id, command, uow=sent.uow)
        return _("Saved.")

    return sent.take("back", BringBack, do)


@router.post("/close")
def close(sent: ToPoint) -> Response:
    """Close like a till; blanks count as 0."""

    def do(command: ClosePoint) -> Words:
        done = use_cases.close(sent.actor, sent.point_id, command, uow=sent.uow).value
        if done.state is PointState.APPROVAL:
            return _("Much is unexplained: somebody else must look at it now.")
        return _("The till adds up. The distribution point is closed.")

    return sent.take("till", ClosePoint, do, _till(sent.form))


def _till(form: SubmittedForm) -> dict[str, Any]:
    """What was counted in the bag, item by item, as the command wants it."""
    items = sorted({name.split("/")[1] for name in form.fields if name.startswith("till/")})
    lines = [
        {"item": item, **{part: value for part in _TILL if (value := form.get(f"till/{item}/{part}"))}}
        for item in items
    ]
    identity = form.get("id")
    return {"till": lines, **({"id": identity} if identity else {})}


@router.post("/approve")
def approve(sent: ToPoint) -> Response:
    """Somebody else accepts what is unexplained."""
    sent.actor.require(Permission.STOCK_APPROVE)

    def do(command: SettlePoint) -> Words:
        use_cases.approve(sent.actor, sent.point_id, command, uow=sent.uow)
        return _("Approved. The distribution point is closed.")

    return sent.take("settle", SettlePoint, do)


@router.post("/send-back")
def send_back(sent: ToPoint) -> Response:
    """Open a till that waits again."""

    def do(command: SayWhy) -> Words:
        use_cases.send_back(sent.actor, sent.point_id, command, uow=sent.uow)
        return _("Sent back. The till can be changed again.")

    return sent.take("settle", SayWhy, do)


@router.post("/call-off")
def call_off(sent: ToPoint) -> Response:
    """Call a point off."""
    sent.actor.require(Permission.POINT_PLAN)

    def do(command: SayWhy) -> Words:
        use_cases.call_off(sent.actor, sent.point_id, command, uow=sent.uow)
        return _("Called off.")

    return sent.take("settle", SayWhy, do)
