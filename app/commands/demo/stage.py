"""Where the story is told: its people as actors, its halls and stores, and ids that are the same each time."""

from __future__ import annotations

from uuid import UUID, uuid5

from app.access.actor import Actor, Door, Membership
from app.accounts import public as accounts
from app.commands.demo.people import PEOPLE, PLANS_FOR
from app.commands.demo.plan import VENUES, PlannedVenue
from app.commands.demo.supply import KEEPS, STORES
from app.kernel.errors import Conflict
from app.kernel.words import _
from app.kits import use_cases as kits
from app.kits.rules import LocationKind
from app.kits.schemas import AddLocation
from app.organisations import public as organisations
from app.places.schemas import AddVenue
from app.places.use_cases import venues as places
from app.platform.unit_of_work import UnitOfWork

SPACE = UUID("3a7cf7b0-9f43-5d0c-8a7e-73746f727931")


def an_id(name: str) -> UUID:
    """The same id for the same name, always."""
    return uuid5(SPACE, name)


class Stage:
    """The unit of work and everybody on stage. `set_up` before the first act."""

    def __init__(self, uow: UnitOfWork) -> None:
        self.uow = uow
        self.actors: dict[str, Actor] = {}
        self.halls: dict[str, UUID] = {}
        self.stores: dict[str, UUID] = {name: an_id(f"store {name}") for name in STORES}

    def set_up(self) -> None:
        """People, halls and stores; what is there already stays as it is."""
        self._people()
        self._halls()
        for name, (organisation, title) in STORES.items():
            kind = LocationKind.WAREHOUSE if name == "iom" else LocationKind.PARTNER_STORE
            store = AddLocation(id=self.stores[name], organisation=organisation, name=title, kind=kind)
            kits.add_location(self.actors[KEEPS[name]], store, uow=self.uow)

    def _people(self) -> None:
        with self.uow.begin(housekeeping="nobody new") as tx:
            homes = organisations.by_codes(tx, {person.organisation for person in PEOPLE})
            if not homes:
                raise Conflict(
                    "demo.no_reference_data",
                    _("The reference lists are empty. Run `karama seed` first, then try again."),
                )
            there = accounts.people_by_emails(tx, [person.email for person in PEOPLE])
            for person in PEOPLE:
                home = homes[person.organisation]
                identity = an_id(person.email)
                if person.email not in there:
                    accounts.add_demo_person(
                        tx, identity, person.email, person.name, home.id, person.role, speaks=person.speaks
                    )
                self.actors[person.name] = Actor(
                    person_id=identity,
                    name=person.name,
                    email=person.email,
                    memberships=(Membership(home.id, home.code, person.role),),
                    door=Door.COMMAND_LINE,
                )

    def _halls(self) -> None:
        coordinator = self.actors["Amina"]
        known: dict[str, UUID] = {}
        cursor: str | None = None
        while True:
            page = places.list_venues(coordinator, uow=self.uow, limit=200, cursor=cursor)
            known |= {venue.name: venue.id for venue in page.items}
            if page.next is None:
                break
            cursor = page.next
        for key, hall in VENUES.items():
            self.halls[key] = known.get(hall.name) or self._build(key, hall)

    def _build(self, key: str, hall: PlannedVenue) -> UUID:
        command = AddVenue(
            id=an_id(f"hall {key}"),
            name=hall.name,
            area=hall.area,
            capacity=hall.capacity,
            accessible=hall.accessible,
            sensitive=hall.sensitive,
        )
        keeper = self.actors[PLANS_FOR.get(hall.organisation, "Amina")]
        return places.add_venue(keeper, command, uow=self.uow).value.id
