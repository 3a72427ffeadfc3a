"""What a contract takes: its facts, each with type, unit, range and meaning."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any, Mapping, NamedTuple, Optional, Sequence, Tuple, Union

from entitle.exact import day, number
from entitle.listing import Column, Listing

__all__ = ["Fact", "Facts"]


class Fact(NamedTuple):
    """A typed input about a subject.

    Attributes:
        name: As it stands in facts and in columns.
        scope: Whose it is: `contract` (the run as a whole), `network`, `practice` or `patient`.
        type: `boolean`, `integer`, `decimal`, `date` or `text`.
        unit: Its unit, or "".
        least: The least number or earliest day that is taken, or None.
        most: The greatest number or latest day that is taken, or None.
        places: Decimal places that are kept; a number with more is refused.
        values: The texts that are taken, where it is a text.
        null: Whether None is taken: "there is no such record". What is left out is unknown, which is another thing.
        per: `subject`, `register` or `indicator`: one for the subject, or one for each register or indicator.
        default: The reading that a switch has unless it is set, or None.
        meaning: What it is.
        from_: Where a system finds it: codes, and which record of them.
        local_term: Whether the contract leaves it to the parties.
        built_in: Whether every contract of this form has it, such as `numerator`.
    """

    name: str
    scope: str
    type: str
    unit: str
    least: Union[Decimal, datetime.date, None]
    most: Union[Decimal, datetime.date, None]
    places: int
    values: Tuple[str, ...]
    null: bool
    per: str
    default: Optional[str]
    meaning: str
    from_: str
    local_term: bool
    built_in: bool

    @property
    def range(self) -> str:
        """What is taken, in words: `0 to 1`, `mild, moderate, severe`, or "" where every value of the type is."""
        if self.values:
            return ", ".join(self.values)
        if self.least is None and self.most is None:
            return ""
        return " to ".join(map(_written, (self.least, self.most))).strip()

    @property
    def takes(self) -> str:
        """Type, places, range and what else there is to say of a value, in words."""
        text = f"decimal({self.places})" if self.type == "decimal" else self.type
        parts = [f"{text} {self.range}".rstrip() + (" or null" if self.null else "")]
        if self.per != "subject":
            parts.append(f"per {self.per}")
        if self.local_term:
            parts.append("local term")
        if self.default is not None:
            parts.append(f"{self.default} unless set")
        return ", ".join(parts)


class Facts(Listing[Fact]):
    """The facts of a contract in the order of its definition, by place or by name.

    Example:
        >>> import entitle
        >>> facts = entitle.contract("qof-england", on="2025-06-30").facts
        >>> facts["list_size"].unit
        'patients'
        >>> facts["age"].scope
        'patient'
    """

    _kind = ("fact", "facts")
    _columns: Sequence[Column] = (("name", False), ("of", False), ("takes", False), ("unit", False), ("meaning", False))

    def _name(self, item: Fact) -> str:
        return item.name

    def _row(self, item: Fact) -> Sequence[str]:
        return (item.name, item.scope, item.takes, item.unit, item.meaning)

    def of(self, scope: str) -> Facts:
        """The facts of one scope.

        Args:
            scope: `contract`, `network`, `practice` or `patient`.

        Returns:
            Those facts, in order.

        Example:
            >>> import entitle
            >>> {fact.scope for fact in entitle.contract("qof-england").facts.of("practice")}
            {'practice'}
        """
        return Facts(fact for fact in self if fact.scope == scope)


def fact_of(data: Mapping[str, Any]) -> Fact:
    """A fact out of what the native half says of it."""
    return Fact(
        name=data["name"],
        scope=data["scope"],
        type=data["type"],
        unit=data["unit"],
        least=_end(data["type"], data["least"]),
        most=_end(data["type"], data["most"]),
        places=data["places"],
        values=tuple(data["values"]),
        null=data["null"],
        per=data["per"],
        default=data["default"],
        meaning=data["meaning"],
        from_=data["from"],
        local_term=data["local_term"],
        built_in=data["built_in"],
    )


def _written(end: Union[Decimal, datetime.date, None]) -> str:
    if isinstance(end, Decimal):
        return f"{end:,f}"
    return "" if end is None else end.isoformat()


def _end(kind: str, text: Optional[str]) -> Union[Decimal, datetime.date, None]:
    if text is None:
        return None
    return day(text) if kind == "date" else number(text)
