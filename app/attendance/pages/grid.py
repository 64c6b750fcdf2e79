"""The grid form: which rows and cells it shows, and what a submitted one says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from app.attendance.rules import (
    BLANK,
    MAX_DELTA,
    MAX_IN_A_CELL,
    SEX_NAMES,
    CellKey,
    CellState,
    GridChange,
    TooManyInACell,
    cell_of_name,
    name_of_cell,
    odd_cells,
    read_base,
    read_cell,
    what_changed,
    write_base,
    write_cell,
)
from app.attendance.schemas import CountingPage, GridLine, MarkLine, SaveGrid
from app.kernel.errors import AppError, FieldError
from app.kernel.ids import new_id
from app.kernel.types import NOT_STATED_BAND, Sex
from app.kernel.words import Words, _
from app.platform.web.forms import FormView, SubmittedForm

ROWS_AT_FIRST = 5
"""How many communities an empty form offers; the others are one choice away."""

ALWAYS_SHOWN = (Sex.FEMALE, Sex.MALE)
FOLDED = (Sex.OTHER, Sex.NOT_STATED)

_NOT_A_NUMBER = _("%(cell)s: please write a whole number, or - for not collected.")
_TOO_MANY = _("Please write %(le)s or less.") % {"le": MAX_IN_A_CELL}
_TOO_MUCH = _("Please add at most %(most)s people at once.") % {"most": MAX_DELTA}


@dataclass(frozen=True, slots=True)
class GridCell:
    """One input: `now` is the saved count when it differs from what the form had seen."""

    name: str
    value: str
    label: Words
    wrong: bool
    now: str | None


@dataclass(frozen=True, slots=True)
class GridRow:
    """A community: its cells by sex, and its saved total."""

    code: str
    name: str
    shown: list[list[GridCell]]
    folded: list[list[GridCell]]
    total: int


@dataclass(frozen=True, slots=True)
class GridView:
    """The whole form: rows, the communities that can be added, column totals as saved, hidden fields."""

    rows: list[GridRow]
    addable: list[tuple[str, str]]
    bands: list[tuple[str, bool]]
    shown: list[Words]
    folded: list[Words]
    shown_totals: list[list[int]]
    folded_totals: list[list[int]]
    open_folded: bool
    base: str
    door_base: int
    confirmed: str


@dataclass(slots=True)
class Submission:
    """A submitted grid, read: the command, or what is wrong with it, or what must be asked first."""

    command: SaveGrid | None
    problems: list[FieldError] = field(default_factory=list)
    questions: list[FieldError] = field(default_factory=list)
    confirmed: str = ""


def states_of(page: CountingPage) -> dict[CellKey, CellState]:
    """The cells as the form shows them; after verification the late people are in them too."""
    return {
        (cell.community, cell.sex.value, cell.age_band): CellState(
            cell.count + (cell.late if page.late else 0), cell.mark
        )
        for cell in page.cells
    }


def door_of(page: CountingPage) -> int:
    """The door count as the form shows it."""
    return page.counts.door + (page.counts.door_late if page.late else 0)


def name_cell(page: CountingPage, key: CellKey, language: str) -> Words:
    """A cell in words: Ethiopian, women, girls, 18-59."""
    community, sex, band = key
    return _("%(community)s, %(sex)s, %(band)s") % {
        "community": page.names[community].in_language(language),
        "sex": SEX_NAMES[Sex(sex)],
        "band": _("ages not taken") if band == NOT_STATED_BAND else band,
    }


def rows_to_show(page: CountingPage, asked: list[str]) -> list[str]:
    """Communities counted so far, then the most common ones up to a handful, then those asked for."""
    counted = {cell.community for cell in page.cells if cell.count or cell.late or cell.mark}
    first = [code for code in page.communities if code in counted]
    first += sorted(counted - set(first))
    common = [code for code in page.communities if code not in counted]
    first += common[: max(0, ROWS_AT_FIRST - len(first))]
    return first + [code for code in dict.fromkeys(asked) if code in page.names and code not in first]


def grid_view(page: CountingPage, form: FormView, language: str, *, rows: list[str]) -> GridView:
    """The form with what was typed (`form.values`) or else what is saved."""
    states = states_of(page)
    base = read_base(form.values["base"]) if "base" in form.values else states

    def cell(key: CellKey) -> GridCell:
        name = name_of_cell(key)
        saved, seen = states.get(key, BLANK), base.get(key, BLANK)
        return GridCell(
            name=name,
            value=form.values.get(name, write_cell(saved)),
            label=name_cell(page, key, language),
            wrong=name in form.errors,
            now=write_cell(saved) or "0" if saved.count != seen.count else form.values.get(f"{name} now"),
        )

    def cells(code: str, sexes: tuple[Sex, ...]) -> list[list[GridCell]]:
        return [[cell((code, sex.value, band)) for band in page.bands] for sex in sexes]

    def totals(sexes: tuple[Sex, ...]) -> list[list[int]]:
        return [
            [sum(s.count for (_c, x, b), s in states.items() if (x, b) == (sex, band)) for band in page.bands]
            for sex in sexes
        ]

    made = [
        GridRow(
            code=code,
            name=page.names[code].in_language(language),
            shown=cells(code, ALWAYS_SHOWN),
            folded=cells(code, FOLDED),
            total=sum(state.count for key, state in states.items() if key[0] == code),
        )
        for code in rows
    ]
    return GridView(
        rows=made,
        addable=[
            (code, page.names[code].in_language(language)) for code in page.communities if code not in rows
        ],
        bands=[(band, band == NOT_STATED_BAND) for band in page.bands],
        shown=[SEX_NAMES[sex] for sex in ALWAYS_SHOWN],
        folded=[SEX_NAMES[sex] for sex in FOLDED],
        shown_totals=totals(ALWAYS_SHOWN),
        folded_totals=totals(FOLDED),
        open_folded=any(c.value or c.wrong for row in made for cells in row.folded for c in cells),
        base=write_base(base),
        door_base=int(form.value("door_base") or door_of(page)),
        confirmed=form.value("confirmed"),
    )


def _typed(
    form: SubmittedForm, page: CountingPage, language: str
) -> tuple[dict[CellKey, CellState], list[FieldError]]:
    typed, problems = {}, []
    for name in form.fields:
        key = cell_of_name(name)
        if key is None or key[0] not in page.names or key[2] not in page.bands:
            continue
        try:
            typed[key] = read_cell(form.get(name))
        except TooManyInACell:
            said = _("%(label)s: %(value)s") % {"label": name_cell(page, key, language), "value": _TOO_MANY}
            problems.append(FieldError(name, "counts.too_much", said))
        except ValueError:
            problems.append(
                FieldError(
                    name, "counts.not_a_number", _NOT_A_NUMBER % {"cell": name_cell(page, key, language)}
                )
            )
    return typed, problems


def _door(form: SubmittedForm, seen: int) -> int:
    """People more (or fewer) at the door. Raises ValueError for what is no number. Blank says nothing."""
    state = read_cell(form.get("door"))
    if state == BLANK:
        return 0
    if state.count == 0 and form.get("door").strip().startswith(("-", "n", "N", "–", "—", "−")):
        raise ValueError(form.get("door"))
    return state.count - seen


def _questions(
    page: CountingPage, odd: Mapping[CellKey, int], door: int, language: str
) -> dict[str, FieldError]:
    asked = {
        f"{name_of_cell(key)}={count}": FieldError(
            name_of_cell(key),
            "counts.odd",
            _("You entered %(number)s for %(cell)s. Is that right?")
            % {"number": count, "cell": name_cell(page, key, language)},
        )
        for key, count in odd.items()
    }
    if door > page.capacity * 2:
        asked[f"door={door}"] = FieldError(
            "door",
            "counts.odd",
            _("You entered %(number)s at the door, and there is room for %(capacity)s. Is that right?")
            % {"number": door, "capacity": page.capacity},
        )
    return asked


def read_submission(form: SubmittedForm, page: CountingPage, language: str) -> Submission:
    """The form as a command: deltas against what it had seen, wrong cells named, odd numbers asked once."""
    typed, problems = _typed(form, page, language)
    try:
        base, door_seen = read_base(form.get("base")), int(form.get("door_base") or 0)
        identity = UUID(form.get("id"))
    except ValueError:
        said = _("This form is not complete. Please open the page again.")
        return Submission(None, [FieldError("base", "form.broken", said)])
    door = 0
    try:
        door = _door(form, door_seen)
    except TooManyInACell:
        problems.append(FieldError("door", "counts.too_much", _TOO_MANY))
    except ValueError:
        problems.append(FieldError("door", "counts.not_a_number", _("Please write a whole number.")))
    change = what_changed(base, typed)
    problems += [
        FieldError(name_of_cell(key), "counts.too_much", _TOO_MUCH)
        for key, delta in change.deltas.items()
        if abs(delta) > MAX_DELTA
    ]
    if abs(door) > MAX_DELTA:
        problems.append(FieldError("door", "counts.too_much", _TOO_MUCH))
    if problems:
        return Submission(None, problems)
    odd = odd_cells(base, typed, page.capacity)
    asked = _questions(page, odd, door_seen + door if door > 0 else 0, language)
    if not asked.keys() <= set(form.get("confirmed").split()):
        return Submission(None, questions=list(asked.values()), confirmed=" ".join(asked))
    return Submission(_command(identity, change, door))


def _command(identity: UUID, change: GridChange, door: int) -> SaveGrid:
    return SaveGrid(
        id=identity,
        entries=tuple(
            GridLine(community=community, sex=Sex(sex), age_band=band, delta=delta)
            for (community, sex, band), delta in change.deltas.items()
        ),
        marks=tuple(
            MarkLine(community=community, sex=Sex(sex), age_band=band, mark=mark)
            for (community, sex, band), mark in change.marks.items()
        ),
        door=door,
    )


def against_what_is_saved(form: SubmittedForm, page: CountingPage) -> dict[str, str]:
    """The same answers on a fresh form, when this one was taken before.

    What was typed stays; what it is compared with becomes what is saved now, and each cell where the two
    differ shows the saved count beside it.
    """
    states = states_of(page)
    values = {name: form.get(name) for name in form.fields if cell_of_name(name)}
    for name, text in list(values.items()):
        key = cell_of_name(name)
        saved = write_cell(states.get(key, BLANK)) if key else ""
        if saved != text:
            values[f"{name} now"] = saved or "0"
    return {
        **values,
        "id": str(new_id()),
        "base": write_base(states),
        "door": form.get("door"),
        "door_base": str(door_of(page)),
    }


def name_refusal(refusal: AppError, read: Submission) -> list[FieldError]:
    """The refusal's errors at the cells of the form: `entries.3.delta` is the cell of the fourth entry."""
    named = []
    for error in refusal.errors or [FieldError("", refusal.code, refusal.message)]:
        parts = error.field.split(".")
        name = error.field
        if read.command and len(parts) == 3 and parts[0] == "entries" and parts[1].isdigit():
            line = read.command.entries[int(parts[1])]
            name = f"{line.community}/{line.sex.value}/{line.age_band}"
        named.append(FieldError(name, error.code, error.message, error.facts))
    return named
