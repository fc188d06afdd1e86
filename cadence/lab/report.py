"""An experiment told: as a table, as CSV, as a picture."""

import csv
from io import StringIO
from pathlib import Path

from cadence.lab.experiments import Outcome
from cadence.lab.figures import Figures

_HEADINGS = (
    "tactic",
    "20 days",
    "±",
    "6 calls",
    "12 calls",
    "dials/reach",
    "opt-outs",
    "illegal",
    "voicemails/week",
)
_INK = {"engine": "#1d4ed8", "engine_trained": "#1e3a8a", "oracle": "#9ca3af"}
_OTHERS = "#d1d5db"


def table(outcome: Outcome) -> str:
    """Return the figures as Markdown, a table for each world. Shares are per cent."""
    parts = [f"{outcome.seeds} seeds × {outcome.size} people. ± is one standard error."]
    for world, tactics in outcome.runs.items():
        parts.append(f"\n### {world}\n")
        parts.append("| " + " | ".join(_HEADINGS) + " |")
        parts.append("|---" + "|---:" * (len(_HEADINGS) - 1) + "|")
        parts += [f"| {_row(name, outcome.figures(world, name))} |" for name in tactics]
        parts += _gains(outcome, world)
    return "\n".join(parts)


def _row(name: str, told: Figures) -> str:
    return " | ".join(
        (
            name,
            f"{told.reached_20d:.1f}",
            f"{told.reached_20d_se:.1f}",
            f"{told.reached_6:.1f}",
            f"{told.reached_12:.1f}",
            f"{told.dials_per_reach:.1f}",
            f"{told.opt_outs:.2f}",
            str(told.illegal),
            str(told.voicemails_per_week_max),
        )
    )


def _gains(outcome: Outcome, world: str) -> list[str]:
    """Say how the trained engine stands to what it is measured by, pair by pair."""
    told = []
    for over in ("best_fixed", "article"):
        if {"engine_trained", over} <= set(outcome.runs[world]):
            gain, error = outcome.gain(world, "engine_trained", over)
            told.append(f"{gain:+.2f} ± {error:.2f} over {over}")
    return [f"\nengine_trained: {', '.join(told)}."] if told else []


def as_csv(outcome: Outcome) -> str:
    """Return a line for each world and tactic."""
    text = StringIO()
    names = Figures.__slots__
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("world", "tactic", *names))
    for world, tactics in outcome.runs.items():
        for name in tactics:
            told = outcome.figures(world, name).as_json()
            writer.writerow((world, name, *(told[one] for one in names)))
    return text.getvalue()


def plot(outcome: Outcome, path: Path) -> None:
    """
    Draw what was reached within 20 working days, a row of bars for each world, as PNG.

    :raises ImportError: where matplotlib is not installed
    """
    from matplotlib.figure import Figure

    worlds = list(outcome.runs)
    tall = sum(len(tactics) for tactics in outcome.runs.values())
    figure = Figure(figsize=(8, 1 + 0.28 * tall), layout="constrained")
    heights = [len(outcome.runs[world]) for world in worlds]
    axes = figure.subplots(len(worlds), sharex=True, squeeze=False, height_ratios=heights)
    for world, one in zip(worlds, axes[:, 0], strict=True):
        names = list(outcome.runs[world])
        told = [outcome.figures(world, name) for name in names]
        shares = [figures.reached_20d for figures in told]
        bars = one.barh(
            names,
            shares,
            xerr=[2 * figures.reached_20d_se for figures in told],
            color=[_INK.get(name, _OTHERS) for name in names],
            error_kw={"ecolor": "#374151", "elinewidth": 1},
        )
        one.bar_label(bars, labels=[f"{share:.1f}" for share in shares], padding=6, fontsize=8)
        one.invert_yaxis()
        one.set_title(world, loc="left", fontsize=10)
        one.tick_params(labelsize=8)
        one.spines[["top", "right"]].set_visible(False)
    axes[-1, 0].set_xlabel("reached within 20 working days, % (bars: two standard errors)")
    figure.savefig(path, dpi=120)
