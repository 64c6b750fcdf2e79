"""The activity: who, what, where and when, in the order the schema wants, and its results at the end.

Money is not in it: Karama keeps no accounts. A donor that wants its transaction adds it where the money is
kept; the grant's number stands as `other-identifier` and, where it is an IATI identifier, as `activity-id`.
"""

from __future__ import annotations

from xml.etree.ElementTree import Element, indent, tostring

from babel.core import get_global

from app.reports.iati import codes
from app.reports.iati.results import Results
from app.reports.iati.writing import LANGUAGE, add, on, say
from app.reports.machine_codes import OrganisationCode
from app.reports.rules import IatiMode, whole_percents
from app.reports.schemas import DonorReport
from app.reports.texts import Texts, labelled

_KINDS = {
    "un_agency": codes.OrganisationType.MULTILATERAL,
    "government": codes.OrganisationType.GOVERNMENT,
    "donor": codes.OrganisationType.GOVERNMENT,
}


def iati_xml(report: DonorReport, texts: Texts, mode: IatiMode = IatiMode.DIMENSIONS) -> bytes:
    """UTF-8 XML. Raises ValueError for a code or number that IATI does not know."""
    moment = report.generated_at.strftime("%Y-%m-%dT%H:%M:%SZ")
    root = Element("iati-activities", {"version": "2.03", "generated-datetime": moment})
    activity = add(root, "iati-activity", last_updated_datetime=moment, hierarchy="1")
    activity.set(LANGUAGE, report.language)
    _Activity(report, texts).write(activity)
    Results(report, texts, mode).write(activity)
    indent(root)
    written: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return written


