"""Finding regions: by code, by the names that offices write, below a region, with those that they succeeded."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from functools import lru_cache

from jiedui.journal.storage import chunks, select_rows
from jiedui.kernel import regions
from jiedui.kernel.errors import refused
from jiedui.places.models import BoundarySet, GridCell, Region
from jiedui.places.reading import HEADINGS_OF_THE_CODE, RegionRow, table_digest

_ETHNIC = (
    "壮|瑶|苗|侗|仫佬|毛南|回|京|彝|水|仡佬|藏|蒙古|维吾尔|满|朝鲜|土家|哈尼|傣|黎|傈僳|佤|畲|拉祜|纳西|景颇|"
    "柯尔克孜|达斡尔|羌|布朗|撒拉|锡伯|普米|怒|德昂|保安|裕固|独龙|鄂温克|哈萨克|布依|白|土|东乡|塔吉克|各"
)
_SEPARATORS = re.compile(r"[\s\-—/·,，、]+")
_TAIL = re.compile(
    rf"(?:(?:{_ETHNIC})族)*(?:自治区|自治州|自治县|自治旗)\Z|特别行政区\Z|街道办事处\Z|街道\Z|社区居委会\Z|"
    r"(?:社区)?居民委员会\Z|村民委员会\Z|村委会\Z|居委会\Z|(?:壮|瑶|苗|侗)族乡\Z|新区\Z|地区\Z|[省市县区旗盟乡镇村]\Z"
)


def short_name(name: str) -> str:
    """The name without its kind, as offices shorten it: 马山县 → 马山; kept whole where one character would remain."""
    bare = _TAIL.sub("", name)
    return bare if len(bare) >= 2 else name


def spellings(name: str) -> set[str]:
    """How a name may be written: whole, short, and a village's committee by its village alone."""
    found = {name, short_name(name)}
    for committee, place in (("村民委员会", "村"), ("村委会", "村"), ("社区居委会", "社区"), ("居委会", "社区")):
        if name.endswith(committee):
            whole = name.removesuffix(committee)
            found |= {whole, whole + place, whole.removesuffix(place) + place}
    return {spelling for spelling in found if len(spelling) >= 2}


def codes_above(code: str) -> tuple[str, ...]:
    """The codes of the regions above, nearest first."""
    return regions.lineage(code)[1:]


