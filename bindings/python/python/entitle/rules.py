"""What a contract says of itself: its parts with their sources, and the rules of one indicator or register."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Dict, List, Mapping, NamedTuple, Optional, Sequence, Tuple

from entitle import _entitle
from entitle.exact import number
from entitle.listing import Column, Listing

__all__ = ["Content", "Indicator", "Indicators", "Rule", "RuleTable", "Rules"]


class Indicator(NamedTuple):
    """A target of the contract.

    Attributes:
        name: Its name.
        title: Its title.
        points: The points that it can earn.
        scale: How achievement becomes points, in words: `35% to 75%`, `steps 50%: 40%, 70%: 100%`.
        register: The register that it is of, or "".
        grade: How well its points and thresholds are known: `official`, `published`, `derived`, `assumed`.
        attributes: The figures that the contract states for it, such as its domain.
    """

    name: str
    title: str
    points: Optional[Decimal]
    scale: str
    register: str
    grade: str
    attributes: Dict[str, str]

    @property
    def thresholds(self) -> Optional[Tuple[Decimal, Decimal]]:
        """Where points begin and where all are earned, as fractions; None where the scale has no two such places."""
        rates = [] if self.scale.startswith(("deciles", "best of")) else _rates(self.scale)
        return (rates[0], rates[-1]) if rates else None

    @property
    def lower_is_better(self) -> bool:
        """Whether a lower rate earns more."""
        return "lower is better" in self.scale


class Indicators(Listing[Indicator]):
    """The indicators of a contract in its order, by place or by name."""

    _kind = ("indicator", "indicators")
    _columns: Sequence[Column] = (
        ("name", False),
        ("points", True),
        ("scale", False),
        ("register", False),
        ("grade", False),
        ("title", False),
    )

    def _name(self, item: Indicator) -> str:
        return item.name

    def _row(self, item: Indicator) -> Sequence[str]:
        points = "" if item.points is None else str(item.points)
        return (item.name, points, item.scale, item.register, item.grade, item.title)


#: The parts of a contract that are worth counting.
PARTS = ("registers", "indicators", "criteria", "lines", "parameters", "facts", "sources", "assumed", "local_terms")


class Content:
    """Everything that a contract says of itself: registers, indicators, lines, criteria, facts, sources with their
    grades, what is assumed, and what is left to the parties.

    It is made by `Contract.show()`. In a notebook it shows itself in full.

    Example:
        >>> import entitle
        >>> content = entitle.contract("qof-england", on="2025-06-30").show()
        >>> content.indicators["DM020"].scale
        '35% to 75%'
        >>> content.indicators["DM020"].thresholds
        (Decimal('0.35'), Decimal('0.75'))
        >>> [term["name"] for term in content.data["local_terms"]]
        ['national_prevalence']
    """

    __slots__ = ("_data", "_native")

    def __init__(self, native: _entitle.Contract) -> None:
        self._native = native
        self._data: Dict[str, Any] = native.show(None)

    @property
    def data(self) -> Dict[str, Any]:
        """All of it as plain data: what `entitle show --format json` writes."""
        return self._data

    @property
    def indicators(self) -> Indicators:
        """The indicators with points, scale and attributes."""
        names = [attribute["name"] for attribute in self._data["attributes"]]
        return Indicators(_indicator(data, names) for data in self._data["indicators"])

    @property
    def pays(self) -> Optional[str]:
        """The line that is the payment, or None where the contract states none."""
        paying = [str(line["name"]) for line in self._data["lines"] if line["pays"]]
        return paying[0] if paying else None

    def __repr__(self) -> str:
        data = self._data
        name = f"{data['id']}@{data['in_force']}#{data['revision']}"
        counts = [f"  {part.replace('_', ' ')}: {len(data[part])}" for part in PARTS if data[part]]
        return "\n".join([f"{name}: {data['title']}", *counts])

    def _repr_html_(self) -> str:
        return self._native.html(None)


class Rule(NamedTuple):
    """A row of a rule table.

    Attributes:
        row: Its place, from 1.
        condition: What it asks, as the definition has it.
        meaning: What a condition's name stands for, or "".
        then: What becomes of a patient who meets it: `select`, `reject`, `exclude`, `adjust` or `next`.
        because: The reason, or "".
        otherwise: What becomes of a patient who does not.
        otherwise_because: The reason, or "".
        clause: The clause that it follows.
        grade: How well it is known, or None.
        rests_on: `an assumed figure or reading`, `a local term`, `beyond what was read`: those that hold.
    """

    row: int
    condition: str
    meaning: str
    then: str
    because: str
    otherwise: str
    otherwise_because: str
    clause: str
    grade: Optional[str]
    rests_on: Tuple[str, ...]


class RuleTable(NamedTuple):
    """Ordered rules: the first that matches and does not say `next` decides.

    Attributes:
        table: `register DM`, `denominator of DM020`, `numerator of DM020`.
        rows: Its rules.
    """

    table: str
    rows: List[Rule]


class Rules:
    """The rules of one indicator or register, with the source of their order and content.

    It is made by `Contract.show("DM020")`. In a notebook it shows itself in full.

    Example:
        >>> import entitle
        >>> rules = entitle.contract("qof-england", on="2025-06-30").show("DM020")
        >>> [table.table for table in rules.tables]
        ['register DM', 'denominator of DM020', 'numerator of DM020']
        >>> rules.tables[1].rows[0].then
        'exclude'
    """

    __slots__ = ("_data", "_item", "_native")

    def __init__(self, native: _entitle.Contract, item: str) -> None:
        self._native = native
        self._item = item
        self._data: Dict[str, Any] = native.show(item)

    @property
    def data(self) -> Dict[str, Any]:
        """All of it as plain data: what `entitle show CONTRACT ITEM --format json` writes."""
        return self._data

    @property
    def item(self) -> str:
        """The indicator or register."""
        return self._item

    @property
    def title(self) -> str:
        """Its title."""
        return str(self._data["title"])

    @property
    def tables(self) -> List[RuleTable]:
        """The rule tables in the order in which they are asked."""
        return [RuleTable(table["table"], [_rule(row) for row in table["rows"]]) for table in self._data["tables"]]

    def __repr__(self) -> str:
        lines = [f"{self.item}: {self.title}"]
        for table in self.tables:
            lines.append(table.table)
            for rule in table.rows:
                lines.append(f"  {rule.row:>2}  if {' '.join(rule.condition.split())}")
                then, otherwise = _action(rule.then, rule.because), _action(rule.otherwise, rule.otherwise_because)
                lines.append(f"      then {then}, else {otherwise}")
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        return self._native.html(self._item)


def _rates(scale: str) -> List[Decimal]:
    """The rates of a scale in words. What a step or gate earns follows a colon and is none of them."""
    import re

    places = re.sub(r": \d+(\.\d+)?%", "", scale)
    return [Decimal(rate) / 100 for rate in re.findall(r"(\d+(?:\.\d+)?)%", places)]


def _action(action: str, because: str) -> str:
    return f"{action} ({because})" if because else action


def _indicator(data: Mapping[str, Any], attributes: Sequence[str]) -> Indicator:
    return Indicator(
        name=data["name"],
        title=data["title"],
        points=number(data["value"]),
        scale=data["scale"],
        register=data["register"],
        grade=data["grade"],
        attributes=_attributes(data["attributes"], attributes),
    )


def _attributes(text: str, names: Sequence[str]) -> Dict[str, str]:
    """`domain = public health, points_max = 3` by the attributes' names, since a value may hold a comma."""
    import re

    if not names:
        return {}
    parts = re.split(rf"(?:^|, )({'|'.join(map(re.escape, names))}) = ", text)
    return dict(zip(parts[1::2], parts[2::2]))


def _rule(data: Mapping[str, Any]) -> Rule:
    return Rule(
        row=data["row"],
        condition=data["if"],
        meaning=data["meaning"],
        then=data["then"],
        because=data["because"],
        otherwise=data["else"],
        otherwise_because=data["else_because"],
        clause=data["clause"],
        grade=data["grade"],
        rests_on=tuple(data["rests_on"]),
    )
