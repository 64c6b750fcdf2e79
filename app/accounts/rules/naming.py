"""How a person is chosen on a page: by a label with her name, which stands for her e-mail address."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.kernel.errors import FieldError
from app.kernel.words import _

BETWEEN = " · "


@dataclass(frozen=True, slots=True)
class Choosable:
    """Somebody to choose. `organisations` and `languages` are codes."""

    name: str
    email: str
    organisations: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()


def people_labels(people: Iterable[Choosable], languages: Mapping[str, str]) -> dict[str, str]:
    """Label → e-mail of each person: `Chantal Haddad · CARITAS · Arabic, French`.

    `languages` are the names of languages in the reader's own. Only people who would read the same are told apart
    by their addresses.
    """
    plain = [
        (
            BETWEEN.join(
                part
                for part in (
                    one.name,
                    ", ".join(one.organisations),
                    ", ".join(languages.get(code, code) for code in one.languages),
                )
                if part
            ),
            one.email,
        )
        for one in people
    ]
    alike = Counter(label for label, _email in plain)
    return {(label if alike[label] == 1 else f"{label}{BETWEEN}{email}"): email for label, email in plain}


def person_named(typed: str, labels: Mapping[str, str], field: str) -> tuple[str | None, FieldError | None]:
    """The e-mail of the person with this label, or this name when only one has it; or what is wrong, on `field`.

    An e-mail address is itself: whether it may be chosen is for the use case to say.
    """
    if not typed:
        return None, None
    if typed in labels:
        return labels[typed], None
    if "@" in typed:
        return typed, None
    wanted = typed.casefold()
    named = [email for label, email in labels.items() if label.split(BETWEEN)[0].casefold() == wanted]
    if len(named) == 1:
        return named[0], None
    if named:
        return None, FieldError(
            field, "person.ambiguous", _("Several people have this name. Choose one from the list.")
        )
    return None, FieldError(
        field,
        "person.unknown",
        _("Nobody in the list has this name. Choose from the list, or write an e-mail address."),
    )