class RegionIndex:
    """All regions in memory, by code and by name; made once a process and forgotten when the table changes."""

    def __init__(self) -> None:
        self.names: dict[str, str] = {}
        self.successors: dict[str, str] = {}
        self._by_name: dict[str, list[str]] = {}
        self._heads: dict[str, tuple[str, ...]] = {}
        for code, name, successor in select_rows("SELECT code, name, successor FROM places_region ORDER BY code"):
            self.names[code] = name
            if successor:
                self.successors[code] = successor
            if name in HEADINGS_OF_THE_CODE:
                continue
            for spelling in spellings(name):
                self._by_name.setdefault(spelling, []).append(code)

    def candidates(self, text: str, within: str = regions.NATION) -> list[str]:
        """The regions below `within` that a text can mean: a name, long or short, or names from the top down."""
        found = [code for code in self._by_name.get(text, ()) if regions.is_within(code, within)]
        if found:
            return found
        for length in range(len(text) - 1, 1, -1):
            heads = [c for c in self._by_name.get(text[:length], ()) if regions.is_within(c, within)]
            below = [code for head in heads for code in self.candidates(text[length:].strip(), head) if code != head]
            if below:
                return list(dict.fromkeys(below))
        return []

    def present(self, code: str) -> str:
        """The code that succeeded an abolished one; the code itself while it is in force."""
        return self.successors.get(code, code)

    def find(self, text: str, scopes: Iterable[str] = ()) -> list[str]:
        """What a text means: one code, or all candidates. A code in digits is taken as it is.

        `scopes` are the regions of the programme: where they hold candidates, those outside are not meant, and of
        those inside the highest level is (南宁 is the city, not a street of that name).
        """
        bare = _SEPARATORS.sub("", text)
        if bare.isascii() and bare.isdigit():
            code = bare.ljust(12, "0") if len(bare) in regions.SEGMENTS else ""
            return [code] if code in self.names else []
        found = self.candidates(bare) or self._address(bare)
        inside = [code for code in found if any(regions.is_within(code, scope) for scope in scopes)]
        best = inside or found
        top = min((regions.level(code) for code in best), default=0)
        best = [code for code in best if regions.level(code) == top]
        in_force = [code for code in best if code not in self.successors]
        return in_force or best

    def _address(self, text: str) -> list[str]:
        """The township or village that an address begins with: 马山县白山镇立星村上屯12号."""
        for length in range(len(text) - 1, 5, -1):
            found = self.candidates(text[:length])
            if found:
                return [code for code in found if regions.level(code) >= regions.TOWNSHIP]
        return []

    def heads(self, code: str) -> tuple[str, ...]:
        """The code and the abolished codes outside its subtree whose successors lie inside it."""
        if code not in self._heads:
            outside = [
                old
                for old, new in self.successors.items()
                if regions.is_within(new, code) and not regions.is_within(old, code)
            ]
            self._heads[code] = (code, *sorted(outside))
        return self._heads[code]

    def full_name(self, code: str) -> str:
        """The names from the prefecture down, e.g. 南宁市马山县."""
        line = [c for c in reversed(regions.lineage(code)) if self.names.get(c) not in HEADINGS_OF_THE_CODE]
        names = [self.names.get(c, c) for c in line if regions.level(c) > 1]
        return "".join(names) or self.names.get(code, code)


@lru_cache(maxsize=1)
def index() -> RegionIndex:
    """The regions in memory."""
    return RegionIndex()


def forget() -> None:
    """Forget the regions in memory: the table has changed."""
    index.cache_clear()


def region(code: str) -> str:
    """A code as it is known to the ledger. Errors: REGION-001, REGION-002."""
    normal = regions.normal_code(code)
    if not Region.objects.filter(code=normal).exists():
        raise refused("REGION-002", found=code)
    return normal


def children(code: str, level: int | None = None) -> list[tuple[str, str]]:
    """The regions one level below, in code order: (code, name); headings of the code are passed through."""
    low, high = regions.subtree_bounds(code)
    depth = level or regions.level(code) + 1
    rows = Region.objects.filter(code__gte=low, code__lte=high, level=depth, successor="").order_by("code")
    return [(code, name) for code, name in rows.values_list("code", "name") if name not in HEADINGS_OF_THE_CODE]


def names(codes: Iterable[str]) -> dict[str, str]:
    """The names of some codes."""
    return dict(Region.objects.filter(code__in=set(codes)).values_list("code", "name"))


def loaded_table_problem() -> int | None:
    """The number of the last batch that loaded regions, when the table is no longer what it loaded; else None."""
    batches = select_rows("SELECT id, summary FROM journal_batch WHERE verb = 'load_regions' ORDER BY id DESC LIMIT 1")
    if not batches:
        return None
    rows = select_rows("SELECT code, name, level, since, until, successor FROM places_region")
    digest = table_digest([RegionRow(*row) for row in rows])
    return None if digest == json.loads(batches[0][1])["digest"] else batches[0][0]


def cell_regions(cells: Iterable[str]) -> dict[str, str]:
    """The regions in which some cells of the grid lie; cells outside the boundaries in force are left out."""
    found: dict[str, str] = {}
    for chunk in chunks(dict.fromkeys(cells)):
        found.update(GridCell.objects.filter(cell__in=chunk).values_list("cell", "code"))
    return found


def grid_resolution() -> int | None:
    """The resolution of the grid; None while no boundaries are loaded."""
    return BoundarySet.objects.order_by("-id").values_list("resolution", flat=True).first()
