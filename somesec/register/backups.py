"""Copies of a register that lie apart from it: made, and put back in its place."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import takewhile
from pathlib import Path

from somesec import clock
from somesec.device import Device
from somesec.errors import ConflictError, InputError, LockedError, SomesecError, TamperedError
from somesec.language import _, ngettext, show_date
from somesec.register.place import Place, default_place
from somesec.register.roles import GONE, LEADING
from somesec.register.session import Register
from somesec.register.verifying import verified
from somesec.store.copying import copy_to_file
from somesec.store.failures import changed_meanwhile
from somesec.store.placing import SUFFIX, exchange, exchange_rows, put, require_free, unfinished
from somesec.store.rows import TrailRow
from somesec.store.store import Reading, Store


@dataclass(frozen=True)
class Backup:
    """A copy that was made. `problems` are sentences on what does not verify in it, and then its
    name says so; `unrecorded` is why the trail does not tell of it, "" when it does."""

    file: Path
    problems: tuple[str, ...]
    unrecorded: str


def back_up(register: Register, file: Path) -> Backup:
    """Copies the register as it is now into a new file, readable by its owner only, and verifies
    the copy. A folder gets a file named by the moment.

    Raises InputError when the file is there already, SomesecError when it cannot be written,
    TamperedError when so much is damaged that it cannot be copied. Then nothing is left behind."""
    target = _dated(register.place, file) if file.is_dir() else file
    require_free(target)
    unrecorded = _record(register, target)
    with unfinished(target) as copy:
        with Store.open(register.place) as source, source.read() as rows:
            copy_to_file(rows, copy)
        with Store.open(copy) as copied, copied.read() as rows:
            problems = dict.fromkeys([*register.problems, *register.problems_in(rows)])
        if problems:
            target = target.with_name(f"{target.name.removesuffix(SUFFIX)}.unverified{SUFFIX}")
        put(copy, target)
    return Backup(target, tuple(problems), unrecorded)


def _dated(place: Place, folder: Path) -> Path:
    moment = clock.now().astimezone().strftime("%Y%m%d-%H%M%S")
    return folder / f"{_file_for(place).name.removesuffix(SUFFIX)}-{moment}{SUFFIX}"


def _file_for(place: Place) -> Path:
    """The file beside which copies of the place are kept: of a server's, in the data folder."""
    if isinstance(place, Path):
        return place
    folder = default_place().parent
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder / f"{place.schema}{SUFFIX}"


def _record(register: Register, target: Path) -> str:
    """Leaves word in the trail, where that can be written: a full disk is just when somebody wants
    a copy elsewhere. Returns why not."""
    try:
        with register.change("backup-made", target.name):
            return ""
    except (ConflictError, LockedError):
        raise
    except SomesecError as error:
        return str(error)


