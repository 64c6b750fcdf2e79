"""The codes of the IATI 2.03 code lists that are used here.

The schema accepts any text where a code belongs, so the codes are typed: nothing else can be written.
Source: IATI Standard (http://iatistandard.org/), code lists of version 2.03, CC BY 4.0.
"""

from __future__ import annotations

from enum import StrEnum


class ActivityStatus(StrEnum):
    """Where an activity stands."""

    PIPELINE = "1"
    IMPLEMENTATION = "2"
    CLOSED = "4"


class ActivityDateType(StrEnum):
    """What a date of the activity is."""

    PLANNED_START = "1"
    ACTUAL_START = "2"
    PLANNED_END = "3"
    ACTUAL_END = "4"


class ActivityScope(StrEnum):
    """How wide the activity reaches."""

    MULTI_NATIONAL = "3"
    NATIONAL = "4"
    SEVERAL_GOVERNORATES = "5"
    ONE_GOVERNORATE = "6"


class OrganisationRole(StrEnum):
    """What an organisation does in the activity."""

    FUNDING = "1"
    ACCOUNTABLE = "2"
    IMPLEMENTING = "4"


class OrganisationType(StrEnum):
    """What an organisation is."""

    GOVERNMENT = "10"
    INTERNATIONAL_NGO = "21"
    PARTNER_COUNTRY_NGO = "24"
    MULTILATERAL = "40"
    OTHER = "90"


class OtherIdentifierType(StrEnum):
    """Whose number it is."""

    INTERNAL = "A1"
    OTHER_ACTIVITY = "A9"


class DescriptionType(StrEnum):
    """What a description tells."""

    GENERAL = "1"
    OTHER = "4"


class ResultType(StrEnum):
    """How far a result lies from what was done."""

    OUTPUT = "1"
    OUTCOME = "2"


class IndicatorMeasure(StrEnum):
    """What the values of an indicator are."""

    UNIT = "1"
    PERCENTAGE = "2"


class Sector(StrEnum):
    """DAC purpose codes: which sessions count where is told at `MachineCodes.sectors`."""

    HUMAN_RIGHTS = "15160"
    VIOLENCE_AGAINST_WOMEN = "15180"
    MIGRATION = "15190"
    MATERIAL_RELIEF = "72010"


class GoalTarget(StrEnum):
    """Targets of the Sustainable Development Goals about trafficking, forced labour and safe migration."""

    VIOLENCE_AGAINST_WOMEN = "5.2"
    FORCED_LABOUR = "8.7"
    SAFE_MIGRATION = "10.7"
    VIOLENCE_AGAINST_CHILDREN = "16.2"


DAC = "1"
"""SectorVocabulary: OECD DAC, five digits."""

SDG_TARGETS = "3"
"""TagVocabulary: targets of the Sustainable Development Goals."""

OWN = "99"
"""IndicatorVocabulary: the reporting organisation's own."""

ADMINISTRATIVE_REGION = "1"
"""GeographicLocationClass."""

APPROXIMATE = "2"
"""GeographicExactness: somewhere in the governorate."""

OF_THE_ACTIVITY = "1"
"""GeographicLocationReach: where the activity takes place."""

IDENTIFIERS = {"IOM": "XM-DAC-47066", "UNODC": "XM-DAC-41128", "UNFPA": "XM-DAC-41119", "NL": "XM-DAC-7"}
"""IATI identifiers of organisations by their code here, from the DAC channel codes and the donor's own guide."""
