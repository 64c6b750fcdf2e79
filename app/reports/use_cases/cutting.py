"""What a lens counts of its project: which codes it may name, and what they mean when a report is made."""

from __future__ import annotations

from app.access.actor import Actor
from app.access.permissions import Permission
from app.kernel.errors import FieldError, Invalid
from app.kernel.words import Words, _
from app.places import public as places
from app.platform import formats
from app.platform.unit_of_work import ReadTx, UnitOfWork
from app.reports.asked import AddLens, ChangeLens
from app.reports.build.cuts import Cuts
from app.reports.rules import FORMAT_NAMES, FileKind
from app.reports.tables import Lens
from app.sessions.public import ACTIVITY_NAMES
from app.vocabularies import public as vocabularies


def cuts_of(look: ReadTx, lens: Lens) -> Cuts:
    """The cuts of a lens, areas with everything below them."""
    below = frozenset[str]().union(*(places.codes_below(look, code) for code in lens.areas))
    return Cuts(
        areas=tuple(lens.areas),
        below=below,
        activity_types=tuple(lens.activity_types),
        communities=tuple(lens.communities),
        rounding=lens.rounding,
        formats=tuple(FileKind(one) for one in lens.formats),
    )


def lists_to_choose(
    actor: Actor, language: str, *, uow: UnitOfWork
) -> dict[str, list[tuple[str, Words | str]]]:
    """For each list of a lens what may be chosen: (code, name)."""
    actor.require(Permission.REPORT_MAKE)
    with uow.read() as look:
        areas = [one for one in places.area_choices(look) if one.level in {1, 2}]
        communities = [one for one in vocabularies.communities(look) if not one.never_alone]
    names = {one.code: one.names.in_language(language) for one in areas}
    return {
        "areas": [
            (
                one.code,
                f"{names.get(one.parent_code or '', '')} · {names[one.code]}"
                if one.level > 1
                else names[one.code],
            )
            for one in sorted(
                areas,
                key=lambda one: (names.get(one.governorate or one.code, ""), one.level, names[one.code]),
            )
        ],
        "communities": [(one.code, one.names.in_language(language)) for one in communities],
        "activity_types": [(one.value, name) for one, name in ACTIVITY_NAMES.items()],
        "formats": [(one.value, name) for one, name in FORMAT_NAMES.items()],
    }


def cut_problems(
    look: ReadTx, command: AddLens | ChangeLens, threshold: int, kept_rounding: int = 0
) -> list[FieldError]:
    """What is wrong with the cuts a command names, beside the threshold its lens will have."""
    problems = [
        FieldError(
            "areas", "area.unknown", _("There is no area with the code %(code)s.") % {"code": code[:64]}
        )
        for code in command.areas or ()
        if not places.codes_below(look, code)
    ]
    if command.communities:
        problems += _of_communities(look, frozenset(command.communities))
    rounding = kept_rounding if command.rounding is None else command.rounding
    if rounding and (not threshold or rounding < threshold):
        sentence = _(
            "Rounding takes the place of hiding: it needs a threshold, and multiples of at least that many."
        )
        problems.append(FieldError("rounding", "lens.rounding", sentence))
    if FileKind.ZIP in (command.formats or ()):
        sentence = _("The ZIP holds the formats that are chosen: it is not one of them.")
        problems.append(FieldError("formats", "lens.zip", sentence))
    return problems


def _of_communities(look: ReadTx, named: frozenset[str]) -> list[FieldError]:
    """Unknown ones; those that may never stand alone, whether they are named or are all that is left unnamed."""
    try:
        vocabularies.check_codes(look, communities=named)
    except Invalid as unknown:
        return [FieldError("communities", one.code, one.message, one.facts) for one in unknown.errors]
    every = vocabularies.communities(look)
    alone = sorted(one.code for one in every if one.never_alone and one.code in named)
    if alone:
        sentence = _("%(communities)s may never be told of alone, so a lens cannot choose them.")
        told = sentence % {"communities": formats.listing(alone)}
        return [FieldError("communities", "lens.never_alone", told)]
    left = [one for one in every if one.code not in named]
    if left and all(one.never_alone for one in left):
        sentence = _("What is left out would tell of communities that may never be told of alone.")
        return [FieldError("communities", "lens.never_alone", sentence)]
    return []
