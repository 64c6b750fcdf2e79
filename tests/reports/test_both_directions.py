"""English in an Arabic report, and Arabic lists: every sign stands where its reader looks for it."""

from __future__ import annotations

import subprocess
from datetime import date
from pathlib import Path

from lxml import html

from app.platform import catalogues
from app.reports.build import Spoken
from app.reports.disclosure.releases import GivenAway
from app.reports.pdf import render_pdf
from app.reports.schemas import Narrative
from app.reports.use_cases.told import who
from tests.conftest import Client
from tests.factories import filled
from tests.reports.sample import sample
from tests.reports.story import story
from tests.reports.test_lenses import a_draft, a_lens, facts

NOTE = "Bilal met them twice."


def test_the_full_stop_of_an_english_note_stands_at_its_end_on_arabic_paper(tmp_path: Path) -> None:
    """Words by their place on the page: a full stop at the wrong end would stand before the first of them."""
    told = Narrative(heading="ما أُنجز", paragraphs=(NOTE, "التقينا مرتين."))
    paper = tmp_path / "ar.pdf"
    paper.write_bytes(
        render_pdf(sample("ar").model_copy(update={"narratives": (told,), "summary": ""}), Spoken("ar"))
    )
    placed = subprocess.run(["pdftotext", "-bbox", paper, "-"], check=True, capture_output=True).stdout
    words = [word.text for word in html.fromstring(placed).iter("word")]
    assert {"Bilal", "twice."} <= set(words)


def test_a_note_on_the_page_has_the_direction_of_its_first_letter(api: Client, database_url: str) -> None:
    filled(database_url, story)
    report = a_draft(api, a_lens(api, "Arabic", language="ar"))
    changed = api("Amina").patch(f"/reports/{report}", json={"challenges": NOTE}, headers={"If-Match": '"1"'})
    assert changed.status_code == 200
    page = html.fromstring(facts(api, report, "html").content)
    [written] = [one for one in page.iter("p") if NOTE in one.text_content()]
    assert written.get("dir") == "auto"


def test_whom_a_finding_is_about_is_listed_with_the_comma_of_the_language() -> None:
    found = GivenAway(("ET", "f", "18-59"), date(2022, 7, 1), date(2022, 7, 31), 3, ())
    with catalogues.speaking("ar"):
        assert who(found, {"ET": "إثيوبية"}) == "إثيوبية، نساء، فتيات، 18-59"
    with catalogues.speaking("en"):
        assert who(found, {"ET": "Ethiopian"}) == "Ethiopian, Women, girls, 18-59"
