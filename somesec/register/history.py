"""Who did what and when: the trail, in words."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import NamedTuple
from uuid import UUID

import msgspec

from somesec.errors import InputError
from somesec.exchange.rows import TrailLine
from somesec.exchange.write_csv import write_trail_csv
from somesec.exchange.write_json import write_trail_json
from somesec.language import N_, _
from somesec.register import incidents
from somesec.register.authority import Authority
from somesec.register.places import GRANT, RECORD, grant_at, record_at
from somesec.register.resolve import only_one, same
from somesec.register.roles import GONE
from somesec.register.session import Register
from somesec.vault.trail import GONE as NO_ROW
from somesec.vault.trail import Entry

FORMATS = ("csv", "json")

UNREADABLE = "unreadable"
"""Stands for the act of an entry that does not say it in words this version reads."""

ACTS = {
    "register-made": N_("made the register"),
    "demo-made": N_("made a made-up town"),
    "imported": N_("took in a file"),
    "exported-with-secrets": N_("exported passwords in plain text"),
    "exported-to-kdbx": N_("exported passwords into a KDBX file"),
    "trail-exported": N_("exported the trail"),
    "organisation-edited": N_("changed what is said of the organisation"),
    "unit-added": N_("added a unit"),
    "unit-edited": N_("changed a unit"),
    "mailbox-added": N_("added a mailbox to a unit"),
    "mailbox-edited": N_("changed a unit's mailbox"),
    "mailbox-removed": N_("removed a mailbox from a unit"),
    "person-added": N_("added a person"),
    "person-edited": N_("changed what is said of a person"),
    "person-briefed": N_("recorded a briefing"),
    "people-briefed": N_("recorded the briefing of several people"),
    "person-declared": N_("recorded a yearly declaration"),
    "person-left": N_("recorded that a person leaves"),
    "person-taken-off": N_("recorded that somebody's rights to an account were ended"),
    "account-added": N_("added an account"),
    "account-edited": N_("changed what is said of an account"),
    "accounts-assigned": N_("changed the unit or the administrators of several accounts"),
    "account-closed": N_("went on closing an account"),
    "secret-opened": N_("opened a secret"),
    "secret-set": N_("wrote a secret"),
    "password-set": N_("wrote a password"),
    "rotations-queued": N_("put up accounts for a new password"),
    "rotation-unqueued": N_("took an account off those to get a new password"),
    "rotation-started": N_("stored a new password, not in use yet"),
    "rotation-confirmed": N_("took a new password into use"),
    "rotation-cancelled": N_("dropped a new password that was not in use"),
    "breach-checked": N_("looked for passwords in known breaches"),
    "rechecked": N_("measured passwords again"),
    "intranet-loaded": N_("loaded the list of the intranet's passwords"),
    "intranet-checked": N_("looked for passwords of the intranet"),
    "intranet-compared": N_("compared a password with the intranet's"),
    "scan-recorded": N_("recorded a look outside the register"),
    "policy-set": N_("set a value of the guideline"),
    "policy-unset": N_("took back a value of the guideline"),
    "account-planned": N_("recorded what was weighed at planning"),
    "website-checked": N_("recorded which pages link to the accounts"),
    "terms-reviewed": N_("reviewed terms of service"),
    "terms-document-added": N_("added a terms document"),
    "terms-document-edited": N_("changed what is said of a terms document"),
    "terms-document-removed": N_("removed a terms document with its texts"),
    "terms-fetched": N_("fetched terms of service"),
    "terms-text-added": N_("added a text of terms"),
    "terms-synced": N_("took in terms from an archive"),
    "measure-done": N_("marked a measure of a terms review done"),
    "audit-saved": N_("kept the counts of an audit"),
    "incident-added": N_("recorded an incident"),
    "incident-edited": N_("changed what is said of an incident"),
    "incident-step-done": N_("recorded a step taken in an incident"),
    "evidence-added": N_("kept a file as evidence"),
    "evidence-exported": N_("took a file of evidence out"),
    "waiver-added": N_("accepted a finding for a while"),
    "findings-waived": N_("accepted several findings for a while"),
    "filter-kept": N_("kept a filter of accounts"),
    "filter-dropped": N_("kept a filter of accounts no longer"),
    "waiver-removed": N_("ended that a finding is accepted"),
    "member-invited": N_("invited somebody"),
    "member-accepted": N_("accepted a new member"),
    "member-removed": N_("removed a member"),
    "keys-granted": N_("let a member read or open a unit's accounts"),
    "keys-revoked": N_("ended that a member opens a unit's accounts"),
    "keys-renewed": N_("put a unit's accounts under new keys"),
    "passphrase-changed": N_("changed their passphrase"),
    "lock-strengthened": N_("had their keys locked more strongly"),
    "recovery-rehearsed": N_("showed that the recovery kit is at hand"),
    "recovery-used": N_("made a coordinator with the recovery kit"),
    "recovery-renewed": N_("made a new recovery kit in the place of the one before"),
    "backup-made": N_("made a backup"),
    "restored": N_("restored a backup"),
    "moved": N_("moved the register to another place"),
    "arrived": N_("took the register into use at its new place"),
    "not-moved": N_("gave up moving the register"),
    UNREADABLE: N_("left an entry that cannot be read"),
}
"""What each act is called in the trail."""

_JOINING = ("register-made", "demo-made", "member-accepted", "recovery-used")
_LEAVING = ("member-removed", "recovery-used")
_GRANTING = (
    *_JOINING,
    *_LEAVING,
    "recovery-renewed",
    "unit-added",
    "imported",
    "keys-granted",
    "keys-renewed",
    "keys-revoked",
)
"""The acts that may make somebody a member, end it, or give and take keys."""
_OF_KITS = ("register-made", "demo-made", "recovery-used", "recovery-renewed")
"""The acts in which a recovery kit begins or ends; the last is of nobody else."""


class Event(NamedTuple):
    """One entry of the trail: when (UTC), by whom, what was done to what, and how many rows it
    wrote. `act` is the code; `subject` is the id of the record or member in question."""

    sequence: int
    at: datetime
    member: UUID
    act: str
    note: str
    subject: UUID | None
    rows: int


def events(
    register: Register, *, record: UUID | None = None, newest_first: bool = False
) -> Iterator[Event]:
    """Every entry, oldest first where nothing else is said; with `record` only those that are about
    it or wrote to it."""
    for entry, detail in register.trail(newest_first=newest_first):
        act, subject = _told(register.authority, entry, detail)
        event = Event(
            sequence=entry.sequence,
            at=datetime.fromtimestamp(entry.at, UTC),
            member=UUID(bytes=entry.member),
            act=act,
            note=detail.get("note", ""),
            subject=subject,
            rows=len(entry.changes),
        )
        if (
            record is None
            or event.subject == record
            or any(
                change.table == RECORD and record_at(change.key)[0] == record.bytes
                for change in entry.changes
            )
        ):
            yield event


def _told(authority: Authority, entry: Entry, detail: dict[str, str]) -> tuple[str, UUID | None]:
    """The act and its subject. They are the words of who made the entry; where these hide that
    somebody came, went or was given a key, what the entry did is told instead."""
    act, subject = detail.get("act") or UNREADABLE, _id(detail.get("subject", ""))
    for standing in entry.standings:
        whom = UUID(bytes=standing.member)
        if authority.is_kit(standing.member):
            if act not in _OF_KITS:
                return "recovery-renewed", whom
            continue
        if standing.role == GONE and act not in _LEAVING:
            return "member-removed", whom
        if authority.joined(standing.member) == entry.sequence and act not in _JOINING:
            return "member-accepted", whom
    for change in entry.changes:
        if change.table == GRANT and act not in _GRANTING:
            given_to = UUID(bytes=grant_at(change.key)[3])
            return ("keys-revoked" if change.digest == NO_ROW else "keys-granted"), given_to
    return act, subject


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def act_name(act: str) -> str:
    """An act in the reader's language; its code where it has no name."""
    return _(ACTS[act]) if act in ACTS else act


