"""Entitle: dated primary-care contracts, evaluated on dictionaries and data frames.

Who is eligible, which targets are met, what is paid, and why. Every face of Entitle gives the same answer for the same
reason, to the penny. It is not the official payment calculation of any contract, and not a clinical decision tool.

Example:
    >>> import entitle
    >>> qof = entitle.contract("qof-england", on="2025-06-30")
    >>> facts = {"list_size": 10184, "numerator": {"DM020": 6}, "denominator": {"DM020": 17}}
    >>> qof.statement(facts).points["DM020"].text
    '0.125'
"""

from entitle._entitle import EntitleError, __version__
from entitle.comparison import Comparison, compare
from entitle.contract import Contract, ContractName, Contracts, contract, contracts, load
from entitle.evaluation import Evaluation
from entitle.explanation import Explanation
from entitle.facts import Fact, Facts
from entitle.rules import Content, Rules
from entitle.statement import Answer, Answers, Criteria, Headroom, Room, Statement
from entitle.table import Table

__all__ = [
    "Answer",
    "Answers",
    "Comparison",
    "Content",
    "Contract",
    "ContractName",
    "Contracts",
    "Criteria",
    "EntitleError",
    "Evaluation",
    "Explanation",
    "Fact",
    "Facts",
    "Headroom",
    "Room",
    "Rules",
    "Statement",
    "__version__",
    "compare",
    "contract",
    "contracts",
    "load",
]
