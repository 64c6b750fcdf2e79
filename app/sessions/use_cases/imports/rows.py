"""A row of a schedule becomes a plan, or says what is wrong in which column. The rules are those of one session."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from app.kernel.clock import zone
from app.kernel.errors import FieldError, Invalid
from app.kernel.words import Words, _
from app.sessions.rules import PartnerRole
from app.sessions.rules.import_cells import date_of, pair, printable, several, text_of, time_of, whole_of
from app.sessions.rules.import_files import Cell
from app.sessions.rules.imports import BY_KEY, session_key
from app.sessions.rules.plan import SessionPlan, check_shares, check_times, from_wall_clock
from app.sessions.use_cases.imports.known import Known, Listed
from app.sessions.use_cases.resolving import TWICE

MISSING = _("Please fill this in.")
_TEXTS = {"title": 200, "note": 2000, "reference": 64}
_SHOWN_AT = {"starts_at": "start", "ends_at": "end"}


@dataclass(frozen=True, slots=True)
class RowPlan:
    """What a row asks for: the id of its session and the plan. `number` is the row's on the sheet, from 1."""

    number: int
    session_id: UUID
    plan: SessionPlan


@dataclass(slots=True)
class RowReader:
    """Reads one row; what is wrong collects in `problems`, each with its column."""

    cells: Mapping[str, Cell]
    known: Known
    default_zone: str
    problems: list[FieldError] = field(default_factory=list)

    def wrong(self, column: str, code: str, message: Words) -> None:
        """Note what is wrong in a column; the first thing counts."""
        if not any(one.field == column for one in self.problems):
            self.problems.append(FieldError(column, code, message))

    def cell(self, column: str) -> Cell:
        """What stands in a column; an empty text where there is nothing."""
        return self.cells.get(column, "")

    def text(self, column: str) -> str:
        """A text, checked for length and signs; a missing one is noted unless it is optional."""
        text = text_of(self.cell(column))
        if not text and not BY_KEY[column].optional:
            self.wrong(column, "missing", MISSING)
        refused = printable(text, _TEXTS.get(column, 200))
        if refused is not None:
            self.wrong(column, "text", refused)
        return text

    def value(self, column: str, read: Any) -> Any:
        """What `read` makes of a cell, or None with the problem noted."""
        if not text_of(self.cell(column)):
            self.wrong(column, "missing", MISSING)
            return None
        found = read(self.cell(column))
        if isinstance(found, Words):
            self.wrong(column, "import.value", found)
            return None
        return found

    def one_of(self, column: str, listed: Listed[Any], code: str) -> Any:
        """The thing a cell names, or None with the problem noted (but for an optional empty cell)."""
        text = self.text(column)
        return self.named(column, text, listed, code) if text else None

    def named(self, column: str, text: str, listed: Listed[Any], code: str) -> Any:
        """The thing of this name, or None with the problem noted."""
        found = listed.find(text)
        if found is None and listed.is_ambiguous(text):
            message = _("Several things are called “%(text)s”. Choose from the list, or write the code.")
            self.wrong(column, "import.ambiguous", message % {"text": text[:80]})
        elif found is None:
            self.wrong(column, code, _("“%(text)s” is not known.") % {"text": text[:80]})
        return found

    def times(self) -> tuple[datetime, datetime, str] | None:
        """Start and end as instants, and the zone. An end that is not after the start is on the next day."""
        day: date | None = self.value("date", date_of)
        begins: time | None = self.value("start", time_of)
        ends: time | None = self.value("end", time_of)
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

    def list_of(self, column: str, listed: Listed[Any], code: str, most: int) -> list[tuple[Any, str]]:
        """The things a cell lists, each with what stands behind its colon."""
        parts = several(self.cell(column))
        if len(parts) > most:
            self.wrong(column, "import.too_many", _("At most %(most)s, please.") % {"most": most})
            return []
        found = []
        for part in parts:
            # A name may hold a colon itself: the whole is tried first.
            whole = listed.find(part)
            name, said = (part, "") if whole is not None else pair(part)
            thing = whole if whole is not None else self.named(column, name, listed, code)
            if thing is not None:
                found.append((thing, said))
        identities = [getattr(thing, "id", thing) for thing, _said in found]
        if len(set(identities)) != len(identities):
            self.wrong(column, "session.twice", TWICE)
        return found

    def partners(self, lead_id: UUID | None) -> tuple[tuple[UUID, PartnerRole], ...]:
        """The organisations asked, with what each would do."""
        asked = []
        for organisation, said in self.list_of(
            "partners", self.known.organisations, "organisation.unknown", 20
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
        for project, said in self.list_of("projects", self.known.projects, "project.unknown", 20):
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
        for item, said in self.list_of("planned_kits", self.known.items, "item.unknown", 20):
            quantity = whole_of(said, 1, 1_000_000_000)
            if isinstance(quantity, Words):
                self.wrong("planned_kits", "import.value", _("Say how many of each item, such as DK: 60."))
            else:
                planned.append((item, quantity))
        return tuple(planned)

    def facilitators(self, involved: Sequence[UUID]) -> tuple[UUID, ...]:
        """The people with these e-mail addresses, each once."""
        emails = several(self.cell("facilitators"))
        if len(emails) > 20:
            self.wrong("facilitators", "import.too_many", _("At most %(most)s, please.") % {"most": 20})
            return ()
        found = []
        for email in emails:
            person_id = self.known.people.get(email.lower())
            if person_id is None or not self.known.may_assign(person_id, involved):
                message = _("None of the session's organisations has a person with this e-mail address.")
                self.wrong("facilitators", "facilitator.unknown", message)
            else:
                found.append(person_id)
        return tuple(dict.fromkeys(found))

    def lead(self) -> UUID | None:
        """The organisation that leads, when the person may schedule for it."""
        found = self.one_of("lead_organisation", self.known.organisations, "organisation.unknown")
        if found is not None and not self.known.may_lead(found.id):
            message = _("You do not schedule sessions for this organisation.")
            self.wrong("lead_organisation", "organisation.not_yours", message)
        return found.id if found is not None else None


def read_row(
    number: int, cells: Mapping[str, Cell], known: Known, default_zone: str
) -> tuple[RowPlan | None, list[FieldError]]:
    """The plan of a row, or None and all that is wrong with it, each problem on its column."""
    reader = RowReader(cells, known, default_zone)
    title, note, reference = reader.text("title"), reader.text("note"), reader.text("reference")
    kind = reader.one_of("activity_type", known.kinds, "import.value")
    audience = reader.one_of("audience", known.audiences, "import.value")
    times = reader.times()
    venue = reader.one_of("venue", known.venues, "venue.unknown")
    capacity = reader.value("capacity", lambda cell: whole_of(cell, 1, 1_000_000))
    language = reader.one_of("language", known.languages, "language.unknown")
    topics = [code for code, _said in reader.list_of("topics", known.topics, "topic.unknown", 30)]
    lead = reader.lead()
    partners = reader.partners(lead)
    campaign = reader.one_of("campaign", known.campaigns, "campaign.unknown")
    involved = [*([lead] if lead else []), *(one for one, _role in partners)]
    people = reader.facilitators(involved)
    projects, kits = reader.projects(), reader.kits()
    if reader.problems or times is None or lead is None:
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
