"""Groups: the records that hang together, loaded set-wise, and the postings that each group should have.

The postings of a group are a pure function of its records. They are worked out once for each standing level that
matters: what counts at level L is the rule applied to the records as they were confirmed at L or above, so the
postings at standing L are those of L less those of L + 1.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from datetime import date

from jiedui.registers import rows
from jiedui.registers.catalogue import followed_links, followers_of, members_of, registers
from jiedui.registers.declaration import Group, Record, Register

LEVELS = (0, 1, 2, 3)
PostKey = tuple[int, str, str, date, int, str]
"""record, account, region, valid date, standing, field"""
Overlay = Mapping[int, "Record | None"]
"""Records as they will be; None for one that goes."""


def counts(code: str) -> bool:
    """Whether records of a register post anything, by themselves or through the records that hang on them."""
    one = registers()[code]
    return bool(one.postings or members_of(code) or followers_of(code) or one.subject)


def roots_of(record: Record) -> list[tuple[str, int]]:
    """The subjects whose groups a record is in, by register and number: itself, where no subject link is filled.

    A record that was confirmed under another subject than its present one is in the groups of both.
    """
    one = registers()[record.register]
    found = [(one.field(name).to, number) for name in one.subject for number in linked_numbers(record, name)]  # type: ignore[attr-defined]  # subjects are links
    return found or [(record.register, record.id)]


def linked_numbers(record: Record, link: str) -> list[int]:
    """The records that a link points to: as the record is now, and in its confirmed versions."""
    if not record.settled:
        number = record[link]
        return [] if number is None else [number]
    numbers = [record[link], *(state.get(link) for _, state in record.settled)]
    return list(dict.fromkeys(number for number in numbers if number is not None))


def linking(one: Register, link: str, ids: AbstractSet[int]) -> Iterator[Record]:
    """The stored records that link to these, now or in a confirmed version, each once."""
    seen: set[int] = set()
    for record in rows.by_link(one, link, ids):
        seen.add(record.id)
        yield record
    for record in rows.with_settled(one):
        if record.id not in seen and not ids.isdisjoint(linked_numbers(record, link)):
            yield record


def subjects_of(changed: Iterable[Record], overlay: Overlay) -> dict[str, set[int]]:
    """The subjects to look at again when records changed: theirs, and those of records that follow them.

    *Shapes*: register of the subject → numbers.
    """
    found: dict[str, set[int]] = {}
    touched: dict[str, set[int]] = {}
    for record in changed:
        for root, number in roots_of(record):
            found.setdefault(root, set()).add(number)
        touched.setdefault(record.register, set()).add(record.id)
    for code, ids in touched.items():
        for follower, link in followers_of(code):
            for record in linking(follower, link, ids):
                for root, number in roots_of(overlay.get(record.id, record) or record):
                    found.setdefault(root, set()).add(number)
    return found


Arrivals = Mapping[tuple[str, str], Mapping[int, list[Record]]]
"""Records as they will be, by register and subject link, then by the subject's number."""


def arrivals(overlay: Overlay) -> Arrivals:
    """The records of an overlay by the subjects that they hang on."""
    found: dict[tuple[str, str], dict[int, list[Record]]] = {}
    for record in overlay.values():
        if record is not None:
            for name in registers()[record.register].subject:
                for number in linked_numbers(record, name):
                    found.setdefault((record.register, name), {}).setdefault(number, []).append(record)
    return found


def load_groups(
    subjects: Mapping[str, AbstractSet[int]],
    overlay: Overlay,
    arriving: Arrivals,
    fresh: AbstractSet[int] = frozenset(),
) -> list[Group]:
    """The groups of the subjects as they will be. `fresh` are subjects that are new: nothing of theirs is stored."""
    groups: dict[int, Group] = {}
    others: dict[int, Record] = {}
    for code, ids in subjects.items():
        stored = rows.by_ids(registers()[code], [i for i in ids if i not in overlay])
        for number in ids:
            root = overlay[number] if number in overlay else stored.get(number)
            group = groups[number] = Group(number, root, others)
            if root is not None and (code, number) in roots_of(root):
                group.members[code] = [root]
        for member, link in members_of(code):
            _add_members(groups, ids - fresh, arriving.get((member.code, link), {}), member.code, link, overlay)
            for number in ids & fresh:
                records = arriving.get((member.code, link), {}).get(number)
                if records:
                    groups[number].members.setdefault(member.code, []).extend(records)
    _add_followed(groups.values(), others, overlay)
    return list(groups.values())


