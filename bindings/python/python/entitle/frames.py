"""Frames on their way in: whatever speaks Arrow goes in as it is; the rest becomes Arrow first."""

from __future__ import annotations

from typing import Any, Collection, Mapping

from entitle.refusal import missing_package, refusal

__all__ = ["arrow_stream"]

#: The methods of the Arrow PyCapsule interface.
STREAM, ARRAY = "__arrow_c_stream__", "__arrow_c_array__"
#: Types of Polars that Arrow has not: one such column, and no other library reads the frame.
NOT_OF_ARROW = ("Int128", "UInt128", "Object")


def arrow_stream(frame: Any, name: str, asked: Collection[str] = ()) -> Any:
    """A frame as something that speaks the Arrow PyCapsule interface.

    Polars, PyArrow, DuckDB and pandas from 2.2 speak it. A dictionary of NumPy arrays or lists, and frames of older
    pandas, become a table of PyArrow; numbers and text of fixed width are not copied by that.

    Args:
        frame: The rows.
        name: What messages call it.
        asked: The names of columns that are read; a register or an indicator may follow after a dot.

    Returns:
        An object with `__arrow_c_stream__` or `__arrow_c_array__`.

    Raises:
        EntitleError: It is no frame, or its columns are not of one length.

    Example:
        >>> import numpy
        >>> arrow_stream({"age": numpy.array([64, 17])}, "the patients").num_rows
        2
    """
    kind = type(frame)
    package = kind.__module__.split(".")[0]
    if package == "pandas":
        return _of_pandas(frame, name)
    if package == "polars":
        return _of_polars(frame, name, asked)
    if package in ("duckdb", "_duckdb"):
        return _of_duckdb(frame)
    if hasattr(frame, STREAM) or hasattr(frame, ARRAY):
        return frame
    if package == "pyarrow" and hasattr(frame, "scanner"):
        frame = frame.scanner()
    if package == "pyarrow" and hasattr(frame, "to_reader"):
        # A scanner of a dataset, read while it is evaluated.
        return frame.to_reader()
    if isinstance(frame, Mapping):
        return _of_columns(frame, name)
    raise refusal(
        f"{name} are a {kind.__name__}, which is no frame",
        help="give a frame of pandas, Polars, PyArrow or DuckDB, or a dictionary of columns",
    )


def _pyarrow() -> Any:
    try:
        import pyarrow
    except ImportError as absent:
        raise missing_package("pyarrow", "arrow") from absent
    return pyarrow


def _of_pandas(frame: Any, name: str) -> Any:
    pyarrow = _pyarrow()
    repeated = [str(column) for column in frame.columns[frame.columns.duplicated()]]
    if repeated:
        raise refusal(f"{name} have several columns named {repeated[0]}", help="rename or drop one of them")
    try:
        # What pandas writes as NaN or NaT is what is not there.
        return pyarrow.Table.from_pandas(frame.rename(columns=str), preserve_index=False)
    except (pyarrow.ArrowInvalid, pyarrow.ArrowTypeError, OverflowError) as error:
        raise refusal(f"{name} cannot be taken: {error}", help="give each column one type") from error


def _of_polars(frame: Any, name: str, asked: Collection[str]) -> Any:
    import polars

    if isinstance(frame, polars.LazyFrame):
        frame = frame.collect()
    for column, dtype in frame.schema.items() if isinstance(frame, polars.DataFrame) else ():
        if type(dtype).__name__ not in NOT_OF_ARROW and getattr(dtype, "__name__", "") not in NOT_OF_ARROW:
            continue
        if column.partition(".")[0] not in asked:
            frame = frame.drop(column)
            continue
        try:
            frame = frame.with_columns(polars.col(column).cast(polars.Int64))
        except polars.exceptions.PolarsError as error:
            message = f"{name}, column {column}: it is {dtype}, and not every value is a whole number of 64 bits"
            raise refusal(message, help=f'give it another type: pl.col("{column}").cast(pl.Int64)') from error
    if isinstance(frame, polars.DataFrame) and polars.Null in frame.dtypes:
        # Columns without any value leave Polars in a form that not everybody takes; by way of PyArrow they are in order.
        _pyarrow()
        return frame.to_arrow()
    return frame


def _of_duckdb(relation: Any) -> Any:
    _pyarrow()
    fetch = getattr(relation, "to_arrow_reader", None) or relation.fetch_arrow_reader
    return fetch(1 << 20)


def _of_columns(columns: Mapping[str, Any], name: str) -> Any:
    pyarrow = _pyarrow()
    arrays = {}
    for column, values in columns.items():
        try:
            arrays[str(column)] = pyarrow.array(values)
        except (pyarrow.ArrowInvalid, pyarrow.ArrowTypeError, OverflowError, ValueError) as error:
            message = f"{name}, column {column}: {error}"
            raise refusal(message, help="give numbers that fit 64 bits, days, or texts, of one kind") from error
    try:
        return pyarrow.table(arrays)
    except (pyarrow.ArrowInvalid, ValueError) as error:
        raise refusal(f"{name} cannot be taken: {error}", help="give columns of one length") from error
