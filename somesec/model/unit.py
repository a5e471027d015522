"""A unit of the organisation: library, youth services, a school."""

from uuid import UUID

import msgspec


class Unit(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    omit_defaults=True,
    forbid_unknown_fields=True,
    tag_field="record",
    tag="unit",
):
    """A unit. `mailboxes` are its shared addresses in lower case; `responsible` a person's id."""

    id: UUID
    name: str
    name_fi: str = ""
    name_sv: str = ""
    name_en: str = ""
    parent: UUID | None = None
    responsible: UUID | None = None
    mailboxes: tuple[str, ...] = ()
    website: str = ""
    active: bool = True

    def called(self, language: str) -> str:
        """The unit's name in a language, else its main name."""
        return {"fi": self.name_fi, "sv": self.name_sv, "en": self.name_en}.get(
            language
        ) or self.name

    @property
    def all_names(self) -> tuple[str, ...]:
        """Every name the unit is known by, the main one first, each once."""
        names = (self.name, self.name_fi, self.name_sv, self.name_en)
        return tuple(dict.fromkeys(name for name in names if name))
