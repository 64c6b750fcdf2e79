"""A row of a schedule becomes a plan, or says what is wrong in which column. The rules are those of one session."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from app.kernel import guard
from app.kernel.clock import zone
from app.kernel.errors import FieldError, Invalid
from app.kernel.words import Words, _
from app.platform.sheets.cells import date_of, several, time_of, whole_of
from app.platform.sheets.files import Cell
from app.platform.sheets.heading import Sheet
from app.platform.sheets.row import RowReader
from app.sessions.rules import PartnerRole
from app.sessions.rules.imports import BY_KEY, session_key
from app.sessions.rules.plan import SessionPlan, check_shares, check_times, from_wall_clock
from app.sessions.use_cases.imports.known import Known

_SHOWN_AT = {"starts_at": "start", "ends_at": "end"}


@dataclass(frozen=True, slots=True)
class RowPlan:
    """What a row asks for: the id of its session and the plan. `number` is the row's on the sheet, from 1."""

    number: int
    session_id: UUID
    plan: SessionPlan


@dataclass(slots=True, kw_only=True)
class SessionReader(RowReader):
    """Reads the row of a session by what the person may name."""

    known: Known
    default_zone: str

    def times(self) -> tuple[datetime, datetime, str] | None:
        """Start and end as instants, and the zone. An end that is not after the start is on the next day."""
        day = self.value("date", date_of)
        begins = self.value("start", time_of)
        ends = self.value("end", time_of)
        time_zone = self.text("time_zone") or self.default_zone
        try:
            zone(time_zone)
        except KeyError:
            self.wrong("time_zone", "time_zone.unknown", _("There is no time zone of this name."))
            return None
        if day is None or begins is None or ends is None:
            return None
        last = day + timedelta(days=1) if ends <= begins else day
        try:
            starts_at = from_wall_clock(day, begins, time_zone, "start")
            ends_at = from_wall_clock(last, ends, time_zone, "end")
        except (Invalid, OverflowError) as refusal:
            for error in getattr(refusal, "errors", ()):
                self.wrong("date" if error.code == "session.year" else error.field, error.code, error.message)
            return None
        for error in check_times(starts_at, ends_at):
            self.wrong(_SHOWN_AT.get(error.field, error.field), error.code, error.message)
        return starts_at, ends_at, time_zone

    def partners(self, lead_id: UUID | None) -> tuple[tuple[UUID, PartnerRole], ...]:
        """The organisations asked, with what each would do."""
        asked = []
        for organisation, said in self.list_of(
            "partners", self.known.organisations, "organisation.unknown", 20, twice="session.twice"
        ):
            role = self.known.roles.find(said) if said else None
            if role is None:
                message = _("Say what each partner does, such as LAW: facilitator.")
                self.wrong("partners", "session.role", message)
            elif organisation.id == lead_id:
                message = _("The lead organisation is there already.")
                self.wrong("partners", "session.partner_is_lead", message)
            else:
                asked.append((organisation.id, role))
        return tuple(asked)

    def projects(self) -> tuple[tuple[UUID, int | None], ...]:
        """The projects that pay, with their shares."""
        paying: list[tuple[UUID, int | None]] = []
        for project, said in self.list_of(
            "projects", self.known.projects, "project.unknown", 20, twice="session.twice"
        ):
            share = whole_of(said.rstrip("% ٪"), 1, 100) if said else None
            if isinstance(share, Words):
                self.wrong("projects", "session.share_range", _("A share is a whole percent from 1 to 100."))
            else:
                paying.append((project.id, share))
        if not any(one.field == "projects" for one in self.problems):
            for error in check_shares([share for _project, share in paying]):
                self.wrong("projects", error.code, error.message)
        return tuple(paying)

    def kits(self) -> tuple[tuple[str, int], ...]:
        """The items planned, with how many."""
        planned: list[tuple[str, int]] = []
        for item, said in self.list_of(
            "planned_kits", self.known.items, "item.unknown", 20, twice="session.twice"
        ):
            quantity = whole_of(said, 1, 1_000_000_000)
            if isinstance(quantity, Words):
                self.wrong("planned_kits", "import.value", _("Say how many of each item, such as DK: 60."))
            else:
                planned.append((item, quantity))
        return tuple(planned)

    def facilitators(self, involved: Sequence[UUID]) -> tuple[UUID, ...]:
        """The people with these e-mail addresses or names, each once."""
        people = _people(self.cell("facilitators"))
        if len(people) > 20:
            self.wrong("facilitators", "import.too_many", _("At most %(most)s, please.") % {"most": 20})
            return ()
        found = [
            self._with_address(one, involved) if "@" in one else self._called(one, involved) for one in people
        ]
        return tuple(dict.fromkeys(one for one in found if one is not None))

    def _with_address(self, email: str, involved: Sequence[UUID]) -> UUID | None:
        person_id = self.known.people.get(email.lower())
        if person_id is not None and self.known.may_assign(person_id, involved):
            return person_id
        message = _("None of the session's organisations has a person with this e-mail address.")
        self.wrong("facilitators", "facilitator.unknown", message)
        return None

    def _called(self, name: str, involved: Sequence[UUID]) -> UUID | None:
        found = self.known.called(name, involved)
        if len(found) == 1:
            return found.pop()
        if found:
            message = _("Several people are called “%(name)s”. Write the e-mail address.")
            self.wrong("facilitators", "facilitator.several", message % {"name": name})
        else:
            message = _("Your organisation has no facilitator called “%(name)s”. Write the e-mail address.")
            self.wrong("facilitators", "facilitator.unknown", message % {"name": name})
        return None

    def lead(self) -> UUID | None:
        """The organisation that leads, when the person may schedule for it."""
        found = self.one_of("lead_organisation", self.known.organisations, "organisation.unknown")
        if found is not None and not self.known.may_lead(found.id):
            message = _("You do not schedule sessions for this organisation.")
            self.wrong("lead_organisation", "organisation.not_yours", message)
        return found.id if found is not None else None