class Restoration:
    """A backup that was wholly verified and lies ready to take the place of a register.

    `sequence`, `at` and `member` are the number, moment and maker's name of its newest entry.
    `undone` is how many entries of the register at the place it does not have; None where what is
    there cannot be read. `returning` are the names of those who belong to that one no more and
    would be members again. `seen` is how many newer entries this computer has seen; None where what
    it remembers cannot be read."""

    def __init__(
        self,
        copy: Path,
        place: Place,
        register: Register,
        newest: TrailRow,
        device: Device | None,
    ) -> None:
        self.sequence = newest.sequence
        self.at = datetime.fromtimestamp(newest.at, UTC)
        names = {member.id.bytes: member.name for member in register.members()}
        self.member = names.get(newest.member, "")
        self._copy = copy
        self._place = place
        self._register = register
        self._device = device
        self.returning: tuple[str, ...] = ()
        self.undone = self._undone_at(place)
        self.seen = self._seen()

    @property
    def loses_nothing(self) -> bool:
        """Whether nothing newer would be undone, for certain."""
        return self.undone == 0 and self.seen == 0

    def sentences(self) -> list[str]:
        """What is in the backup and what would become of the present register, for people."""
        at = self.at.astimezone()
        sentences = [
            _(
                "The backup verifies. Its newest change is number {sequence}, {day} {time}, "
                "{member}."
            ).format(
                sequence=self.sequence,
                day=show_date(at.date()),
                time=f"{at:%H:%M}",
                member=self.member or "?",
            )
        ]
        if self.undone is None:
            sentences.append(_("What is in the register's place now cannot be read as a register."))
        elif self.undone:
            sentences.append(
                ngettext(
                    "{count} change of the present register would be undone.",
                    "{count} changes of the present register would be undone.",
                    self.undone,
                ).format(count=self.undone)
            )
        if self.returning:
            sentences.append(
                _("These would be members again, with the keys of then: {names}.").format(
                    names=", ".join(self.returning)
                )
            )
        if self.seen is None:
            sentences.append(_("What this computer remembers of the register cannot be read."))
        elif self.seen > (self.undone or 0):
            sentences.append(
                ngettext(
                    "This computer has seen {count} newer change.",
                    "This computer has seen {count} newer changes.",
                    self.seen,
                ).format(count=self.seen)
            )
        return sentences

    def carry_out(self) -> Path | None:
        """Puts it in the place, with an entry in its trail that says from which entry it was
        restored; from then on the device takes that for the newest. Returns the file in which what
        it replaced is kept, None when there was nothing.

        Raises ConflictError when somebody has written there since `undone` was counted,
        SomesecError when there is no room or right to write. Then nothing was changed."""
        with self._register.change("restored", str(self.sequence)):
            pass
        if isinstance(self._place, Path):
            kept = exchange(self._copy, self._place, self._require_as_counted)
        else:
            beside = _file_for(self._place)
            kept = exchange_rows(self._copy, self._place, beside, self._require_as_counted)
        if self._device is not None:
            self._register.be_remembered_by(self._device)
        return kept

    def _seen(self) -> int | None:
        if self._device is None:
            return 0
        try:
            pin = self._register.pin_of(self._device)
        except (TamperedError, InputError):
            return None
        return max(0, pin.sequence - self.sequence) if pin else 0

    def _undone_at(self, place: Place) -> int | None:
        try:
            present = Store.open(place)
        except (InputError, TamperedError):
            return None if isinstance(place, Path) and place.exists() else 0
        with present, present.read() as rows:
            self._judge_members(rows)
            return self._undone_in(rows)

    def _judge_members(self, present: Reading) -> None:
        """Who is at home in the backup alone: they return, but nobody returns by their own hand."""
        authority = self._register.authority_in(present)
        me = authority.standing(self._register.member.id)
        if me is not None and me.role not in LEADING:
            raise LockedError(
                _(
                    "In the register at {place} you are no coordinator any more, so you do not "
                    "restore it."
                ).format(place=self._place)
            )
        members = ((member, authority.standing(member.id)) for member in self._register.members())
        self.returning = tuple(
            member.name for member, now in members if now is not None and now.role == GONE
        )

    def _undone_in(self, present: Reading) -> int | None:
        try:
            with Store.open(self._copy) as copy, copy.read() as rows:
                pairs = zip(present.trail(), rows.trail(), strict=False)
                common = sum(1 for _pair in takewhile(lambda pair: pair[0] == pair[1], pairs))
            newest = present.head()
            if newest is None:
                return 0 if next(present.everything(), None) is None else None
        except TamperedError:
            return None
        if common == 0:
            # The first entry says who founded the register, so this is another one.
            raise InputError(
                _(
                    "{place} holds another register than the backup. Move it away first, or name "
                    "another place."
                ).format(place=self._place)
            )
        return newest.sequence - common

    def _require_as_counted(self, present: Reading | None) -> None:
        if (self._undone_in(present) if present else None) != self.undone:
            raise changed_meanwhile(str(self._place))


@contextmanager
def restoring(
    file: Path,
    place: Place,
    passphrase: str,
    *,
    member: str = "",
    key_file: Path | None = None,
    device: Device | None = None,
) -> Iterator[Restoration]:
    """Copies a backup beside the place and verifies all of it with the passphrase of its day. To
    the end of the block it can be put in the place; the backup itself stays as it is.

    Raises InputError when the file is no register or the place holds another one, LockedError for
    a wrong passphrase and for who is no coordinator, TamperedError when the backup does not
    verify."""
    if isinstance(place, Path) and place.exists() and file.exists() and file.samefile(place):
        raise InputError(_("{file} is the register itself. Name a backup.").format(file=file))
    with unfinished(_file_for(place)) as copy:
        with Store.open(file) as backup, backup.read() as rows:
            rows.register()
            newest = rows.head()
            copy_to_file(rows, copy)
        with Register.open(
            copy, passphrase, member=member, key_file=key_file, device=device, is_copy=True
        ) as register:
            problems = verified(register).problems
            if problems or newest is None:
                raise TamperedError(
                    _(
                        "{file} does not verify, so nothing was restored. Take another backup. "
                        "{problem}"
                    ).format(file=file, problem="".join(problems[:1]))
                )
            if register.member.role not in LEADING:
                raise LockedError(_("Only a coordinator restores a backup."))
            yield Restoration(copy, place, register, newest, device)