def _add_members(
    groups: Mapping[int, Group],
    ids: AbstractSet[int],
    arriving: Mapping[int, list[Record]],
    code: str,
    link: str,
    overlay: Overlay,
) -> None:
    one = registers()[code]
    found: dict[int, list[Record]] = {number: list(records) for number, records in arriving.items() if number in ids}
    for record in linking(one, link, ids):
        if record.id not in overlay:
            for number in ids.intersection(linked_numbers(record, link)):
                found.setdefault(number, []).append(record)
    for number, records in found.items():
        groups[number].members.setdefault(code, []).extend(sorted(records, key=lambda record: record.id))


def _add_followed(groups: Iterable[Group], others: dict[int, Record], overlay: Overlay) -> None:
    wanted: dict[str, set[int]] = {}
    followed = {code: [link for link in one.links if link.follow] for code, one in registers().items()}
    for group in groups:
        for code, records in group.members.items():
            for link in followed[code]:
                wanted.setdefault(link.to, set()).update(n for r in records for n in linked_numbers(r, link.name))
    for code, ids in wanted.items():
        others.update({i: r for i in ids if (r := overlay.get(i)) is not None})
        others.update(rows.by_ids(registers()[code], [i for i in ids if i not in overlay]))


def at_level(record: Record, level: int) -> Record | None:
    """The record as it was last confirmed at `level` or above; as it is now, for level 0; None if never."""
    if record.standing >= level:
        return record
    for settled_level, state in sorted(record.settled):
        if settled_level >= level:
            values = registers()[record.register].from_json(state)
            return Record(record.register, record.id, values, record.entry, settled_level)
    return None


def wanted_postings(group: Group) -> dict[PostKey, list[int]]:
    """The postings that a group should have. *Shapes*: key → [amount, weight]; where they are 0 and 0, absent."""
    followed = followed_by(group)
    records = [*(record for members in group.members.values() for record in members), *followed.values()]
    standings = {record.standing for record in records}
    if len(standings) == 1 and not any(record.settled for record in records):
        standing = standings.pop()
        return {(*key, standing, field): sums for (*key, field), sums in _posts(group).items()}  # type: ignore[misc]  # the starred key is four long
    found: dict[PostKey, list[int]] = {}
    above: dict[tuple[int, str, str, date, str], list[int]] = {}
    for level in reversed(LEVELS):
        here = _posts(_group_at(group, level, followed))
        for record, account, region, day, field in here.keys() | above.keys():
            low = here.get((record, account, region, day, field), [0, 0])
            high = above.get((record, account, region, day, field), [0, 0])
            if low != high:
                found[(record, account, region, day, level, field)] = [low[0] - high[0], low[1] - high[1]]
        above = here
    return found


def followed_by(group: Group) -> dict[int, Record]:
    """The records that a group's members follow: they are seen at each level as they were confirmed there, too."""
    found: dict[int, Record] = {}
    for code, records in group.members.items():
        for name in followed_links(code):
            numbers = {number for record in records for number in linked_numbers(record, name)}
            found.update((number, group.others[number]) for number in numbers if number in group.others)
    return found


def _group_at(group: Group, level: int, followed: Mapping[int, Record]) -> Group:
    others = {number: at for number, record in followed.items() if (at := at_level(record, level)) is not None}
    seen = Group(group.subject, at_level(group.root, level) if group.root else None, others)
    for code, records in group.members.items():
        kept = [at for record in records if (at := at_level(record, level)) is not None and _is_of(at, group.subject)]
        if kept:
            seen.members[code] = kept
    return seen


def _is_of(record: Record, subject: int) -> bool:
    """Whether a record, seen at one level, hangs on this subject; its confirmed version may hang on another."""
    filled = [record[name] for name in registers()[record.register].subject if record[name] is not None]
    return subject in filled if filled else subject == record.id


def _posts(group: Group) -> dict[tuple[int, str, str, date, str], list[int]]:
    found: dict[tuple[int, str, str, date, str], list[int]] = {}
    if group.root is None:
        return found
    for code, records in group.members.items():
        rule = registers()[code].postings
        if rule is None:
            continue
        for post in rule(records, group):
            key = (post.record, post.account, post.region, post.valid_on, post.field)
            sums = found.get(key)
            if sums is None:
                found[key] = [post.amount, 1]
            else:
                sums[0] += post.amount
                sums[1] += 1
    return found


def group_findings(groups: Iterable[Group]) -> Iterator[tuple[Group, str, object]]:
    """What the group checks of each group's registers find: (group, register, finding)."""
    for group in groups:
        for code in group.members:
            for check in registers()[code].group_checks:
                for finding in check(group):
                    yield group, code, finding
