"""The balance of a store: every mail is in one place, and the tables hold what the audit tells.

Two accounts of the same days are compared. The tables say what there is; the audit, a chain in
which no line can be changed unseen, says what was done. A mail, a fact, a move, a letter or a held
item that only one of them knows is unaccounted for. Nothing is mended here and nothing is written:
what is found is said, by number and reference, for people to look at.

What a forger could do who knows the program and rewrites the whole chain is not seen; what damage,
a half restored backup or a hand in the tables does, is.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from mailbot.store import tables as t
from mailbot.store.ledger import Ledger, Row, StoreError
from mailbot.store.schema import schema_of
from parsers.evidence import open_message

# Where a mail of each fate is counted. A fate that is not here is in no place.
_PLACES = {
    "": "waiting",
    "ignored": "ignored",
    "quarantine": "quarantined",
    "processed": "filed",
    "query": "filed",
    "held": "filed",
}
_DECIDED = {"accepted by staff": "accepted", "rejected by staff": "rejected"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """What was counted. counts: seen, filed, ignored, quarantined, waiting.

    audit: whether the chain is whole and tells of what there is. faults: a sentence for each thing
    that is unaccounted for, mails among them.
    """

    counts: Mapping[str, int]
    audit: bool
    faults: Sequence[str]


def existing(url: str) -> Ledger:
    """Open a store that is there already. Raises StoreError where there is none; makes nothing."""
    place = str(sa.make_url(url).database)
    if not Path(place).is_file():
        raise StoreError(f"[store] url: there is no store at {place}")
    engine = sa.create_engine(url, hide_parameters=True)
    try:
        with engine.connect() as db:
            # an older store has fewer tables, and gets the others when it is opened
            is_older = (schema_of(db) or t.SCHEMA) < t.SCHEMA
        if is_older:
            Ledger(url).close()
        missing = t.metadata.tables.keys() - set(sa.inspect(engine).get_table_names())
    except sa.exc.OperationalError:
        raise StoreError(f"[store] url: {place} cannot be opened") from None
    except sa.exc.DatabaseError:
        raise StoreError(f"[store] url: {place} is no mailbot store, or is damaged") from None
    finally:
        engine.dispose()
    if missing:
        names = ", ".join(sorted(missing))
        raise StoreError(f"[store] url: {place} is no whole mailbot store: it lacks {names}")
    return Ledger(url)


def balance(ledger: Ledger) -> Balance:
    """Return the balance of the store, all of it as it stood at one instant."""
    with ledger.snapshot():
        whole = ledger.audit_is_whole()
        told = _told(ledger)
        counts, mails = _mails(ledger, told)
        strays = list(_strays(ledger))
        entries = [*_facts(ledger, told), *_moves(ledger, told), *_letters(ledger, told)]
        entries += _held(ledger, told)
    if not whole:
        entries.insert(0, "the audit was changed or cut: its chain does not hold")
    return Balance(counts=counts, audit=not entries, faults=(*mails, *strays, *entries))


# what the audit tells: for each kind of line and each reference, the lines in their order
_Told = Mapping[str, Mapping[str, list[Row]]]


def _told(ledger: Ledger) -> _Told:
    told: dict[str, dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
    columns = (t.audit.c.seq, sa.type_coerce(t.audit.c.at, sa.String).label("at"))
    query = sa.select(*columns, t.audit.c.what, t.audit.c.ref).order_by(t.audit.c.seq)
    for line in ledger.rows(query):
        kind = line["what"] if line["what"] in ("mail taken", "held") else ""
        told[kind or line["what"].partition(" ")[0]][line["ref"]].append(line)
    return told


def _mails(ledger: Ledger, told: _Told) -> tuple[dict[str, int], list[str]]:
    """Return the mails counted, each in one place, and what is wrong with those in none.

    Seen is every mail that either account knows of.
    """
    counts = {"seen": 0, "filed": 0, "ignored": 0, "quarantined": 0, "waiting": 0}
    faults: list[str] = []
    rows: dict[str, list[Row]] = defaultdict(list)
    for row in ledger.rows(sa.select(t.mails.c.sha, t.mails.c.fate).order_by(t.mails.c.sha)):
        rows[row["sha"][:8]].append(row)
    taken = told["mail taken"]
    for short in sorted({*rows, *taken}):
        there, known = rows[short], len(taken.get(short, ()))
        counts["seen"] += max(len(there), known)
        if len(there) < known:
            faults.append(f"mail {short}: was taken in and is no longer kept")
        if len(there) > known:
            faults.append(f"mail {short}: is kept, and the audit does not know it")
        for row in there:
            wrong = _mail(ledger, row, told["mail"].get(short, ()), alone=len(there) == 1)
            if wrong:
                faults.append(f"mail {short}: {wrong}")
            else:
                counts[_PLACES[row["fate"]]] += 1
    return counts, faults


def _mail(ledger: Ledger, row: Row, settled: Sequence[Row], *, alone: bool) -> str:
    """Return what is wrong with one mail; "" where it is in its place.

    alone: no other mail has the same first characters, by which the audit calls it.
    """
    fate = row["fate"]
    if fate not in _PLACES:
        return "its fate is none that there is"
    fates = [line["what"].removeprefix("mail ") for line in settled]
    if alone and fate != (fates[-1] if fates else ""):
        return "its fate is not the one that the audit tells"
    if not alone and fate and fate not in fates:
        return "its fate is not the one that the audit tells"
    raw = ledger.row(sa.select(t.mails.c.raw).where(t.mails.c.sha == row["sha"]))
    if raw is None or open_message(raw["raw"]).sha != row["sha"]:
        return "its bytes are not those that were taken in"
    return ""


def _strays(ledger: Ledger) -> Iterator[str]:
    """Yield what points at a row that is not there, such as a place on the server without mail."""
    for table in t.metadata.sorted_tables:
        for key in (key for column in table.columns for key in column.foreign_keys):
            parent = key.column
            joined = table.outerjoin(parent.table, key.parent == parent)
            query = sa.select(sa.func.count().label("n")).select_from(joined)
            found = ledger.row(query.where(parent.is_(None), key.parent.is_not(None)))
            if found and found["n"]:
                yield f"{table.name}: {found['n']} without their row in {parent.table.name}"


def _facts(ledger: Ledger, told: _Told) -> Iterator[str]:
    """Yield where the facts of a move are not those that the audit tells, kind and instant."""
    at = sa.type_coerce(t.events.c.taken, sa.String).label("at")
    kept = Counter(
        (row["move"], row["what"], row["at"])
        for row in ledger.rows(sa.select(t.events.c.move, t.events.c.what, at))
    )
    known = Counter(
        (ref, line["what"].removeprefix("fact "), line["at"])
        for ref, lines in told["fact"].items()
        for line in lines
    )
    for what, counted in (("missing", known - kept), ("unknown to the audit", kept - known)):
        for (ref, kind, _), count in sorted(counted.items()):
            yield f"move {ref}: {count} {what} of its facts ({kind})"


def _moves(ledger: Ledger, told: _Told) -> Iterator[str]:
    kept = {row["id"] for row in ledger.rows(sa.select(t.moves.c.id))}
    yield from _differences("move", kept, set(told["move"]))


def _letters(ledger: Ledger, told: _Told) -> Iterator[str]:
    rows = ledger.rows(sa.select(t.outbox.c.id, t.outbox.c.state))
    kept = {str(row["id"]): row["state"] for row in rows}
    yield from _differences("letter", set(kept), set(told["letter"]))
    for number, lines in told["letter"].items():
        if number in kept and lines[-1]["what"] != f"letter {kept[number]}":
            yield f"letter {number}: is {kept[number]}, and the audit tells otherwise"


def _held(ledger: Ledger, told: _Told) -> Iterator[str]:
    rows = ledger.rows(sa.select(t.held.c.id, t.held.c.decision))
    kept = {str(row["id"]): row["decision"] for row in rows}
    yield from _differences("held item", set(kept), set(told["held"]))
    for number, decision in kept.items():
        lines = [line for verb in ("accepted", "rejected") for line in told[verb].get(number, ())]
        if lines and _DECIDED.get(lines[-1]["what"], decision) != decision:
            yield f"held item {number}: the audit tells another decision"


def _differences(thing: str, kept: set[str], known: set[str]) -> Iterator[str]:
    for ref in sorted(known - kept):
        yield f"{thing} {ref}: is missing"
    for ref in sorted(kept - known):
        yield f"{thing} {ref}: is there, and the audit does not know it"