def _people(cell: Cell) -> list[str]:
    """The addresses and names of a cell; the template's lists write the name behind each address."""
    return [one.split("·", 1)[0].strip() for one in several(cell)]


def emails_in(sheet: Sheet) -> set[str]:
    """Every e-mail address named as a facilitator, in small letters."""
    return {email.lower() for _number, row in sheet.rows for email in _people(row.get("facilitators", ""))}


def read_row(
    number: int, cells: Mapping[str, Cell], known: Known, default_zone: str
) -> tuple[RowPlan | None, list[FieldError]]:
    """The plan of a row, or None and all that is wrong with it, each problem on its column."""
    reader = SessionReader(cells, BY_KEY, known=known, default_zone=default_zone)
    title, note, reference = reader.text("title"), reader.text("note"), reader.text("reference")
    kind = reader.one_of("activity_type", known.kinds, "import.value")
    audience = reader.one_of("audience", known.audiences, "import.value")
    times = reader.times()
    venue = reader.one_of("venue", known.venues, "venue.unknown")
    capacity = reader.value("capacity", lambda cell: whole_of(cell, 1, 1_000_000))
    language = reader.one_of("language", known.languages, "language.unknown")
    topics = [
        code
        for code, _said in reader.list_of("topics", known.topics, "topic.unknown", 30, twice="session.twice")
    ]
    lead = reader.lead()
    partners = reader.partners(lead)
    campaign = reader.one_of("campaign", known.campaigns, "campaign.unknown")
    involved = [*([lead] if lead else []), *(one for one, _role in partners)]
    people = reader.facilitators(involved)
    projects, kits = reader.projects(), reader.kits()
    reader.problems += guard.problems({"title": title, "note": note}, "")
    if reader.problems or times is None or lead is None or capacity is None:
        return None, reader.problems
    plan = SessionPlan(
        title=title,
        activity_type=kind,
        audience=audience,
        starts_at=times[0],
        ends_at=times[1],
        time_zone=times[2],
        venue_id=venue.id,
        area_code=venue.area,
        language_code=language,
        topics=tuple(topics),
        lead_organisation_id=lead,
        partners=partners,
        facilitator_ids=people,
        capacity=capacity,
        projects=projects,
        campaign_id=campaign.id if campaign else None,
        planned_kits=kits,
        note=note,
    )
    mark = ("reference", reference) if reference else ("at", plan.starts_at.isoformat(), plan.venue_id)
    return RowPlan(number, session_key(lead, *mark), plan), []