class _Activity:
    def __init__(self, report: DonorReport, texts: Texts) -> None:
        self.report, self.texts, self.project = report, texts, report.project
        self.known = {one.code: one for one in report.codes.organisations}
        self.country_of = {
            one.key: country for one in report.codes.areas if (country := _country(one.country))
        }
        self.countries = set(self.country_of.values())
        agency = report.codes.agency or self.project.agency
        self.agency = self.known.get(agency, OrganisationCode(code=agency, name=agency, kind="un_agency"))

    def write(self, activity: Element) -> None:
        """Everything before the results, element after element as in the schema's sequence."""
        sectors = [codes.Sector(one.code) for one in self.report.codes.sectors]
        if codes.Sector.MATERIAL_RELIEF in sectors:
            activity.set("humanitarian", "1")
        self._head(activity)
        self._organisations(activity)
        self._dates(activity)
        self._places(activity)
        self._subjects(activity)

    def _head(self, activity: Element) -> None:
        reference = self._reference(self.agency) or f"XX-KARAMA-{_plain(self.agency.code)}"
        add(activity, "iati-identifier").text = f"{reference}-{_plain(self.project.code)}"
        say(activity, "reporting-org", self.agency.name, ref=reference, type=self._kind(self.agency))
        say(activity, "title", self.project.title)
        say(
            activity,
            "description",
            " ".join((self.report.summary or self.project.title, *self.report.only)),
            type=codes.DescriptionType.GENERAL,
        )
        about = [*self.report.methodology, labelled(self.texts.gettext("Hash"), self.report.hash, self.texts)]
        if self.report.provisional_note:
            about.insert(0, self.report.provisional_note)
        say(activity, "description", *about, type=codes.DescriptionType.OTHER)

    def _organisations(self, activity: Element) -> None:
        """Donors, the agency, and whoever took part in sessions; then the numbers of project and grants."""
        for place, donor in enumerate(self.project.donors):
            code = self.report.codes.donors[place] if place < len(self.report.codes.donors) else ""
            known = self.known.get(code, OrganisationCode(code=code, name=donor.organisation, kind="donor"))
            reference = self._reference(known)
            own = {"activity_id": donor.grant_reference} if _is_of(donor.grant_reference, reference) else {}
            self._takes_part(activity, known, codes.OrganisationRole.FUNDING, **own)
        self._takes_part(activity, self.agency, codes.OrganisationRole.ACCOUNTABLE)
        for partner in self.report.partners:
            known = self.known.get(
                partner.code, OrganisationCode(code=partner.code, name=partner.name, kind="other")
            )
            self._takes_part(activity, known, codes.OrganisationRole.IMPLEMENTING)
        internal = codes.OtherIdentifierType.INTERNAL
        add(activity, "other-identifier", ref=self.project.code, type=internal)
        for donor in self.project.donors:
            if donor.grant_reference:
                other = codes.OtherIdentifierType.OTHER_ACTIVITY
                grant = add(activity, "other-identifier", ref=donor.grant_reference, type=other)
                say(grant, "owner-org", donor.organisation)

    def _takes_part(
        self, activity: Element, one: OrganisationCode, role: codes.OrganisationRole, **more: str
    ) -> None:
        reference = self._reference(one)
        known = {"ref": reference} if reference else {}
        say(activity, "participating-org", one.name, **known, type=self._kind(one), role=role, **more)

    def _dates(self, activity: Element) -> None:
        today, project = self.report.generated_at.date(), self.project
        started = project.starts_on <= today
        ended = project.ends_on is not None and project.ends_on < today
        status = (
            codes.ActivityStatus.CLOSED
            if ended
            else codes.ActivityStatus.IMPLEMENTATION
            if started
            else codes.ActivityStatus.PIPELINE
        )
        kinds = codes.ActivityDateType
        add(activity, "activity-status", code=status)
        start = kinds.ACTUAL_START if started else kinds.PLANNED_START
        add(activity, "activity-date", type=start, iso_date=on(project.starts_on))
        if project.ends_on:
            end = kinds.ACTUAL_END if ended else kinds.PLANNED_END
            add(activity, "activity-date", type=end, iso_date=on(project.ends_on))

    def _places(self, activity: Element) -> None:
        """Countries by sessions, and governorates; nothing finer, and no point on a map."""
        scopes = codes.ActivityScope
        if len(self.countries) > 1:
            scope = scopes.MULTI_NATIONAL
        elif len(self.report.by_area) > 1:
            scope = scopes.SEVERAL_GOVERNORATES
        else:
            scope = scopes.ONE_GOVERNORATE if self.report.by_area else scopes.NATIONAL
        add(activity, "activity-scope", code=scope)
        sessions = dict.fromkeys(sorted(self.countries), 0)
        for line in self.report.sessions:
            if line.area_code in self.country_of:
                sessions[self.country_of[line.area_code]] += 1
        if any(sessions.values()):
            for country, percent in whole_percents(sessions).items():
                add(activity, "recipient-country", code=country, percentage=str(percent))
        for point in self.report.by_area:
            location = add(activity, "location", ref=point.code)
            add(location, "location-reach", code=codes.OF_THE_ACTIVITY)
            say(location, "name", point.label)
            add(location, "exactness", code=codes.APPROXIMATE)
            add(location, "location-class", code=codes.ADMINISTRATIVE_REGION)

    def _subjects(self, activity: Element) -> None:
        for one in self.report.codes.sectors:
            code = codes.Sector(one.code)
            add(activity, "sector", vocabulary=codes.DAC, code=code, percentage=str(one.percent))
        if not self.report.codes.sectors:
            add(activity, "sector", vocabulary=codes.DAC, code=codes.Sector.MIGRATION, percentage="100")
        for target in codes.GoalTarget:
            add(activity, "tag", vocabulary=codes.SDG_TARGETS, code=target)

    def _kind(self, one: OrganisationCode) -> codes.OrganisationType:
        if one.kind == "ngo":
            kinds = codes.OrganisationType
            return kinds.PARTNER_COUNTRY_NGO if one.country in self.countries else kinds.INTERNATIONAL_NGO
        return _KINDS.get(one.kind, codes.OrganisationType.OTHER)

    def _reference(self, one: OrganisationCode) -> str:
        """The IATI identifier of an organisation, empty where none is known."""
        return codes.IDENTIFIERS.get(one.code, "")


def _country(alpha_3: str) -> str:
    """ISO 3166-1 alpha-2 by alpha-3 as Unicode CLDR has it; empty for what is no country."""
    known = get_global("territory_aliases").get(alpha_3, [])
    return known[0] if len(known) == 1 and known != ["ZZ"] else ""


def _is_of(grant_reference: str, organisation: str) -> bool:
    """Whether a grant's number is an IATI identifier of its donor: XM-DAC-7-PPR-4000001234."""
    return bool(organisation) and grant_reference.startswith(f"{organisation}-")


def _plain(code: str) -> str:
    """A code with nothing an IATI identifier forbids."""
    return "".join(sign if sign.isascii() and (sign.isalnum() or sign in "-.") else "-" for sign in code)
