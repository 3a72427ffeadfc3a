"""Answers, facts and other named things in their order: found by place or by name, shown as a table."""

from __future__ import annotations

from typing import (
    Callable,
    Dict,
    Generic,
    Iterable,
    Iterator,
    List,
    Optional,
    Sequence,
    Tuple,
    TypeVar,
    Union,
    overload,
)

from entitle.refusal import nearest

__all__ = ["Column", "Listing", "html_table", "text_table"]

Item = TypeVar("Item")

#: A heading, and whether its texts stand at the right, as numbers do.
Column = Tuple[str, bool]

#: How many rows a terminal shows. A notebook shows all, since it scrolls.
ROWS_SHOWN = 60
#: Where a line of a terminal is cut, and a text within it.
WIDTH, CELL_WIDTH = 120, 56


class Listing(Generic[Item]):
    """An unchanging sequence whose items have names.

    `listing[0]` is by place, `listing["total"]` by name; `"total" in listing`, `listing.get("total")` and
    `listing.names` are by name. Printed, it is a table; in a notebook, an HTML table.

    It does what a sequence does, and is none by inheritance: Polars makes a column of whatever is a `Sequence` cell by
    cell, and loses decimals of many scales by that, before it asks for the table that answers have.
    """

    #: What the listing holds, for its heading and for errors: one, and several.
    _kind: Tuple[str, str] = ("item", "items")
    _columns: Sequence[Column] = ()

    def __init__(self, items: Iterable[Item]) -> None:
        self._items: Tuple[Item, ...] = tuple(items)
        places: Dict[str, int] = {}
        for place, item in enumerate(self._items):
            places.setdefault(self._name(item), place)
        self._places = places

    def _name(self, item: Item) -> str:
        raise NotImplementedError

    def _row(self, item: Item) -> Sequence[str]:
        raise NotImplementedError

    def _title(self) -> str:
        count = len(self._items)
        return f"{count} {self._kind[count != 1]}"

    @property
    def names(self) -> List[str]:
        """The names, in order."""
        return list(self._places)

    def get(self, name: str) -> Optional[Item]:
        """The item of that name, or None."""
        place = self._places.get(name)
        return None if place is None else self._items[place]

    @overload
    def __getitem__(self, key: Union[int, str]) -> Item: ...

    @overload
    def __getitem__(self, key: slice) -> List[Item]: ...

    def __getitem__(self, key: Union[int, str, slice]) -> Union[Item, List[Item]]:
        if isinstance(key, slice):
            return list(self._items[key])
        if isinstance(key, str) and key not in self._places:
            raise KeyError(self._unknown(key))
        place = self._places[key] if isinstance(key, str) else key
        return self._items[place]

    def _unknown(self, name: str) -> str:
        per_item = [known for known in self._places if known.startswith(name + ".")]
        if per_item:
            return f"{name} stands for each item: ask for {per_item[0]!r}" + (", and so on" if per_item[1:] else "")
        near = nearest(name, self._places)
        advice = f"did you mean {near!r}?" if near else "`.names` lists what there is"
        return f"no {self._kind[0]} {name}; {advice}"

    def __len__(self) -> int:
        return len(self._items)

    def __iter__(self) -> Iterator[Item]:
        return iter(self._items)

    def __reversed__(self) -> Iterator[Item]:
        return reversed(self._items)

    def index(self, item: Item) -> int:
        """The place of an item."""
        return self._items.index(item)

    def count(self, item: Item) -> int:
        """How often an item stands there."""
        return self._items.count(item)

    def __contains__(self, item: object) -> bool:
        return item in self._places if isinstance(item, str) else item in self._items

    def __repr__(self) -> str:
        return text_table(self._title(), self._columns, self._items, self._row)

    def _repr_html_(self) -> str:
        return html_table(self._title(), self._columns, [self._row(item) for item in self._items])


def text_table(
    title: str, columns: Sequence[Column], items: Sequence[Item], row: Callable[[Item], Sequence[str]]
) -> str:
    """A table for a terminal: its first rows, and how many more there are.

    Args:
        title: The line above it.
        columns: Its headings.
        items: What stands in it.
        row: An item's texts, one for each column.

    Returns:
        Lines of at most 120 characters.

    Example:
        >>> print(text_table("2 amounts", [("name", False), ("value", True)], [("a", "1"), ("b", "12")], list))
        2 amounts
          name  value
          a         1
          b        12
    """
    rows = [[heading for heading, _ in columns]]
    rows += [[_cut(text.replace("\n", " "), CELL_WIDTH) for text in row(item)] for item in items[:ROWS_SHOWN]]
    widths = [max(len(texts[place]) for texts in rows) for place in range(len(columns))]
    lines = [title]
    if items:
        lines += [_cut(_line(texts, widths, columns), WIDTH) for texts in rows]
    if len(items) > ROWS_SHOWN:
        lines.append(f"  ... and {len(items) - ROWS_SHOWN} more")
    return "\n".join(lines)


def _line(texts: Sequence[str], widths: Sequence[int], columns: Sequence[Column]) -> str:
    cells = (
        text.rjust(width) if right else text.ljust(width) for text, width, (_, right) in zip(texts, widths, columns)
    )
    return ("  " + "  ".join(cells)).rstrip()


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 3].rstrip() + "..."


def html_table(title: str, columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> str:
    """A table for a notebook. Every text is escaped; looks are the notebook's own.

    Args:
        title: Its caption.
        columns: Its headings.
        rows: Texts, one for each column.

    Returns:
        One `<table>`.

    Example:
        >>> "&lt;total&gt;</td>" in html_table("1 amount", [("name", False)], [["<total>"]])
        True
    """
    from html import escape

    def cells(tag: str, texts: Sequence[str]) -> str:
        return "".join(
            f'<{tag} style="text-align:{"right" if right else "left"}">{escape(text)}</{tag}>'
            for text, (_, right) in zip(texts, columns)
        )

    head = f"<thead><tr>{cells('th', [heading for heading, _ in columns])}</tr></thead>"
    body = "".join(f"<tr>{cells('td', row)}</tr>" for row in rows)
    caption = f'<caption style="text-align:left">{escape(title)}</caption>'
    return f"<table>{caption}{head}<tbody>{body}</tbody></table>"
