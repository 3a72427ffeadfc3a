"""Patients on a cluster: each worker evaluates its own, Spark adds up what they counted.

Spark hands partitions over as Arrow (`mapInArrow`); every worker loads the contract's image once a task and evaluates
its record batches with the same code as one machine does. What travels between workers is counts alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Dict, Iterator, Optional, Tuple

from entitle.contract import Contract
from entitle.evaluation import Evaluation, one_of
from entitle.exact import Day
from entitle.refusal import missing_package, refusal

if TYPE_CHECKING:
    import pyarrow
    import pyspark.sql

__all__ = ["decisions", "evaluate"]

#: What is counted of each practice and indicator.
COUNTS = "practice string, indicator string, outcome string, rule string, reason string, class string, patients long"


def evaluate(
    patients: pyspark.sql.DataFrame,
    contract: Contract,
    *,
    achievement_date: Optional[Day] = None,
    facts: Optional[Dict[str, Any]] = None,
    missing_columns: str = "refuse",
) -> pyspark.sql.DataFrame:
    """Evaluates patients where they are, and counts them by practice.

    Each patient has one row; that is not checked, since the rows of a patient may lie on different workers. A row that
    the contract's facts do not take ends the job with the error that names it.

    Args:
        patients: A Spark data frame with `practice` and a column for each fact about patients (`patient` is not needed).
        contract: The contract.
        achievement_date: The day up to which records count; the contract's last day unless given.
        facts: Facts of the contract as a whole.
        missing_columns: `"refuse"`, or `"unknown"`: facts without a column are unknown.

    Returns:
        A Spark data frame with practice, indicator, outcome, rule, reason, class, patients: the same rows as
        `Contract.evaluate(...).reasons` on one machine.

    Raises:
        EntitleError: Columns are missing or of a type that their fact does not take; told before the job starts.

    Example:
        Rows are evaluated when the data frame is asked for::

            counts = entitle.spark.evaluate(spark.read.parquet("patients"), qof)
            counts.where("indicator = 'DM020'").groupBy("outcome").sum("patients").show()
    """
    from pyspark.sql import functions

    asked, _ = _asked(patients, contract, achievement_date, facts, missing_columns)
    if "practice" not in patients.columns:
        raise refusal("the patients have no column practice", help="add it: counts are by practice")
    image = contract.image

    def count(batches: Iterator[pyarrow.RecordBatch]) -> Iterator[pyarrow.RecordBatch]:
        from entitle.contract import of_image

        own = of_image(image)
        for batch in batches:
            result = own.evaluate(batch, decisions=False, threads=1, progress=False, patients_are_unique=True, **asked)
            yield from _chosen(result.reasons.to_pyarrow(), COUNTS)

    counted = patients.mapInArrow(count, COUNTS)
    keys = [column for column in counted.columns if column != "patients"]
    return counted.groupBy(*keys).agg(functions.sum("patients").alias("patients"))


def decisions(
    patients: pyspark.sql.DataFrame,
    contract: Contract,
    *,
    achievement_date: Optional[Day] = None,
    facts: Optional[Dict[str, Any]] = None,
    missing_columns: str = "refuse",
) -> pyspark.sql.DataFrame:
    """Each patient's decision for each indicator as its code, where the patients are.

    Args:
        patients: A Spark data frame with `patient`, `practice` and a column for each fact about patients.
        contract: The contract.
        achievement_date: As of `evaluate`.
        facts: As of `evaluate`.
        missing_columns: As of `evaluate`.

    Returns:
        A Spark data frame with patient, practice, and a number for each indicator; `Contract.evaluate(...).codes` of any
        few patients says what each number means.

    Raises:
        EntitleError: As of `evaluate`.
    """
    asked, of_nobody = _asked(patients, contract, achievement_date, facts, missing_columns)
    lacking = [name for name in ("patient", "practice") if name not in patients.columns]
    if lacking:
        raise refusal(f"the patients have no column {lacking[0]}", help="add it, so that a decision is somebody's")
    image = contract.image
    codes = of_nobody.decisions.column_names[2:]
    schema = "patient string, practice string, " + ", ".join(f"`{name}` short" for name in codes)

    def decide(batches: Iterator[pyarrow.RecordBatch]) -> Iterator[pyarrow.RecordBatch]:
        from entitle.contract import of_image

        own = of_image(image)
        for batch in batches:
            result = own.evaluate(batch, threads=1, progress=False, patients_are_unique=True, **asked)
            yield from _chosen(result.decisions.to_pyarrow(), schema)

    return patients.mapInArrow(decide, schema)


def _asked(
    patients: pyspark.sql.DataFrame,
    contract: Contract,
    achievement_date: Optional[Day],
    facts: Optional[Dict[str, Any]],
    missing_columns: str,
) -> Tuple[Dict[str, Any], Evaluation]:
    """What each worker is asked, and what comes of these columns without a row, which judges them here."""
    one_of("missing_columns", missing_columns, ("refuse", "unknown"))
    asked: Dict[str, Any] = {"achievement_date": achievement_date, "facts": facts, "missing_columns": missing_columns}
    try:
        from pyspark.sql.pandas.types import to_arrow_schema
    except ImportError as absent:
        raise missing_package("pyspark", "spark") from absent
    empty = to_arrow_schema(patients.schema).empty_table()
    return asked, contract.evaluate(empty, progress=False, **asked)


def _chosen(table: pyarrow.Table, schema: str) -> Iterator[pyarrow.RecordBatch]:
    """The columns of a Spark schema, in its types."""
    import pyarrow

    kinds = {"string": pyarrow.string(), "long": pyarrow.int64(), "short": pyarrow.int16()}
    fields = [field.rsplit(" ", 1) for field in schema.split(", ")]
    wanted = pyarrow.schema([(name.strip("`"), kinds[kind]) for name, kind in fields])
    yield from table.select(wanted.names).cast(wanted).to_batches()
