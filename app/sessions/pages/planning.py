"""The flat answers of the form and the shape of a plan, in both directions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any, Protocol

from app.accounts.public import Choosable, people_labels, person_named
from app.kernel.clock import zone
from app.kernel.errors import FieldError, Invalid
from app.kernel.types import Names, western_digits
from app.kernel.words import Words, _
from app.places.public import labels_of, venue_named
from app.platform.web.forms import SubmittedForm
from app.sessions.rules.plan import from_wall_clock
from app.sessions.schemas import SessionView
from app.sessions.use_cases import FormChoices

PARTNER_ROWS, FACILITATOR_ROWS, PROJECT_ROWS, KIT_ROWS = 4, 3, 3, 3

_PLAIN = (
    "title",
    "activity_type",
    "audience",
    "time_zone",
    "language",
    "lead_organisation",
    "capacity",
    "campaign",
    "note",
    "note_reason",
    "override_reason",
)
_LISTED = {
    "partners": ("organisation", "role"),
    "projects": ("project", "share"),
    "planned_kits": ("item", "quantity"),
}
_CHOSEN = {"partners": "organisation", "projects": "project", "planned_kits": "item"}
"""A row counts when this field of it was answered."""
_NUMBERS = {"partners": (), "projects": ("share",), "planned_kits": ("quantity",)}
"""What is typed beside it: a number that belongs to nothing is asked about, never dropped."""
_ROW = re.compile(r"^(partners|projects|planned_kits|facilitators)\.(\d{1,3})(\..*)?$", re.ASCII)
_SHOWN_AT = {"starts_at": "start", "ends_at": "end"}


@dataclass(slots=True)
class Answers:
    """The form as a command's data, what was already wrong with it, and which row each list entry came from."""

    data: dict[str, Any] = field(default_factory=dict)
    problems: list[FieldError] = field(default_factory=list)
    rows: dict[str, list[int]] = field(default_factory=dict)

    def on_form(self, name: str) -> str:
        """A field of the command, named as the field of the form is (the row it was typed in, `start`)."""
        name = _SHOWN_AT.get(name, name)
        found = _ROW.match(name)
        if found and int(found[2]) < len(self.rows.get(found[1], [])):
            return f"{found[1]}.{self.rows[found[1]][int(found[2])]}{found[3] or ''}"
        return name

    def at_their_fields(self, errors: Iterable[FieldError]) -> list[FieldError]:
        """Errors of the command, named as the fields of the form are; each field once."""
        named: dict[str, FieldError] = {one.field: one for one in self.problems}
        for error in errors:
            if error.field in _SHOWN_AT and any(
                missing in named for missing in ("date", "start", "end", "ends_on", "time_zone")
            ):
                continue  # the instant is missing because these are
            name = self.on_form(error.field)
            named.setdefault(name, FieldError(name, error.code, error.message, error.facts))
        return list(named.values())


@dataclass(frozen=True, slots=True)
class Labels:
    """What a form offers by name: label → id of each venue, label → e-mail address of each facilitator."""

    venues: dict[str, str]
    people: dict[str, str]


class _Named(Protocol):
    @property
    def people(self) -> list[Choosable]: ...
    @property
    def languages(self) -> list[tuple[str, Names]]: ...


def labels_of_people(choices: _Named, language: str) -> dict[str, str]:
    """See `people_labels`; languages are named in the reader's."""
    names = {code: one.in_language(language) for code, one in choices.languages}
    return people_labels(choices.people, names)


def labels_for(choices: FormChoices, language: str) -> Labels:
    """The labels of everything that the form of a plan offers by name."""
    return Labels(labels_of(choices.venues, language), labels_of_people(choices, language))


def people_typed(form: SubmittedForm) -> list[str]:
    """What stands in the fields of the facilitators."""
    return [form.get(f"facilitators.{row}") for row in _row_numbers(form, "facilitators")]


def _row_numbers(form: SubmittedForm, name: str) -> list[int]:
    numbers = {int(found[2]) for key in form.fields if (found := _ROW.match(key)) and found[1] == name}
    return sorted(numbers)


