"""Rows in columns, as results come back: Arrow, which every data frame library takes without copying."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, List, Sequence, Tuple

from entitle import _entitle
from entitle.refusal import missing_package

if TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow

__all__ = ["Column", "Table", "amounts", "table"]

#: A column on its way into a table: its name, what it holds (`text`, `count`, `amount` or `float`), and its cells.
Column = Tuple[str, str, Sequence[Any]]

#: Rows that a notebook and a terminal show.
ROWS_SHOWN = 10


class Table:
    """Rows in columns: `polars.DataFrame(table)`, `pyarrow.table(table)` and DuckDB take it as it is.

    It speaks the Arrow PyCapsule interface, so no package is needed but the one that you use.

    Example:
        >>> import entitle, polars
        >>> qof = entitle.contract("qof-england", on="2025-06-30")
        >>> patients = polars.DataFrame({"dmlat_dat": [None], "age": [50]}, schema={"dmlat_dat": polars.Date, "age": polars.Int64})
        >>> result = qof.evaluate(patients, missing_columns="unknown")
        >>> polars.DataFrame(result.registers).filter(register="DM")["members"].item()
        0
    """

    __slots__ = ("_native",)

    def __init__(self, native: _entitle.Table) -> None:
        self._native = native

    @property
    def num_rows(self) -> int:
        """How many rows there are."""
        return self._native.num_rows

    @property
    def column_names(self) -> List[str]:
        """The names of the columns, in their order."""
        return self._native.column_names

    @property
    def nbytes(self) -> int:
        """How many bytes the columns take, shared ones among them."""
        return self._native.nbytes

    def head(self, rows: int = ROWS_SHOWN) -> Table:
        """The first rows, sharing the memory of all.

        Args:
            rows: How many, at most.
        """
        return Table(self._native.head(rows))

    def to_pyarrow(self) -> pyarrow.Table:
        """The rows as a table of PyArrow; nothing is copied."""
        try:
            import pyarrow
        except ImportError as absent:
            raise missing_package("pyarrow", "arrow") from absent
        return pyarrow.table(self)

    def to_polars(self) -> polars.DataFrame:
        """The rows as a data frame of Polars; plain columns are not copied."""
        try:
            import polars
        except ImportError as absent:
            raise missing_package("polars", "polars") from absent
        return polars.DataFrame(self)

    def to_pandas(self) -> pandas.DataFrame:
        """The rows as a data frame of pandas, dictionaries as categories; PyArrow makes it."""
        frame: pandas.DataFrame = self.to_pyarrow().to_pandas()
        return frame

    def __arrow_c_schema__(self) -> object:
        return self._native.__arrow_c_schema__()

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self._native.__arrow_c_stream__(requested_schema)

    def __len__(self) -> int:
        return self.num_rows

    def __repr__(self) -> str:
        columns = self.column_names
        shown = ", ".join(columns[:8]) + (f", and {len(columns) - 8} more" if len(columns) > 8 else "")
        return f"<entitle.Table of {self.num_rows:,} rows: {shown}>"

    def _repr_html_(self) -> str:
        from entitle.listing import html_table

        rows = self._native.texts(ROWS_SHOWN)
        more = self.num_rows - len(rows)
        title = f"{self.num_rows:,} rows" + (f"; the first {len(rows)}" if more > 0 else "")
        return html_table(title, [(name, False) for name in self.column_names], rows)


def amounts(floats: bool) -> str:
    """What a column of amounts holds: decimals of one scale, or floats where those are asked for."""
    return "float" if floats else "amount"


def table(columns: Sequence[Column]) -> Table:
    """A table of columns.

    Args:
        columns: Each with its name, what it holds and its cells. Amounts are given as texts, since those have every digit.

    Returns:
        The table. A column of amounts is Decimal128(38, 12), with a column `exact` after it: false where the number needs
        more than twelve places and was rounded half even. One of floats holds the nearest floats.

    Raises:
        EntitleError: An amount has more than 26 digits before the point.

    Example:
        >>> table([("value", "amount", ["953.75", None])]).column_names
        ['value', 'exact']
    """
    return Table(_entitle.table([(name, kind, list(cells)) for name, kind, cells in columns]))
