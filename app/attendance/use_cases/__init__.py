"""What can be done in counting, one idea a file: one verb, one transaction."""

from app.attendance.use_cases.counting import (
    counting_page,
    counting_panel,
    record_counts,
    record_door,
    save_grid,
    see_counts,
    why_no_counting,
)
from app.attendance.use_cases.sheets import (
    SheetPage,
    SheetsPage,
    enter_sheet,
    list_sheets,
    make_sheets,
    sheet_page,
    sheets_page,
    sheets_to_print,
)

__all__ = [
    "SheetPage",
    "SheetsPage",
    "counting_page",
    "counting_panel",
    "enter_sheet",
    "list_sheets",
    "make_sheets",
    "record_counts",
    "record_door",
    "save_grid",
    "see_counts",
    "sheet_page",
    "sheets_page",
    "sheets_to_print",
    "why_no_counting",
]
