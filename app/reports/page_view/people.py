"""People reached by community, sex and age as tables of finished words."""

from __future__ import annotations

from app.reports.page_view.parts import Line, Table
from app.reports.schemas import ALL, Category, Disaggregation, Shown
from app.reports.signs import for_people
from app.reports.texts import Texts

Places = dict[tuple[str, str, str], Shown]


class PeopleTables:
    """The tables that a disaggregation publishes; categories in which there is nobody are left out."""

    def __init__(self, facts: Disaggregation, threshold: int, texts: Texts) -> None:
        self.threshold, self.texts, self.say = threshold, texts, texts.gettext
        self.values: Places = {(cell.community, cell.sex, cell.age_band): cell.value for cell in facts.cells}
        every = Category(code=ALL, label=self.say("All"))
        self.communities, self.sexes, self.ages = (
            [*(one for one in group if self._somebody(at, one.code)), every]
            for at, group in enumerate((facts.communities, facts.sexes, facts.age_bands))
        )

    def _somebody(self, at: int, code: str) -> bool:
        return any(place[at] == code and value != 0 for place, value in self.values.items())

    def shown(self, place: tuple[str, str, str]) -> str:
        """A cell in words; empty where it is not told."""
        value = self.values.get(place)
        return "" if value is None else for_people(value, self.threshold, self.texts)

    def by_community(self) -> Table | None:
        """Community by sex; None when neither is told."""
        if not any(age == ALL and (c != ALL or s != ALL) for c, s, age in self.values):
            return None
        lines = tuple(
            Line(
                one.label, tuple(self.shown((one.code, sex.code, ALL)) for sex in self.sexes), one.code == ALL
            )
            for one in self.communities
        )
        return Table("", self.say("Community"), tuple(sex.label for sex in self.sexes), lines)

    def by_age(self) -> Table | None:
        """Age by sex; None when ages are not told."""
        if not any(community == ALL and age != ALL for community, _sex, age in self.values):
            return None
        lines = tuple(
            Line(
                one.label, tuple(self.shown((ALL, sex.code, one.code)) for sex in self.sexes), one.code == ALL
            )
            for one in self.ages
        )
        return Table("", self.say("Age"), tuple(sex.label for sex in self.sexes), lines, coded=True)

    def in_detail(self, *, with_everybody: bool = False) -> list[Table]:
        """All three together: a block of rows for each community, its sum last; perhaps one for everybody.

        Empty when a protected table does not tell all three together.
        """
        if not any(ALL not in place for place in self.values):
            return []
        blocks = self.communities if with_everybody else self.communities[:-1]
        lines = [
            Line(
                community.label,
                (sex.label, *(self.shown((community.code, sex.code, age.code)) for age in self.ages)),
                sex.code == ALL,
            )
            for community in blocks
            for sex in self.sexes
            if any(self.values.get((community.code, sex.code, age.code), 0) != 0 for age in self.ages)
        ]
        columns = (self.say("Sex"), *(age.label for age in self.ages))
        return [
            Table(
                self.say("By community, sex and age"),
                self.say("Community"),
                columns,
                tuple(lines),
                text_columns=1,
            )
        ]