def _lists(form: SubmittedForm, people: Mapping[str, str], answers: Answers) -> None:
    for name, parts in _LISTED.items():
        chosen = _CHOSEN[name]
        rows = [row for row in _row_numbers(form, name) if form.get(f"{name}.{row}.{chosen}")]
        answers.rows[name] = rows
        answers.problems += [
            FieldError(f"{name}.{row}.{chosen}", "missing", _("Please fill this in."))
            for row in _row_numbers(form, name)
            if row not in rows and any(form.get(f"{name}.{row}.{part}") for part in _NUMBERS[name])
        ]
        answers.data[name] = [
            {part: value for part in parts if (value := form.get(f"{name}.{row}.{part}"))} for row in rows
        ]
    rows = [row for row in _row_numbers(form, "facilitators") if form.get(f"facilitators.{row}")]
    answers.rows["facilitators"] = rows
    answers.data["facilitators"], problems = read_people(form, rows, people)
    answers.problems += problems


def read_people(
    form: SubmittedForm, rows: Iterable[int], people: Mapping[str, str]
) -> tuple[list[str], list[FieldError]]:
    """The e-mail addresses of those chosen in these rows by label, name or address, and what is wrong."""
    read = [person_named(form.get(name), people, name) for name in (f"facilitators.{row}" for row in rows)]
    return [email for email, _wrong in read if email], [wrong for _email, wrong in read if wrong]


def day_of(text: str) -> date | None:
    """A date as browsers send it, in any script's digits."""
    try:
        return date.fromisoformat(western_digits(text))
    except ValueError:
        return None


def clock_of(text: str) -> time | None:
    """A time of the day as browsers send it (09:30), in any script's digits."""
    try:
        given = time.fromisoformat(western_digits(text))
    except ValueError:
        return None
    return given.replace(tzinfo=None, second=0, microsecond=0)


def read_times(form: SubmittedForm, time_zone: str) -> tuple[dict[str, datetime], list[FieldError]]:
    """`starts_at` and `ends_at` from date, start, end and (optional) last day on the clocks of a zone."""
    day, begins, ends = day_of(form.get("date")), clock_of(form.get("start")), clock_of(form.get("end"))
    last_day = day_of(form.get("ends_on")) if form.get("ends_on") else day
    problems = [
        FieldError(name, "missing", sentence)
        for name, value, sentence in (
            ("date", day, _("Please write a date.")),
            ("start", begins, _("Please write a time.")),
            ("end", ends, _("Please write a time.")),
            ("ends_on", last_day or not form.get("ends_on"), _("Please write a date.")),
        )
        if not value and value != time()
    ]
    try:
        zone(time_zone)
    except KeyError:
        problems.append(
            FieldError("time_zone", "time_zone.unknown", _("There is no time zone of this name."))
        )
    if problems or day is None or last_day is None or begins is None or ends is None:
        return {}, problems
    try:
        return {
            "starts_at": from_wall_clock(day, begins, time_zone, "start"),
            "ends_at": from_wall_clock(last_day, ends, time_zone, "end"),
        }, []
    except Invalid as refusal:
        written = {"start": "date", "end": "ends_on" if form.get("ends_on") else "date"}
        return {}, [
            FieldError(written[one.field], one.code, one.message) if one.code == "session.year" else one
            for one in refusal.errors
        ]


def answers_of(form: SubmittedForm, labels: Labels) -> Answers:
    """The submitted form in the shape of a command (without `id` and `version`)."""
    answers = Answers({name: value for name in _PLAIN if (value := form.get(name))})
    answers.data["topics"] = form.all("topics")
    _lists(form, labels.people, answers)
    times, problems = read_times(form, form.get("time_zone"))
    answers.data |= times
    answers.problems += problems
    venue, problem = venue_named(form.get("venue"), labels.venues)
    if venue is not None:
        answers.data["venue"] = venue
    if problem is not None:
        answers.problems.append(problem)
    return answers


