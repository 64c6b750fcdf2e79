"""What forms and papers of hand-outs call people."""

from __future__ import annotations

from app.kernel.types import Sex
from app.kernel.words import _

SEX_NAMES = {
    Sex.FEMALE: _("female"),
    Sex.MALE: _("male"),
    Sex.OTHER: _("other"),
    Sex.NOT_STATED: _("not stated"),
}
