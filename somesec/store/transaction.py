"""What can be read and written within one transaction."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from itertools import chain, groupby, islice
from typing import Any, TypeVar

from sqlalchemy import (
    ColumnElement,
    Connection,
    LargeBinary,
    Result,
    Select,
    Table,
    and_,
    bindparam,
    delete,
    insert,
    select,
    update,
)
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.sql.dml import Update

from somesec.errors import ConflictError, InputError
from somesec.language import _
from somesec.store import schema
from somesec.store.database import Database
from somesec.store.failures import changed_meanwhile, damaged
from somesec.store.rows import (
    GrantRow,
    MemberRow,
    RecordHead,
    RecordRow,
    RegisterRow,
    Row,
    TrailRow,
)

R = TypeVar("R", bound=Row)
Answer = TypeVar("Answer")

_STREAMED = 500  # rows fetched at a time: memory stays flat however large the register
_STREAMED_AT_FIRST = 8
_STREAMED_BYTES = 4 * 1024 * 1024  # or fewer rows, when they hold about this much
_NAMED_AT_ONCE = 500  # rows asked for by name in one statement
_BATCH = 1000  # rows written by one statement
_BATCH_BYTES = 8 * 1024 * 1024  # or as many as hold this much

_EXPECTED = "expected_revision"

_TABLES: dict[type[Row], Table] = {
    RegisterRow: schema.register,
    MemberRow: schema.member,
    GrantRow: schema.grant,
    RecordRow: schema.record,
    TrailRow: schema.trail,
}


def _values(table: Table, row: Row) -> dict[str, Any]:
    return {name: getattr(row, name) for name in table.c.keys()}  # noqa: SIM118 - columns


def _named(table: Table, key: tuple[object, ...]) -> ColumnElement[bool]:
    """The condition that picks the row of this key."""
    return and_(*(c == v for c, v in zip(table.primary_key, key, strict=True)))


def _key_place(name: str) -> str:
    # A column's own name is taken by its new value.
    return f"key_{name}"


def _revising(table: Table) -> Update:
    """Rewrites a row, if it still has the revision that the change was made from."""
    same_row = (column == bindparam(_key_place(column.name)) for column in table.primary_key)
    return update(table).where(*same_row, table.c.revision == bindparam(_EXPECTED))


def _revision(table: Table, row: Row, expected: int) -> dict[str, Any]:
    """The values that `_revising` takes for one row."""
    key = {_key_place(name): getattr(row, name) for name in row.KEY}
    content = {k: v for k, v in _values(table, row).items() if k not in row.KEY}
    return key | content | {_EXPECTED: expected}


def _soundness(query: Select[Any]) -> Callable[[Any], bool]:
    """A check of one row's types, for SQLite lets a tampered file hold anything anywhere: whole
    numbers that are not negative, and identifiers of 16 bytes."""
    columns = list(query.selected_columns)
    types = tuple(column.type.python_type for column in columns)
    numbers = [at for at, kind in enumerate(types) if kind is int]
    identifiers = [
        at
        for at, column in enumerate(columns)
        if isinstance(column.type, LargeBinary) and column.type.length
    ]
    lengths = [schema.IDENTIFIER_BYTES] * len(identifiers)

    def is_sound(values: Any) -> bool:
        # Every row comes here, so the loops are the interpreter's own.
        value_at = values.__getitem__
        return (
            tuple(map(type, values)) == types
            and min(map(value_at, numbers), default=0) >= 0
            and list(map(len, map(value_at, identifiers))) == lengths
        )

    return is_sound


def _in_steps(found: Result[Any]) -> Iterator[Any]:
    """The rows, as many at a time as memory has room for: some hold megabytes."""
    names = list(found.keys())
    sealed = names.index("sealed") if "sealed" in names else None
    count = _STREAMED if sealed is None else _STREAMED_AT_FIRST
    while rows := found.fetchmany(count):
        yield from rows
        if sealed is not None:
            weight = sum(len(row[sealed]) for row in rows) / len(rows) + 1
            count = max(1, min(count * 2, _STREAMED, int(_STREAMED_BYTES / weight)))


def _runs(ids: Sequence[bytes], length: int) -> Iterator[Sequence[bytes]]:
    return (ids[first : first + length] for first in range(0, len(ids), length))


def _batches(rows: Iterable[R]) -> Iterator[list[R]]:
    """The rows, as many at a time as one statement takes."""
    batch: list[R] = []
    weight = 0
    for row in rows:
        batch.append(row)
        weight += len(row.sealed) if isinstance(row, RecordRow) else 0
        if len(batch) == _BATCH or weight > _BATCH_BYTES:
            yield batch
            batch, weight = [], 0
    if batch:
        yield batch


class Reading:
    """One consistent snapshot of the register. Ends with the block that `Store.read` opened;
    in a file nobody can commit a write meanwhile, so keep it short."""

    def __init__(
        self,
        database: Database,
        connection: Connection,
        connect_anew: Callable[[], Connection] | None = None,
    ) -> None:
        """`connect_anew` begins another snapshot, where the connection may be lost."""
        self._database = database
        self._connection = connection
        self._connect_anew = connect_anew
        self._open: set[Result[Any]] = set()

    def close(self) -> None:
        """Lets go of what was asked for and not taken to its end, as when a row was refused: the
        file would stay locked for as long as somebody holds the error."""
        for result in tuple(self._open):
            result.close()

    @property
    def _place(self) -> str:
        return self._database.place

    def register(self) -> RegisterRow:
        """The row that says which register this is. InputError: it was never finished."""
        row = self._one(RegisterRow, select(schema.register))
        if row is None:
            raise InputError(
                _(
                    "The making of {place} was never finished. Delete what is there and make the "
                    "register again."
                ).format(place=self._place)
            )
        return row

    def members(self) -> list[MemberRow]:
        """Every member, in the order of their ids."""
        return self._all(MemberRow, select(schema.member).order_by(schema.member.c.id))

    def grants(self, member: bytes | None = None) -> list[GrantRow]:
        """Every grant, or one member's, in the order of their keys."""
        query = select(schema.grant).order_by(*schema.grant.primary_key)
        if member is not None:
            query = query.where(schema.grant.c.member == member)
        return self._all(GrantRow, query)

    def records(self, *parts: str) -> Iterator[RecordRow]:
        """Every part of every record, or these parts of each, in the order of their ids. A stream:
        take it within the reading."""
        query = select(schema.record).order_by(*schema.record.primary_key)
        if parts:
            query = query.where(schema.record.c.part.in_(parts))
        return self._stream(RecordRow, query)

    def record_heads(self, *, besides: Collection[str]) -> Iterator[RecordHead]:
        """Which parts there are but for these, whatever they are called, in the order of their ids;
        what is sealed in them is not read. A stream."""
        table = schema.record
        query = select(table.c.id, table.c.part, table.c.scope, table.c.revision)
        query = query.where(table.c.part.not_in(besides)).order_by(*table.primary_key)
        return self._stream(RecordHead, query)

    def record(self, id: bytes, part: str) -> RecordRow | None:  # noqa: A002
        """One part of one record, or None."""
        return self._one(RecordRow, select(schema.record).where(_named(schema.record, (id, part))))

    def records_among(self, ids: Collection[bytes], part: str) -> Iterator[RecordRow]:
        """One part of each of these records, where it is there. A stream."""
        table = schema.record
        for some in _runs(sorted(ids), _NAMED_AT_ONCE):
            query = select(table).where(table.c.id.in_(some), table.c.part == part)
            yield from self._stream(RecordRow, query)

    def trail(self, after: int = 0) -> Iterator[TrailRow]:
        """The trail's entries from the one that follows `after`, oldest first. A stream."""
        column = schema.trail.c.sequence
        return self._stream(TrailRow, select(schema.trail).where(column > after).order_by(column))

    def head(self) -> TrailRow | None:
        """The trail's newest entry, or None before the first."""
        newest = select(schema.trail).order_by(schema.trail.c.sequence.desc()).limit(1)
        return self._one(TrailRow, newest)

    def everything(self) -> Iterator[Row]:
        """Every row of every table, in the order of their keys. A stream."""
        for kind, table in _TABLES.items():
            yield from self._stream(kind, select(table).order_by(*table.primary_key))

    def integrity_problems(self) -> list[str]:
        """What the database finds wrong with what it holds; empty when sound."""
        return self._database.integrity_problems(self._connection)

    def _one(self, make: Callable[..., Answer], query: Select[Any]) -> Answer | None:
        return next(iter(self._all(make, query.limit(1))), None)

    def _all(self, make: Callable[..., Answer], query: Select[Any]) -> list[Answer]:
        return list(self._rows(make, query, self._answers(query, streamed=False)))

    def _stream(self, make: Callable[..., Answer], query: Select[Any]) -> Iterator[Answer]:
        return self._rows(make, query, self._answers(query, streamed=True))

    def _rows(
        self, make: Callable[..., Answer], query: Select[Any], found: Iterator[Any]
    ) -> Iterator[Answer]:
        is_sound = _soundness(query)
        for values in found:
            if not is_sound(values):
                raise damaged(self._place)
            yield make(*values)

    def _answers(self, query: Select[Any], *, streamed: bool) -> Iterator[Any]:
        """The rows of the query. A connection lost before the snapshot gave anything away is made
        anew, once: nobody can tell the difference."""
        answers = self._asked(query, streamed)
        try:
            first = list(islice(answers, 1))
        except DBAPIError as error:
            if self._connect_anew is None or not self._database.is_dropped(error):
                raise
            self._connection = self._connect_anew()
            answers = self._asked(query, streamed)
            first = list(islice(answers, 1))
        finally:
            self._connect_anew = None
        yield from chain(first, answers)

    def _asked(self, query: Select[Any], streamed: bool) -> Iterator[Any]:
        options = {"stream_results": True, "max_row_buffer": _STREAMED} if streamed else {}
        # Closed also when somebody looks at the first rows only: no table can be emptied under it.
        with self._connection.execute(query, execution_options=options) as found:
            self._open.add(found)
            try:
                yield from _in_steps(found) if streamed else found
            finally:
                self._open.discard(found)