def values_of(session: SessionView, labels: Labels) -> dict[str, Any]:
    """A saved session as the form shows it."""
    begins = session.starts_at.astimezone(zone(session.time_zone))
    ends = session.ends_at.astimezone(zone(session.time_zone))
    by_id = {venue_id: label for label, venue_id in labels.venues.items()}
    values: dict[str, Any] = {
        "version": str(session.version),
        "title": session.title,
        "activity_type": session.activity_type.value,
        "audience": session.audience.value,
        "date": begins.date().isoformat(),
        "start": f"{begins:%H:%M}",
        "end": f"{ends:%H:%M}",
        "ends_on": "" if ends.date() == begins.date() else ends.date().isoformat(),
        "time_zone": session.time_zone,
        "venue": by_id.get(str(session.venue), session.venue_name),
        "language": session.language,
        "topics": list(session.topics),
        "lead_organisation": session.lead_organisation,
        "capacity": str(session.capacity),
        "campaign": session.campaign or "",
        "note": session.note,
    }
    for row, part in enumerate(session.partners):
        values |= {
            f"partners.{row}.organisation": part.organisation,
            f"partners.{row}.role": part.role.value,
        }
    values |= values_of_people(session.facilitators, labels)
    for row, line in enumerate(session.projects):
        values |= {
            f"projects.{row}.project": line.project,
            f"projects.{row}.share": "" if line.share is None else str(line.share),
        }
    for row, kit in enumerate(session.planned_kits):
        values |= {f"planned_kits.{row}.item": kit.item, f"planned_kits.{row}.quantity": str(kit.quantity)}
    return values


def values_of_people(emails: Iterable[str], labels: Labels) -> dict[str, str]:
    """Facilitators as the form shows them; whoever is not offered stands there with her address."""
    by_email = {email: label for label, email in labels.people.items()}
    return {f"facilitators.{row}": by_email.get(email, email) for row, email in enumerate(emails)}


FIELD_LABELS: dict[str, Words] = {
    "title": _("Title"),
    "activity_type": _("Kind"),
    "audience": _("For whom"),
    "date": _("Date"),
    "start": _("Begins at"),
    "end": _("Ends at"),
    "ends_on": _("Last day"),
    "time_zone": _("Time zone"),
    "venue": _("Venue"),
    "language": _("Language"),
    "topics": _("Topics"),
    "lead_organisation": _("Lead organisation"),
    "capacity": _("Seats"),
    "campaign": _("Campaign"),
    "note": _("Note"),
    "partners": _("Partners"),
    "facilitators": _("Facilitators"),
    "projects": _("Projects that pay"),
    "planned_kits": _("Kits planned"),
}


def _together(values: Mapping[str, Any], name: str, words: Mapping[str, str]) -> str:
    """All that is said under a name, on one line; `words` turns codes into what people read."""
    found = [
        words.get(str(value), str(value))
        for key, value in values.items()
        if (key == name or key.startswith(f"{name}.")) and value and not isinstance(value, list)
        if name not in _CHOSEN or values.get(f"{key.rpartition('.')[0]}.{_CHOSEN[name]}")
    ]
    listed = values.get(name)
    if isinstance(listed, list):
        found += [words.get(str(one), str(one)) for one in listed]
    return " · ".join(sorted(found) if name == "topics" else found)


def differences(
    saved: Mapping[str, Any], typed: Mapping[str, Any], words: Mapping[str, str]
) -> list[tuple[Words, str, str]]:
    """(field, what is saved now, what was typed) for each field in which two versions differ."""
    found = []
    for name, label in FIELD_LABELS.items():
        now, then = _together(saved, name, words), _together(typed, name, words)
        if now != then:
            found.append((label, now, then))
    return found


__all__ = [
    "Answers",
    "Labels",
    "answers_of",
    "differences",
    "labels_for",
    "labels_of",
    "labels_of_people",
    "people_typed",
    "read_people",
    "read_times",
    "values_of",
    "values_of_people",
    "venue_named",
]
