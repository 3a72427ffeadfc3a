"""Pictures of statements and comparisons: what was achieved against thresholds, what is paid, contracts side by side.

They are drawn by matplotlib (`pip install entitle[plots]`). Every picture reads in greyscale: what matters is told by
lightness, hatching and words, never by hue alone. Each names its units, the contract with day, revision and digest, and
what it rests on.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, Callable, Dict, List, NamedTuple, Optional, Sequence, Tuple

from entitle.comparison import Comparison
from entitle.exact import MONEY, number, shown
from entitle.refusal import nearest, refusal
from entitle.rules import Indicator, Indicators
from entitle.statement import Answer, Room, Statement

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

__all__ = ["achievement", "comparison", "payment"]

INK = "#222222"
#: What was achieved, or an amount that rests on what is known.
DARK = "#4a6785"
#: An amount that rests on an assumed figure or a local term.
PALE = "#d3dce6"
GRID = "#dddddd"
HATCH = "////"

#: Inches: of a picture's width, of a bar with its gap, and of what stands above and below the bars.
WIDTH_INCHES = 9.0
BAR_INCHES = 0.27
MARGINS_INCHES = 1.7


def achievement(statement: Statement, indicators: Optional[Sequence[str]] = None, ax: Optional[Axes] = None) -> Axes:
    """Draws what was achieved against the thresholds of each indicator, the headroom hatched.

    Beside each bar stands how many patients full points still need and what the next one brings.

    Args:
        statement: The statement; made with headroom, it says what the next patient brings.
        indicators: The indicators to draw, in that order; all of the contract unless given.
        ax: Where to draw; a new figure, as high as it needs, unless given.

    Returns:
        The axes, in percent of the denominator.

    Raises:
        EntitleError: The contract has no such indicator or none at all, or matplotlib is not installed.
    """
    wanted = _wanted(statement, indicators)
    ax = ax if ax is not None else _axes(len(wanted))
    rooms = {room.indicator: room for room in statement.headroom} if statement.with_headroom else {}
    achieved = statement.achieved
    for place, indicator in enumerate(wanted):
        _indicator(ax, place, indicator, achieved.get(indicator.name), rooms.get(indicator.name))
    ax.set_xlim(0, 100)
    _bars_downward(ax, [indicator.name for indicator in wanted])
    is_computed = any("computed rate" in indicator.scale for indicator in wanted)
    ax.set_xlabel("achieved, %" if is_computed else "achieved, % of the denominator")
    _title(ax, f"{statement.subject}: what was achieved, and the headroom")
    _key(
        ax,
        [("achieved", {"facecolor": DARK}), ("headroom to full points", {"facecolor": "white", "hatch": HATCH})],
        [
            ("points begin", {"marker": "|", "markersize": 10, "markeredgewidth": 1.6}),
            ("full points", {"marker": "D", "markersize": 4.5, "markerfacecolor": "white"}),
        ],
    )
    _source(ax, _source_of(statement), _doubts(_answers_drawn(statement, wanted)))
    return ax


def payment(
    statement: Statement, by: Optional[str] = None, line: Optional[str] = None, ax: Optional[Axes] = None
) -> Axes:
    """Draws what is paid: by domain where indicators alone are paid, else each line that is an amount of money.

    Args:
        statement: The statement.
        by: How indicators are grouped: an attribute of the contract such as `domain`, or `indicator`. Unless given, the
            first attribute that is a text, else `indicator`.
        line: The line to draw, where there are several amounts for each indicator; the last of them unless given.
        ax: Where to draw; a new figure, as high as it needs, unless given.

    Returns:
        The axes, in the unit of the payment. What rests on an assumed figure or a local term is hatched.

    Raises:
        EntitleError: There is no such attribute or line, no amount of money, or matplotlib is not installed.
    """
    amounts = [answer for answer in statement.lines if answer.unit in MONEY]
    of_items = [answer for answer in amounts if answer.item]
    of_subject = [answer for answer in amounts if not answer.item]
    # Where the subject has one amount, it is the sum of what indicators earn.
    pays_by_indicator = bool(of_items) and len(of_subject) <= 1
    if pays_by_indicator or by is not None or line is not None:
        bars, title = _by_group(statement, of_items, by, line)
    else:
        bars = [_Bar.of(answer.title or answer.name, [answer]) for answer in of_subject]
        title = "amounts"
    if not bars:
        raise refusal(f"{statement.contract.name} states no amount of money", help="`lines` holds what it does state")
    ax = ax if ax is not None else _axes(len(bars))
    for place, bar in enumerate(bars):
        _amount_bar(ax, place, bar)
    _bars_downward(ax, [bar.label for bar in bars])
    _money_axis(ax, bars[0].unit, bars)
    _title(ax, f"{statement.subject}: {title}")
    _key_of_doubts(ax)
    _source(ax, _source_of(statement), sorted({doubt for bar in bars for doubt in bar.rests_on}))
    return ax


def comparison(compared: Comparison, subject: Optional[str] = None, ax: Optional[Axes] = None) -> Axes:
    """Draws what each column of a comparison pays in all, hatched where it rests on an assumed figure or a local term.

    Args:
        compared: The comparison.
        subject: Whose; the only one unless given.
        ax: Where to draw; a new figure unless given.

    Returns:
        The axes, in the unit of the amounts.

    Raises:
        EntitleError: No such subject, amounts in several units, or matplotlib is not installed.
    """
    one = compared.of(subject)
    units = sorted({outcome.total.unit for outcome in one.outcomes if outcome.total.value is not None})
    if len(units) > 1:
        raise refusal(f"amounts in {' and '.join(units)} cannot stand on one axis", help="compare those in one unit")
    bars = []
    for column, outcome in zip(compared.columns, one.outcomes):
        held = "" if outcome.eligible is None else f"\nmay it be held: {outcome.eligible}"
        name = _wrapped(column.name.replace(" + ", "\n+ "), 36)
        total = outcome.total
        firm, doubtful = _parts(total.value, total.rests_on)
        said = total.shown if total.text else "states no amount"
        bars.append(_Bar(f"{column.letter}  {name}{held}", firm, doubtful, said, total.unit, total.rests_on))
    ax = ax if ax is not None else _axes(sum(bar.label.count("\n") + 1 for bar in bars))
    for place, bar in enumerate(bars):
        _amount_bar(ax, place, bar)
    _bars_downward(ax, [bar.label for bar in bars])
    _money_axis(ax, units[0] if units else "", bars)
    _title(ax, f"{one.subject}: what each contract pays in all")
    _key_of_doubts(ax)
    # The space that does not break keeps a letter with its digests.
    digests = [f"{column.letter}\u00a0{' + '.join(map(_short, column.digests))}" for column in compared.columns]
    _source(ax, "images " + ", ".join(digests), sorted({doubt for bar in bars for doubt in bar.rests_on}))
    return ax


class _Bar(NamedTuple):
    """A bar of an amount: the part that rests on what is known, then the part that does not, and what is said of it."""

    label: str
    firm: float
    doubtful: float
    said: str
    unit: str
    rests_on: Tuple[str, ...]

    @classmethod
    def of(cls, label: str, answers: Sequence[Answer]) -> _Bar:
        """A bar of the sum of answers; those that have no amount are counted, for they are not zero."""
        parts = [_parts(answer.value, answer.rests_on) for answer in answers]
        known = [answer.value for answer in answers if answer.value is not None]
        unit = answers[0].unit
        said = shown(str(sum(known, Decimal(0))), unit) if known else answers[0].text
        missing = len(answers) - len(known)
        said += f", and {missing} undetermined" if known and missing else ""
        firm, doubtful = sum(part[0] for part in parts), sum(part[1] for part in parts)
        return cls(_wrapped(label, 40), firm, doubtful, said, unit, tuple(_doubts(answers)))


def _parts(value: Optional[Decimal], rests_on: Sequence[str]) -> Tuple[float, float]:
    # Only pixels are floats; every amount that is written stays exact.
    amount = 0.0 if value is None else float(value)
    return (0.0, amount) if rests_on else (amount, 0.0)


def _wanted(statement: Statement, names: Optional[Sequence[str]]) -> List[Indicator]:
    indicators = statement.contract.show().indicators
    if not indicators:
        raise refusal(f"{statement.contract.name} has no indicators", help="plot_payment() draws its lines")
    if names is None:
        return list(indicators)
    if isinstance(names, str):
        raise refusal("the indicators are a list of names", help=f"give [{names!r}]")
    return [_found(indicators, name) for name in names]


def _found(indicators: Indicators, name: str) -> Indicator:
    indicator = indicators.get(name)
    if indicator is None:
        near = nearest(name, indicators.names)
        help = f"did you mean {near}?" if near else "contract.indicators lists them"
        raise refusal(f"no indicator {name}", help=help)
    return indicator


def _indicator(ax: Axes, place: int, indicator: Indicator, achieved: Optional[Answer], room: Optional[Room]) -> None:
    percent = None if achieved is None or achieved.value is None else float(achieved.value) * 100
    if percent is not None:
        ax.barh(place, percent, height=0.62, facecolor=DARK, edgecolor=INK, linewidth=0.6, zorder=2)
    if indicator.thresholds is not None:
        lower, upper = (float(rate) * 100 for rate in indicator.thresholds)
        is_short = percent is not None and (percent > upper if indicator.lower_is_better else percent < upper)
        if percent is not None and is_short:
            ax.barh(
                place,
                abs(upper - percent),
                left=min(upper, percent),
                height=0.62,
                facecolor="white",
                edgecolor=INK,
                linewidth=0.6,
                hatch=HATCH,
                zorder=3,
            )
        # White beneath, so that the threshold is seen on a dark bar as on a light one.
        for colour, width in (("white", 3.6), (INK, 1.6)) if lower != upper else ():
            ax.plot(
                [lower, lower], [place - 0.42, place + 0.42], color=colour, linewidth=width, zorder=4, clip_on=False
            )
        ax.plot(
            [upper], [place], marker="D", markersize=4.5, color="white", markeredgecolor=INK, zorder=4, clip_on=False
        )
    ax.annotate(
        _beside(achieved, room),
        (1, place),
        xycoords=("axes fraction", "data"),
        xytext=(6, 0),
        textcoords="offset points",
        va="center",
        fontsize=8,
        color=INK,
        annotation_clip=False,
    )


def _answers_drawn(statement: Statement, indicators: Sequence[Indicator]) -> List[Answer]:
    """What the picture rests on: the points of its indicators and, where it says what a patient brings, the payment."""
    names = {indicator.name for indicator in indicators}
    drawn = [answer for answer in statement.points if answer.name in names]
    pays = statement.contract.show().pays
    return drawn + ([statement.lines[pays]] if pays and statement.with_headroom else [])


def _beside(achieved: Optional[Answer], room: Optional[Room]) -> str:
    if achieved is None or achieved.value is None:
        # Null: the denominator is empty, so that there is no rate.
        return "nobody counted" if achieved is None or achieved.text == "null" else achieved.text
    if room is None:
        return f"{float(achieved.value) * 100:.1f} %"
    if room.patients_needed == 0:
        return "full points"
    needed = "out of reach" if room.patients_needed is None else f"{room.patients_needed:,} more"
    return needed if room.next_patient is None else f"{needed}, next {shown(str(room.next_patient), room.unit)}"


def _by_group(
    statement: Statement, amounts: Sequence[Answer], by: Optional[str], line: Optional[str]
) -> Tuple[List[_Bar], str]:
    names = list(dict.fromkeys(answer.name for answer in amounts))
    # A contract states what is paid after what it is made of: the value of a point, then the achievement payment.
    line = line if line is not None else names[-1] if names else ""
    if line not in names:
        known = f"there are {', '.join(names)}" if names else "the contract states none"
        raise refusal(f"no line {line} is an amount of money for each indicator", help=known)
    of_line = [answer for answer in amounts if answer.name == line]
    title = of_line[0].title or line
    group, by = _grouping(statement.contract.show().indicators, by)
    groups: Dict[str, List[Answer]] = {}
    for answer in of_line:
        groups.setdefault(group(answer.item), []).append(answer)
    return [_Bar.of(label, answers) for label, answers in groups.items()], f"{title}, by {by}"


def _grouping(indicators: Indicators, by: Optional[str]) -> Tuple[Callable[[str], str], str]:
    attributes = list(indicators[0].attributes) if indicators else []
    texts = [name for name in attributes if _is_text(indicators, name)]
    by = by if by is not None else texts[0] if texts else "indicator"
    if by == "indicator":
        return (lambda item: item), by
    if by not in attributes:
        raise refusal(f"indicators have no attribute {by}", help=f"group by {', '.join([*attributes, 'indicator'])}")
    values = {indicator.name: indicator.attributes.get(by, "") for indicator in indicators}
    return (lambda item: values.get(item, "") or "none"), by


def _is_text(indicators: Indicators, attribute: str) -> bool:
    values = {indicator.attributes.get(attribute, "") for indicator in indicators}
    return not values <= {"true", "false"} and all(number(value) is None for value in values)


def _amount_bar(ax: Axes, place: int, bar: _Bar) -> None:
    ax.barh(place, bar.firm, height=0.62, facecolor=DARK, edgecolor=INK, linewidth=0.6, zorder=2)
    ax.barh(
        place,
        bar.doubtful,
        left=bar.firm,
        height=0.62,
        facecolor=PALE,
        edgecolor=INK,
        linewidth=0.6,
        hatch=HATCH,
        zorder=2,
    )
    end = max(bar.firm + bar.doubtful, 0.0)
    ax.annotate(
        bar.said,
        (end, place),
        xytext=(5, 0),
        textcoords="offset points",
        va="center",
        fontsize=9,
        color=INK,
        annotation_clip=False,
    )


def _axes(bars: int) -> Axes:
    """New axes, as high as the bars need."""
    try:
        from matplotlib import pyplot
    except ImportError as error:
        raise refusal("plots need matplotlib, which is not installed", help="pip install entitle[plots]") from error
    _, ax = pyplot.subplots(figsize=(WIDTH_INCHES, MARGINS_INCHES + BAR_INCHES * max(bars, 3)), layout="constrained")
    return ax


def _bars_downward(ax: Axes, labels: Sequence[str]) -> None:
    """The first bar at the top, each with its label; lines of the grid behind them."""
    ax.set_yticks(range(len(labels)), labels, fontsize=8)
    ax.set_ylim(len(labels) - 0.4, -0.6)
    ax.tick_params(axis="y", length=0)
    ax.grid(axis="x", color=GRID, linewidth=0.8, zorder=0)
    ax.set_axisbelow(True)
    for side in ("top", "right", "left"):
        ax.spines[side].set_visible(False)


def _money_axis(ax: Axes, unit: str, bars: Sequence[_Bar]) -> None:
    from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator

    is_known = any(bar.firm or bar.doubtful for bar in bars)
    if not is_known:
        # With no amount there is no scale; a made-up one would look like a reading.
        ax.set_xlim(0, 1)
    ax.xaxis.set_major_locator(MaxNLocator(5) if is_known else FixedLocator([0]))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda amount, _: f"{amount:,.10g}"))
    ax.axvline(0, color=INK, linewidth=0.8, zorder=3)
    ax.set_xlabel(unit)


def _key(ax: Axes, patches: Sequence[Tuple[str, Dict[str, Any]]], marks: Sequence[Tuple[str, Dict[str, Any]]]) -> None:
    """What the looks mean, in one row between title and bars."""
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    handles: List[Artist] = [Patch(label=label, linewidth=0.6, edgecolor=INK, **looks) for label, looks in patches]
    handles += [Line2D([], [], color=INK, linestyle="none", label=label, **looks) for label, looks in marks]
    ax.legend(
        handles=handles,
        loc="lower left",
        bbox_to_anchor=(-0.01, 1.0),
        ncols=len(handles),
        frameon=False,
        fontsize=8,
        handlelength=1.6,
        columnspacing=1.4,
        borderpad=0.2,
    )


def _key_of_doubts(ax: Axes) -> None:
    firm = ("rests on known figures", {"facecolor": DARK})
    doubtful = ("rests on an assumed figure or a local term", {"facecolor": PALE, "hatch": HATCH})
    _key(ax, [firm, doubtful], [])


def _title(ax: Axes, text: str) -> None:
    ax.set_title(_wrapped(text, 90), loc="left", fontsize=11, pad=24)


def _source(ax: Axes, contracts: str, doubts: Sequence[str]) -> None:
    """Below everything: by which definition this was worked out, and what it rests on."""
    resting = f"Rests on {' and '.join(doubts)}" if doubts else "Rests on no assumed figure and no local term"
    ax.annotate(
        _wrapped(f"Source: Entitle, {contracts}", 100) + f"\n{resting}. Not an official payment calculation.",
        (0, 0),
        xycoords="axes fraction",
        xytext=(0, -36),
        textcoords="offset points",
        va="top",
        fontsize=7,
        color="#444444",
        annotation_clip=False,
    )


def _source_of(statement: Statement) -> str:
    return f"{statement.contract.name} ({_short(statement.contract.image_digest)})"


def _short(digest: str) -> str:
    """As much of a digest as tells images apart by eye."""
    return digest[: len("sha256:") + 12]


def _doubts(answers: Sequence[Answer]) -> List[str]:
    return sorted({doubt for answer in answers for doubt in answer.rests_on})


def _wrapped(text: str, width: int) -> str:
    from textwrap import fill

    return "\n".join(fill(line, width, break_long_words=False, break_on_hyphens=False) for line in text.split("\n"))