class Writing(Reading):
    """The only transaction that writes just now. All of it is kept at the end of the block that
    `Store.write` opened, or none of it when that block raises.

    `expected_revision` is the revision that the change was made from: None for a row that must
    not be there yet. ConflictError when the database holds another."""

    def __init__(self, database: Database, connection: Connection) -> None:
        super().__init__(database, connection)
        self._conflict: ConflictError | None = None
        self._appended: TrailRow | None = None

    @property
    def appended(self) -> TrailRow | None:
        """The newest entry that this transaction added to the trail."""
        return self._appended

    def settle(self) -> None:
        """Raises again the conflict that the block swallowed: half a change is not kept."""
        if self._conflict is not None:
            raise self._conflict

    def put_register(self, row: RegisterRow) -> None:
        """Says once which register this is."""
        if self._connection.execute(select(schema.register).limit(1)).first():
            raise self._lost()
        self._insert(schema.register, [row])

    def put_member(self, row: MemberRow, expected_revision: int | None) -> None:
        self._put(schema.member, [(row, expected_revision)])

    def put_grant(self, row: GrantRow) -> None:
        """Adds a grant. ConflictError when the member has this key already."""
        self._insert(schema.grant, [row])

    def delete_grant(self, scope: bytes, epoch: int, kind: str, member: bytes) -> None:
        self._delete(_named(schema.grant, (scope, epoch, kind, member)), schema.grant)

    def put_record(self, row: RecordRow, expected_revision: int | None) -> None:
        self._put(schema.record, [(row, expected_revision)])

    def put_records(self, rows: Iterable[tuple[RecordRow, int | None]]) -> None:
        """Many records with the revision expected of each, a thousand to a statement."""
        remaining = iter(rows)
        while batch := list(islice(remaining, _BATCH)):
            self._put(schema.record, batch)

    def delete_record(self, id: bytes, part: str, expected_revision: int) -> None:  # noqa: A002
        table = schema.record
        self._delete(and_(_named(table, (id, part)), table.c.revision == expected_revision), table)

    def append_trail(self, row: TrailRow) -> None:
        """Adds the entry that follows the newest. ConflictError when somebody else's does."""
        head = self.head()
        if row.sequence != (head.sequence if head else 0) + 1:
            raise self._lost()
        self._insert(schema.trail, [row])
        self._appended = row

    def fill(self, rows: Iterable[Row]) -> None:
        """Puts rows of any kind just as they are, a thousand to a statement: for copies. Nothing
        is asked of them but that no row of the same key is there, which is a ConflictError."""
        for batch in _batches(rows):
            for kind, alike in groupby(batch, type):
                self._insert(_TABLES[kind], list(alike))
            entries = [row for row in batch if isinstance(row, TrailRow)]
            self._appended = entries[-1] if entries else self._appended

    def empty(self) -> None:
        """Takes every row away, as only the owner of a server's tables may."""
        self._database.empty(self._connection)

    def _put(self, table: Table, rows: list[tuple[R, int | None]]) -> None:
        self._insert(table, [row for row, expected in rows if expected is None])
        self._update(table, [(row, expected) for row, expected in rows if expected is not None])

    def _insert(self, table: Table, rows: list[R]) -> None:
        if not rows:
            return
        try:
            self._connection.execute(insert(table), [_values(table, row) for row in rows])
        except IntegrityError as error:
            if self._database.is_duplicate(error):
                raise self._lost() from error
            raise

    def _update(self, table: Table, rows: list[tuple[R, int]]) -> None:
        if not rows:
            return
        changes = [_revision(table, row, expected) for row, expected in rows]
        if any(change["revision"] <= change[_EXPECTED] for change in changes):
            raise ValueError("a change must raise the revision, or the next one would be lost")
        done = self._connection.execute(_revising(table), changes)
        if done.rowcount != len(rows):
            raise self._lost()

    def _delete(self, which: ColumnElement[bool], table: Table) -> None:
        if self._connection.execute(delete(table).where(which)).rowcount != 1:
            raise self._lost()

    def _lost(self) -> ConflictError:
        self._conflict = changed_meanwhile(self._place)
        return self._conflict
