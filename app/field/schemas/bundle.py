"""What a tablet takes along: everything it shows without a network. No person who comes to a session is in it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from app.kernel.types import View

NamesByLanguage = dict[str, str]


class BundleDevice(View):
    """The tablet itself, and whose work it is when nobody says who is recording."""

    id: UUID
    label: str
    person: UUID


class BundlePin(View):
    """PBKDF2-SHA256, salt and hash in hex: who is recording is checked on the tablet."""

    salt: str
    rounds: int
    hash: str


class BundlePerson(View):
    """Somebody who may record on this tablet."""

    id: UUID
    name: str
    pin: BundlePin | None


class BundleCommunity(View):
    """A community that can be counted."""

    code: str
    names: NamesByLanguage
    never_alone: bool


class BundleWord(View):
    """A code and its words."""

    code: str
    names: NamesByLanguage


class BundleItem(View):
    """Something that is handed out."""

    code: str
    names: NamesByLanguage
    kind: str


class BundleCell(View):
    """People counted in a cell."""

    community: str
    sex: str
    age_band: str
    count: int


class BundleCounts(View):
    """The three counts of a session."""

    cells: list[BundleCell]
    door: int
    tickets: int


class BundleBagLine(View):
    """One item of a session's bag."""

    item: str
    loaded: int
    given: int
    returned: int
    damaged: int
    remains: int


class BundlePlace(View):
    """A store from which the bag can be loaded."""

    id: UUID
    name: str


class BundleTicket(View):
    """A ticket, known only by its hash."""

    hash: str
    state: str
    entry_at: datetime | None
    kits: list[dict[str, Any]]


class BundleSheet(View):
    """A numbered paper sheet of a session; typed in before, or not yet."""

    id: UUID
    number: int
    entered: bool


class BundleSession(View):
    """One session of the tablet's person. `expected` are the communities to show first."""

    id: UUID
    code: str
    title: str
    status: str
    starts_at: datetime
    ends_at: datetime
    time_zone: str
    local_date: date
    venue: str
    language: str
    capacity: int
    expected: list[str]
    topics: list[str]
    planned_kits: list[dict[str, Any]]
    counts: BundleCounts
    bag: list[BundleBagLine]
    places: list[BundlePlace]
    witnesses: list[BundleWord]
    sheets: list[BundleSheet]
    tickets: list[BundleTicket]
    closed: bool


class Bundle(View):
    """Everything. `applied_seq` and `applied_beyond`: events of this tablet whose effect is in the counts."""

    instance: str
    server_time: datetime
    token: str
    good_until: datetime
    device: BundleDevice
    applied_seq: int
    applied_beyond: list[int]
    people: list[BundlePerson]
    communities: list[BundleCommunity]
    age_bands: list[str]
    topics: list[BundleWord]
    services: list[BundleWord]
    gap_reasons: list[BundleWord]
    refusal_reasons: list[BundleWord]
    till_reasons: list[BundleWord]
    items: list[BundleItem]
    sessions: list[BundleSession]
