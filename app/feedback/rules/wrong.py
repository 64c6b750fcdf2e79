"""Why a sheet was wrong: coded, because a free text could say who was asked."""

from __future__ import annotations

from enum import StrEnum

from app.kernel.words import Words, _


class WhyWrong(StrEnum):
    """Why a sheet is taken back."""

    TYPED_TWICE = "typed_twice"
    WRONG_NUMBERS = "wrong_numbers"
    WRONG_GROUP = "wrong_group"
    WRONG_DISTRIBUTION = "wrong_distribution"


WRONG_NAMES: dict[WhyWrong, Words] = {
    WhyWrong.TYPED_TWICE: _("typed twice"),
    WhyWrong.WRONG_NUMBERS: _("wrong numbers"),
    WhyWrong.WRONG_GROUP: _("wrong community, sex or age"),
    WhyWrong.WRONG_DISTRIBUTION: _("belongs to another distribution"),
}
