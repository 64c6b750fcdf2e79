"""Charts drawn by the server as SVG: the same drawing in a page and in a PDF, readable in black and white.

Each returns `Markup` with a title and a description; put the table with the same figures beside it.
"""

from app.platform.charts.areas import Outline, area_map
from app.platform.charts.columns import Bar, bar_chart
from app.platform.charts.groups import Group, stacked_bars
from app.platform.charts.progress import progress_bar
from app.platform.charts.pyramid import Band, pyramid

__all__ = [
    "Band",
    "Bar",
    "Group",
    "Outline",
    "area_map",
    "bar_chart",
    "progress_bar",
    "pyramid",
    "stacked_bars",
]
