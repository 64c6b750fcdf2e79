"""The people of the demo. Made-up first names, addresses that lead nowhere, one tap to come in."""

from __future__ import annotations

from dataclasses import dataclass

from app.access.permissions import Role


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """Somebody of the story, with the one role held in one organisation, and the languages of her or his sessions."""

    name: str
    organisation: str
    role: Role
    speaks: tuple[str, ...] = ()

    @property
    def email(self) -> str:
        """The address on the sign-in page; nothing is ever sent to it."""
        return f"{self.name.lower()}@demo.example"


PEOPLE = (
    DemoPerson("Amina", "IOM", Role.COORDINATOR),
    DemoPerson("Farid", "UNODC", Role.COORDINATOR),
    DemoPerson("Bilal", "CARITAS", Role.PLANNER, ("ar", "en", "fr")),
    DemoPerson("Chantal", "CARITAS", Role.FACILITATOR, ("ar", "am", "en", "fr", "tl", "bn")),
    DemoPerson("Daoud", "CARITAS", Role.STOREKEEPER),
    DemoPerson("Esther", "KAFA", Role.PLANNER),
    DemoPerson("Maya", "KAFA", Role.STOREKEEPER),
    DemoPerson("Lina", "LAW", Role.PLANNER),
    DemoPerson("Ines", "UPEL", Role.PLANNER),
    DemoPerson("Hanna", "CH", Role.DONOR),
    DemoPerson("Georges", "IOM", Role.ADMINISTRATOR),
)

PLANS_FOR = {
    "CARITAS": "Bilal",
    "LAW": "Lina",
    "KAFA": "Esther",
    "UPEL": "Ines",
    "IOM": "Amina",
    "UNODC": "Farid",
}
"""Who schedules the sessions an organisation leads, and accepts its part in those of others."""
