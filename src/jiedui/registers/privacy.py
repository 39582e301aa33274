"""Opening what is sealed: names for those who may see them, one number at a time with a reason; erasing it.

What lies outside the actor's reach is as if it were not there. An opened number is handed out only when the journal
holds who opened it and why; what was erased stays a mask for everybody.
"""

from __future__ import annotations

from collections.abc import Iterable

from jiedui.journal.actions import open_batch
from jiedui.kernel.errors import Refused, refused
from jiedui.kernel.identity import masked
from jiedui.kernel.permissions import Actor
from jiedui.kernel.regions import NATION
from jiedui.kernel.sealing import open_seal, shown
from jiedui.registers import rows
from jiedui.registers.catalogue import chart, registers
from jiedui.registers.declaration import Record, Register
from jiedui.registers.erasing import ERASED, erasure_of
from jiedui.registers.fields import Sealed
from jiedui.registers.keys import record_keys, secret
from jiedui.registers.models import RecordKey
from jiedui.registers.persons import PERSONS, PersonData, held_records, looked_at
from jiedui.registers.reach import lies_in, places_of, reached

Names = dict[int, dict[str, str]]
"""Shown names: record → field → the name in full, or its mask."""


def names(actor: Actor, register: Register, records: Iterable[Record]) -> Names:
    """The names of persons in records, opened set-wise where the actor may see names; masks for the rest.

    Errors: LEDGER-006, LEDGER-014 where a name is to be opened and the keys are not there.
    """
    holders = [record for record in records if any(record[field.name] for field in register.person_names)]
    heads = actor.reach("read_names")
    if NATION in heads:
        open_to = holders
    else:
        places = places_of(holders, {}) if heads else {}
        open_to = [record for record in holders if lies_in(places.get(record.id, ()), heads)]
    keys = record_keys(record.id for record in open_to)
    return {
        record.id: {
            field.name: _name(record[field.name], keys.get(record.id))
            for field in register.person_names
            if record[field.name] is not None
        }
        for record in holders
    }


def masked_names(register: Register, records: Iterable[Record]) -> Names:
    """The masks of the names of persons: what may be published. Needs no keys."""
    return {
        record.id: {f.name: shown(record[f.name]) for f in register.person_names if record[f.name] is not None}
        for record in records
    }


def _name(token: str, key: bytes | None) -> str:
    """A name in full; its mask without a key, and where it was sealed with one that was destroyed since."""
    if key is None:
        return shown(token)
    return _opened(token, key) or shown(token)


def _opened(token: str, key: bytes) -> str | None:
    try:
        return open_seal(key, token)
    except Refused:
        return None


def open_number(actor: Actor, register: Register, number: int, field: str, reason: str) -> str:
    """One sealed number (or name) in full. The journal says who opened which, and why; never what it was.

    Errors: PRIVACY-001 no reason, PRIVACY-002 no such field, JOURNAL-012 not there or out of reach, PRIVACY-003
    erased, PRIVACY-004 the field is empty, RIGHT-001, LEDGER-006, LEDGER-014.
    """
    actor.require("open_number")
    require_reason(reason)
    sealed = sealed_field(register, field)
    with open_batch(actor, "open_number", chart(), reason=reason) as draft:
        record = reached(register, [number], actor, "open_number").get(number)
        if record is None:
            raise refused("JOURNAL-012", record=f"{register.code} {number}")
        token = record[sealed.name]
        if token is None:
            raise refused("PRIVACY-004", record=number, register=register.code, field=sealed.name)
        key = record_keys([number]).get(number)
        text = _opened(token, key) if key is not None else None
        if text is None:
            batch = erasure_of(number)
            if batch is None:
                raise refused("VERIFY-014", record=number, register=register.code)
            raise refused("PRIVACY-003", record=number, batch=batch)
        draft.summary = {"register": register.code, "record": number, "field": sealed.name}
    return text


def person_data(actor: Actor, person: int | str, reason: str) -> PersonData:
    """All that the ledger holds about a person, by record or by identity number; the journal says who asked and why.

    Errors: PRIVACY-001 no reason, JOURNAL-012 not there or out of reach, RIGHT-001; by number also the CELL codes of
    an identity number, LEDGER-006 and LEDGER-014.
    """
    actor.require("serve_person")
    require_reason(reason)
    persons = registers()[PERSONS]
    with open_batch(actor, "person_data", chart(), reason=reason) as draft:
        number = person if isinstance(person, int) else _person_of(person)
        record = reached(persons, [number], actor, "serve_person").get(number)
        if record is None:
            raise refused("JOURNAL-012", record=f"{PERSONS} {person if isinstance(person, int) else masked(person)}")
        held = held_records(number)
        for one in held:
            if one.register == PERSONS:
                one.values |= names(actor, persons, [record])[number]
        found = PersonData(number, held, looked_at(number), erasure_of(number))
        draft.summary = {"register": PERSONS, "record": number, "records": len(held)}
    return found


def _person_of(text: str) -> int:
    """The record of the person with an identity number; 0 for none."""
    persons = registers()[PERSONS]
    number, fault = persons.field("id_number").read(text)
    if fault is not None:
        raise refused(fault[0], **fault[1])
    digest = secret(number or "").digest
    found = rows.by_keys(persons, [digest]).get(digest)
    return 0 if found is None else found.id


def erase_person(actor: Actor, number: int, reason: str) -> int:
    """Destroy the key of a person's record. Returns the batch.

    Not erased: what was counted, the mask and the digest by which a later row is found to be the same person, and the
    sealed copy of the workbook, a voucher that accounting law has kept.
    Errors: PRIVACY-001 no reason, JOURNAL-012 not there or out of reach, PRIVACY-003 erased already, RIGHT-001.
    """
    actor.require("serve_person")
    require_reason(reason)
    with open_batch(actor, ERASED, chart(), reason=reason) as draft:
        if number not in reached(registers()[PERSONS], [number], actor, "serve_person"):
            raise refused("JOURNAL-012", record=f"{PERSONS} {number}")
        destroyed, _ = RecordKey.objects.filter(id=number).delete()
        if not destroyed:
            raise refused("PRIVACY-003", record=number, batch=erasure_of(number) or "—")
        draft.summary = {"register": PERSONS, "record": number}
    return draft.number


def sealed_field(register: Register, name: str) -> Sealed:
    """A sealed field by its name or its Chinese one. Errors: PRIVACY-002."""
    for field in register.sealed:
        if name in (field.name, *field.headings):
            return field
    known = ", ".join(field.name for field in register.sealed) or "—"
    raise refused("PRIVACY-002", register=register.code, field=name, known=known)


def require_reason(reason: str) -> None:
    """Refuse without a reason. Errors: PRIVACY-001."""
    if not reason.strip():
        raise refused("PRIVACY-001")