def name_of(register: Register, id_: UUID) -> str:
    """What a record or a member is called, where this member can read it; else the id."""
    records = register.records
    for kept in (records.accounts, records.units, records.people):
        if id_ in kept:
            return kept[id_].name
    if id_ in records.documents:
        document = records.documents[id_]
        return f"{document.platform}/{document.kind}"
    if id_ in records.reviews:
        return records.reviews[id_].platform
    if id_ in records.incidents:
        return incidents.name_of(register, records.incidents[id_])
    try:
        return register.member_card(id_).name
    except InputError:
        return str(id_)


def maker(register: Register, name: str) -> UUID:
    """The member of a name who left entries, also one who is gone or a recovery kit.

    Raises InputError with who could be meant."""
    makers = {UUID(bytes=entry.member) for entry, _detail in register.trail()}
    named, wanted = [(id_, name_of(register, id_)) for id_ in makers], same(name)
    found, _name = only_one(
        name,
        (one for one in named if wanted in (same(one[1]), str(one[0]))),
        (one for one in named if wanted and wanted in same(one[1])),
        lambda one: one[1],
        _("Nobody called '{name}' is in the trail.").format(name=name),
    )
    return found


def require_act(act: str) -> None:
    """Raises InputError for what is no act's code."""
    if act not in ACTS:
        raise InputError(
            _("There is no act '{act}'. It is one of: {acts}.").format(
                act=act, acts=", ".join(ACTS)
            )
        )


def line(register: Register, event: Event) -> TrailLine:
    """An entry for programs: times in UTC, and texts in English whatever the reader's language."""
    return TrailLine(
        sequence=event.sequence,
        at=event.at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        member=name_of(register, event.member),
        member_id=str(event.member),
        act=event.act,
        act_name=ACTS.get(event.act, event.act),
        note=event.note,
        subject=name_of(register, event.subject) if event.subject else "",
        subject_id=str(event.subject) if event.subject else "",
        rows=event.rows,
    )


def as_values(written: TrailLine) -> dict[str, object]:
    """The columns of an entry by name."""
    return msgspec.structs.asdict(written)


def export(register: Register, to: str) -> bytes:
    """The bytes of a file with the whole trail, in one of `FORMATS`. That it was exported is an
    entry itself, written first and among them.

    Raises InputError for another format, TamperedError in a register that does not verify."""
    if to not in FORMATS:
        raise InputError(
            _("'{format}' is no format of an export. Choose one of {formats}.").format(
                format=to, formats=", ".join(FORMATS)
            )
        )
    with register.change("trail-exported"):
        pass
    lines = [line(register, event) for event in events(register)]
    return write_trail_csv(lines) if to == "csv" else write_trail_json(lines)
