"""The first house: every table of the domain.

Locks: nothing, the tables are new.
Back: yes, on an empty database.
Old code: there is none.

Revision: 0001
Follows:
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations.append_only import protect, release

revision = "0001"
down_revision = None
LEDGERS = (
    "audit_event",
    "audit_seal",
    "count_entry",
    "cell_mark",
    "door_entry",
    "movement",
    "hand_out",
    "session_step",
)
"""Append-only from the first row."""

branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "age_band",
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("lower", sa.Integer(), nullable=True),
        sa.Column("upper", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_age_band")),
    )
    op.create_table(
        "area",
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("parent_code", sa.String(length=64), nullable=True),
        sa.Column("governorate", sa.String(length=64), nullable=True),
        sa.Column("country", sa.String(length=3), nullable=False),
        sa.Column("short", sa.String(length=12), nullable=True),
        sa.Column("name_en", sa.String(length=200), nullable=False),
        sa.Column("name_fr", sa.String(length=200), nullable=True),
        sa.Column("name_ar", sa.String(length=200), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("level BETWEEN 0 AND 3", name=op.f("ck_area_level_known")),
        sa.ForeignKeyConstraint(["parent_code"], ["area.code"], name=op.f("fk_area_parent_code_area")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_area")),
    )
    with op.batch_alter_table("area", schema=None) as batch_op:
        batch_op.create_index("ix_area_parent", ["parent_code"], unique=False)

    op.create_table(
        "audit_event",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("action", sa.String(length=80), nullable=False),
        sa.Column("subject_kind", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.String(length=80), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("door", sa.String(length=20), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_event")),
    )
    with op.batch_alter_table("audit_event", schema=None) as batch_op:
        batch_op.create_index("ix_audit_event_at", ["at", "id"], unique=False)
        batch_op.create_index("ix_audit_event_subject", ["subject_kind", "subject_id"], unique=False)

    op.create_table(
        "campaign",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("name_en", sa.String(length=200), nullable=False),
        sa.Column("name_fr", sa.String(length=200), nullable=True),
        sa.Column("name_ar", sa.String(length=200), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_campaign_dates_in_order")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign")),
        sa.UniqueConstraint("code", name=op.f("uq_campaign_code")),
    )
    op.create_table(
        "community",
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("name_en", sa.String(length=120), nullable=False),
        sa.Column("name_fr", sa.String(length=120), nullable=True),
        sa.Column("name_ar", sa.String(length=120), nullable=True),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("cohort", sa.String(length=64), nullable=True),
        sa.Column("never_alone", sa.Boolean(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_community")),
    )
    op.create_table(
        "item",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("name_en", sa.String(length=200), nullable=False),
        sa.Column("name_fr", sa.String(length=200), nullable=True),
        sa.Column("name_ar", sa.String(length=200), nullable=True),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('dignity_kit', 'hygiene_item', 'promotional', 'information', 'voucher')",
            name=op.f("ck_item_kind_known"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item")),
        sa.UniqueConstraint("code", name=op.f("uq_item_code")),
    )
    op.create_table(
        "language",
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("name_en", sa.String(length=120), nullable=False),
        sa.Column("name_fr", sa.String(length=120), nullable=True),
        sa.Column("name_ar", sa.String(length=120), nullable=True),
        sa.Column("autonym", sa.String(length=120), nullable=False),
        sa.Column("direction", sa.String(length=3), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("direction IN ('ltr', 'rtl')", name=op.f("ck_language_direction_known")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_language")),
    )
    op.create_table(
        "minted_id",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("content", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minted_id")),
    )
    op.create_table(
        "organisation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("name_en", sa.String(length=200), nullable=False),
        sa.Column("name_fr", sa.String(length=200), nullable=True),
        sa.Column("name_ar", sa.String(length=200), nullable=True),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('un_agency', 'ngo', 'government', 'donor', 'community_group', 'other')",
            name=op.f("ck_organisation_kind_known"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
        sa.UniqueConstraint("code", name=op.f("uq_organisation_code")),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("password_hash", sa.String(length=300), nullable=True),
        sa.Column("totp_secret", sa.String(length=64), nullable=True),
        sa.Column("totp_last_step", sa.Integer(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("failed_tries", sa.Integer(), nullable=False),
        sa.Column("waits_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("code_tries", sa.Integer(), nullable=False),
        sa.Column("code_waits_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("email = lower(email)", name=op.f("ck_person_email_lower")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("email", name=op.f("uq_person_email")),
    )
    op.create_table(
        "session_number",
        sa.Column("prefix", sa.String(length=64), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("prefix", "day", name=op.f("pk_session_number")),
    )
    op.create_table(
        "sign_in_decoy",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_decoy")),
    )
    op.create_table(
        "topic",
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("name_en", sa.String(length=200), nullable=False),
        sa.Column("name_fr", sa.String(length=200), nullable=True),
        sa.Column("name_ar", sa.String(length=200), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_topic")),
    )
    op.create_table(
        "api_token",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("read_only", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_api_token_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_token")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_api_token_token_hash")),
    )
    with op.batch_alter_table("api_token", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_api_token_person_id"), ["person_id"], unique=False)

    op.create_table(
        "audit_seal",
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("chain", sa.String(length=36), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["audit_event.id"], name=op.f("fk_audit_seal_event_id_audit_event")
        ),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_audit_seal")),
        sa.UniqueConstraint("chain", "position", name=op.f("uq_audit_seal_chain_position")),
    )
    op.create_table(
        "audit_waiting",
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["audit_event.id"], name=op.f("fk_audit_waiting_event_id_audit_event")
        ),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_audit_waiting")),
    )
    op.create_table(
        "focal_point",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("work_email", sa.String(length=254), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_focal_point_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_focal_point")),
    )
    with op.batch_alter_table("focal_point", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_focal_point_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "item_version",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("coverage_months", sa.Integer(), nullable=True),
        sa.CheckConstraint("coverage_months > 0", name=op.f("ck_item_version_coverage_positive")),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_item_version_item_id_item")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_version")),
        sa.UniqueConstraint("item_id", "number", name=op.f("uq_item_version_item_id_number")),
    )
    op.create_table(
        "one_time_link",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("purpose", sa.String(length=20), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("purpose IN ('invitation', 'reset')", name=op.f("ck_one_time_link_purpose_known")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_one_time_link_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_one_time_link")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_one_time_link_token_hash")),
    )
    with op.batch_alter_table("one_time_link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_one_time_link_person_id"), ["person_id"], unique=False)

    op.create_table(
        "project",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("title_en", sa.String(length=200), nullable=False),
        sa.Column("title_fr", sa.String(length=200), nullable=True),
        sa.Column("title_ar", sa.String(length=200), nullable=True),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_project_dates_in_order")),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["organisation.id"], name=op.f("fk_project_agency_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project")),
        sa.UniqueConstraint("code", name=op.f("uq_project_code")),
    )
    op.create_table(
        "sign_in",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("browser", sa.String(length=120), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_sign_in_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_sign_in_token_hash")),
    )
    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sign_in_person_id"), ["person_id"], unique=False)

    op.create_table(
        "venue",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("area_code", sa.String(length=64), nullable=False),
        sa.Column("address", sa.String(length=300), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("accessible", sa.Boolean(), nullable=False),
        sa.Column("sensitive", sa.Boolean(), nullable=False),
        sa.Column("latitude", sa.Float(), nullable=True),
        sa.Column("longitude", sa.Float(), nullable=True),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("capacity > 0", name=op.f("ck_venue_capacity_positive")),
        sa.CheckConstraint("latitude BETWEEN -90 AND 90", name=op.f("ck_venue_latitude_range")),
        sa.CheckConstraint("longitude BETWEEN -180 AND 180", name=op.f("ck_venue_longitude_range")),
        sa.ForeignKeyConstraint(["area_code"], ["area.code"], name=op.f("fk_venue_area_code_area")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_venue_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_venue")),
    )
    with op.batch_alter_table("venue", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_venue_area_code"), ["area_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_venue_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "awareness_session",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("activity_type", sa.String(length=20), nullable=False),
        sa.Column("audience", sa.String(length=20), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("status_reason", sa.String(length=2000), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("time_zone", sa.String(length=64), nullable=False),
        sa.Column("local_date", sa.Date(), nullable=False),
        sa.Column("venue_id", sa.Uuid(), nullable=False),
        sa.Column("area_code", sa.String(length=64), nullable=False),
        sa.Column("language_code", sa.String(length=64), nullable=False),
        sa.Column("lead_organisation_id", sa.Uuid(), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=True),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("series_id", sa.Uuid(), nullable=True),
        sa.Column("follows_id", sa.Uuid(), nullable=True),
        sa.Column("note", sa.String(length=2000), nullable=False),
        sa.Column("proposed_by", sa.Uuid(), nullable=True),
        sa.Column("reported_by", sa.Uuid(), nullable=True),
        sa.Column("verified_by", sa.Uuid(), nullable=True),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reached_count", sa.Integer(), nullable=False),
        sa.Column("late_count", sa.Integer(), nullable=False),
        sa.Column("door_count", sa.Integer(), nullable=False),
        sa.Column("tickets_count", sa.Integer(), nullable=False),
        sa.Column("kits_count", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "activity_type IN ('awareness_session', 'school_conference', 'public_booth', 'training', 'outreach', 'campaign_event')",
            name=op.f("ck_awareness_session_activity_type_known"),
        ),
        sa.CheckConstraint(
            "audience IN ('community', 'students', 'public', 'officials', 'service_providers')",
            name=op.f("ck_awareness_session_audience_known"),
        ),
        sa.CheckConstraint(
            "status IN ('proposed', 'confirmed', 'in_progress', 'reported', 'verified', 'cancelled', 'postponed')",
            name=op.f("ck_awareness_session_status_known"),
        ),
        sa.CheckConstraint("capacity > 0", name=op.f("ck_awareness_session_capacity_positive")),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_awareness_session_ends_after_start")),
        sa.ForeignKeyConstraint(
            ["area_code"], ["area.code"], name=op.f("fk_awareness_session_area_code_area")
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_awareness_session_campaign_id_campaign")
        ),
        sa.ForeignKeyConstraint(
            ["follows_id"],
            ["awareness_session.id"],
            name=op.f("fk_awareness_session_follows_id_awareness_session"),
        ),
        sa.ForeignKeyConstraint(
            ["language_code"], ["language.code"], name=op.f("fk_awareness_session_language_code_language")
        ),
        sa.ForeignKeyConstraint(
            ["lead_organisation_id"],
            ["organisation.id"],
            name=op.f("fk_awareness_session_lead_organisation_id_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by"], ["person.id"], name=op.f("fk_awareness_session_proposed_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["reported_by"], ["person.id"], name=op.f("fk_awareness_session_reported_by_person")
        ),
        sa.ForeignKeyConstraint(["venue_id"], ["venue.id"], name=op.f("fk_awareness_session_venue_id_venue")),
        sa.ForeignKeyConstraint(
            ["verified_by"], ["person.id"], name=op.f("fk_awareness_session_verified_by_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_awareness_session")),
        sa.UniqueConstraint("code", name=op.f("uq_awareness_session_code")),
    )
    with op.batch_alter_table("awareness_session", schema=None) as batch_op:
        batch_op.create_index("ix_awareness_session_area", ["area_code", "starts_at", "id"], unique=False)
        batch_op.create_index(
            "ix_awareness_session_day",
            ["status", "local_date", "reached_count", "kits_count", "door_count", "id"],
            unique=False,
        )
        batch_op.create_index("ix_awareness_session_follows", ["follows_id"], unique=False)
        batch_op.create_index("ix_awareness_session_start", ["starts_at", "id"], unique=False)
        batch_op.create_index(
            "ix_awareness_session_status_start", ["status", "starts_at", "id"], unique=False
        )
        batch_op.create_index("ix_awareness_session_venue", ["venue_id", "starts_at", "id"], unique=False)

    op.create_table(
        "indicator",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("title_en", sa.String(length=300), nullable=False),
        sa.Column("title_fr", sa.String(length=300), nullable=True),
        sa.Column("title_ar", sa.String(length=300), nullable=True),
        sa.Column("measure", sa.String(length=40), nullable=False),
        sa.Column("filter", sa.JSON(), nullable=False),
        sa.Column("unit", sa.String(length=40), nullable=False),
        sa.Column("baseline", sa.Integer(), nullable=False),
        sa.Column("aggregation", sa.String(length=10), nullable=False),
        sa.Column("disaggregation", sa.JSON(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "aggregation IN ('sum', 'max', 'latest')", name=op.f("ck_indicator_aggregation_known")
        ),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_indicator_project_id_project")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_indicator")),
        sa.UniqueConstraint("project_id", "code", name=op.f("uq_indicator_project_id_code")),
    )
    op.create_table(
        "item_component",
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("component", sa.String(length=200), nullable=False),
        sa.Column("quantity", sa.Numeric(precision=12, scale=3), nullable=False),
        sa.Column("unit", sa.String(length=40), nullable=False),
        sa.Column("optional", sa.Boolean(), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_item_component_quantity_positive")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["item_version.id"], name=op.f("fk_item_component_version_id_item_version")
        ),
        sa.PrimaryKeyConstraint("version_id", "position", name=op.f("pk_item_component")),
    )
    op.create_table(
        "lot",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("item_version_id", sa.Uuid(), nullable=False),
        sa.Column("label", sa.String(length=120), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("unit_cost", sa.Numeric(precision=12, scale=2), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=True),
        sa.Column("created_by_organisation_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("unit_cost >= 0", name=op.f("ck_lot_cost_not_negative")),
        sa.ForeignKeyConstraint(
            ["created_by_organisation_id"],
            ["organisation.id"],
            name=op.f("fk_lot_created_by_organisation_id_organisation"),
        ),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_lot_item_id_item")),
        sa.ForeignKeyConstraint(
            ["item_version_id"], ["item_version.id"], name=op.f("fk_lot_item_version_id_item_version")
        ),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_lot_project_id_project")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lot")),
    )
    with op.batch_alter_table("lot", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_lot_item_id"), ["item_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_lot_project_id"), ["project_id"], unique=False)

    op.create_table(
        "membership",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "role IN ('facilitator', 'planner', 'storekeeper', 'coordinator', 'donor', 'administrator')",
            name=op.f("ck_membership_role_known"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_membership_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_membership_person_id_person")),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_membership_project_id_project")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
        sa.UniqueConstraint(
            "person_id",
            "organisation_id",
            "role",
            "project_id",
            name=op.f("uq_membership_person_id_organisation_id_role_project_id"),
        ),
    )
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_membership_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_membership_person_id"), ["person_id"], unique=False)
        batch_op.create_index(
            "uq_membership_all_projects",
            ["person_id", "organisation_id", "role"],
            unique=True,
            sqlite_where=sa.text("project_id IS NULL"),
            postgresql_where=sa.text("project_id IS NULL"),
        )

    op.create_table(
        "project_donor",
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("grant_reference", sa.String(length=120), nullable=False),
        sa.Column("amount", sa.Numeric(precision=16, scale=2), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=True),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_project_donor_amount_not_negative")),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_project_donor_organisation_id_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_project_donor_project_id_project")
        ),
        sa.PrimaryKeyConstraint("project_id", "organisation_id", name=op.f("pk_project_donor")),
    )
    with op.batch_alter_table("project_donor", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_project_donor_organisation_id"), ["organisation_id"], unique=False
        )

    op.create_table(
        "cell_mark",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("community", sa.String(length=64), nullable=False),
        sa.Column("sex", sa.String(length=2), nullable=False),
        sa.Column("age_band", sa.String(length=64), nullable=False),
        sa.Column("mark", sa.String(length=20), nullable=True),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("mark IN ('zero', 'not_collected')", name=op.f("ck_cell_mark_mark_known")),
        sa.CheckConstraint("sex IN ('f', 'm', 'o', 'ns')", name=op.f("ck_cell_mark_sex_known")),
        sa.ForeignKeyConstraint(["age_band"], ["age_band.code"], name=op.f("fk_cell_mark_age_band_age_band")),
        sa.ForeignKeyConstraint(
            ["community"], ["community.code"], name=op.f("fk_cell_mark_community_community")
        ),
        sa.ForeignKeyConstraint(["recorded_by"], ["person.id"], name=op.f("fk_cell_mark_recorded_by_person")),
        sa.ForeignKeyConstraint(
            ["session_id"], ["awareness_session.id"], name=op.f("fk_cell_mark_session_id_awareness_session")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cell_mark")),
    )
    with op.batch_alter_table("cell_mark", schema=None) as batch_op:
        batch_op.create_index("ix_cell_mark_session", ["session_id", "id"], unique=False)

    op.create_table(
        "count_entry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("community", sa.String(length=64), nullable=False),
        sa.Column("sex", sa.String(length=2), nullable=False),
        sa.Column("age_band", sa.String(length=64), nullable=False),
        sa.Column("delta", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=10), nullable=False),
        sa.Column("device_id", sa.Uuid(), nullable=True),
        sa.Column("seq", sa.Integer(), nullable=True),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=True),
        sa.Column("sheet_id", sa.Uuid(), nullable=True),
        sa.Column("reverses", sa.Uuid(), nullable=True),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.CheckConstraint("sex IN ('f', 'm', 'o', 'ns')", name=op.f("ck_count_entry_sex_known")),
        sa.CheckConstraint(
            "source IN ('tap', 'grid', 'paper', 'ticket', 'import', 'openrosa')",
            name=op.f("ck_count_entry_source_known"),
        ),
        sa.CheckConstraint("delta <> 0", name=op.f("ck_count_entry_delta_not_zero")),
        sa.ForeignKeyConstraint(
            ["age_band"], ["age_band.code"], name=op.f("fk_count_entry_age_band_age_band")
        ),
        sa.ForeignKeyConstraint(
            ["community"], ["community.code"], name=op.f("fk_count_entry_community_community")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["person.id"], name=op.f("fk_count_entry_recorded_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["reverses"], ["count_entry.id"], name=op.f("fk_count_entry_reverses_count_entry")
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["awareness_session.id"], name=op.f("fk_count_entry_session_id_awareness_session")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_count_entry")),
    )
    with op.batch_alter_table("count_entry", schema=None) as batch_op:
        batch_op.create_index("ix_count_entry_session", ["session_id", "id"], unique=False)

    op.create_table(
        "door_entry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("delta", sa.Integer(), nullable=False),
        sa.Column("device_id", sa.Uuid(), nullable=True),
        sa.Column("seq", sa.Integer(), nullable=True),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.CheckConstraint("delta <> 0", name=op.f("ck_door_entry_delta_not_zero")),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["person.id"], name=op.f("fk_door_entry_recorded_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["awareness_session.id"], name=op.f("fk_door_entry_session_id_awareness_session")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_door_entry")),
    )
    with op.batch_alter_table("door_entry", schema=None) as batch_op:
        batch_op.create_index("ix_door_entry_session", ["session_id", "id"], unique=False)

    op.create_table(
        "indicator_target",
        sa.Column("indicator_id", sa.Uuid(), nullable=False),
        sa.Column("from_date", sa.Date(), nullable=False),
        sa.Column("to_date", sa.Date(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.CheckConstraint("to_date >= from_date", name=op.f("ck_indicator_target_dates_in_order")),
        sa.ForeignKeyConstraint(
            ["indicator_id"], ["indicator.id"], name=op.f("fk_indicator_target_indicator_id_indicator")
        ),
        sa.PrimaryKeyConstraint("indicator_id", "from_date", "to_date", name=op.f("pk_indicator_target")),
    )
    op.create_table(
        "location",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('warehouse', 'partner_store', 'session_bag', 'supplier', 'beneficiaries', 'loss')",
            name=op.f("ck_location_kind_known"),
        ),
        sa.CheckConstraint(
            "session_id IS NULL OR kind = 'session_bag'", name=op.f("ck_location_only_bags_have_a_session")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_location_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["awareness_session.id"], name=op.f("fk_location_session_id_awareness_session")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_location")),
        sa.UniqueConstraint("session_id", name=op.f("uq_location_session_id")),
    )
    with op.batch_alter_table("location", schema=None) as batch_op:
        batch_op.create_index("ix_location_kind", ["kind"], unique=False)
        batch_op.create_index("ix_location_organisation", ["organisation_id", "kind"], unique=False)

    op.create_table(
        "session_facilitator",
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_session_facilitator_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["awareness_session.id"],
            name=op.f("fk_session_facilitator_session_id_awareness_session"),
        ),
        sa.PrimaryKeyConstraint("session_id", "person_id", name=op.f("pk_session_facilitator")),
    )
    with op.batch_alter_table("session_facilitator", schema=None) as batch_op:
        batch_op.create_index(
            "ix_session_facilitator_person", ["person_id", "starts_at", "session_id"], unique=False
        )

    op.create_table(
        "session_partner",
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("accepted", sa.Boolean(), nullable=True),
        sa.Column("accepted_by", sa.Uuid(), nullable=True),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer_reason", sa.String(length=2000), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "role IN ('lead', 'host', 'facilitator', 'mobiliser', 'kit_supplier')",
            name=op.f("ck_session_partner_role_known"),
        ),
        sa.ForeignKeyConstraint(
            ["accepted_by"], ["person.id"], name=op.f("fk_session_partner_accepted_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_session_partner_organisation_id_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["awareness_session.id"],
            name=op.f("fk_session_partner_session_id_awareness_session"),
        ),
        sa.PrimaryKeyConstraint("session_id", "organisation_id", name=op.f("pk_session_partner")),
    )
    with op.batch_alter_table("session_partner", schema=None) as batch_op:
        batch_op.create_index(
            "ix_session_partner_organisation", ["organisation_id", "starts_at", "session_id"], unique=False
        )

    op.create_table(
        "session_planned_kit",
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("item_code", sa.String(length=64), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_session_planned_kit_quantity_positive")),
        sa.ForeignKeyConstraint(
            ["item_code"], ["item.code"], name=op.f("fk_session_planned_kit_item_code_item")
        ),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["awareness_session.id"],
            name=op.f("fk_session_planned_kit_session_id_awareness_session"),
        ),
        sa.PrimaryKeyConstraint("session_id", "item_code", name=op.f("pk_session_planned_kit")),
    )
    op.create_table(
        "session_project",
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("share", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("share > 0 AND share <= 100", name=op.f("ck_session_project_share_range")),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_session_project_project_id_project")
        ),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["awareness_session.id"],
            name=op.f("fk_session_project_session_id_awareness_session"),
        ),
        sa.PrimaryKeyConstraint("session_id", "project_id", name=op.f("pk_session_project")),
    )
    with op.batch_alter_table("session_project", schema=None) as batch_op:
        batch_op.create_index(
            "ix_session_project_project", ["project_id", "starts_at", "session_id"], unique=False
        )

    op.create_table(
        "session_report",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("gap_reason", sa.String(length=40), nullable=True),
        sa.Column("topics_covered", sa.JSON(), nullable=False),
        sa.Column("quiz_asked", sa.Integer(), nullable=True),
        sa.Column("quiz_before", sa.Integer(), nullable=True),
        sa.Column("quiz_after", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(length=280), nullable=False),
        sa.Column("note_reason", sa.String(length=200), nullable=False),
        sa.Column("witness_organisation_id", sa.Uuid(), nullable=True),
        sa.Column("reached", sa.Integer(), nullable=False),
        sa.Column("door", sa.Integer(), nullable=False),
        sa.Column("tickets", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("blanks", sa.JSON(), nullable=False),
        sa.CheckConstraint(
            "gap_reason IN ('late_arrivals', 'left_early', 'children_not_asked', 'door_miscount', 'grid_incomplete', 'staff_counted', 'other')",
            name=op.f("ck_session_report_gap_reason_known"),
        ),
        sa.CheckConstraint(
            "quiz_before <= quiz_asked AND quiz_after <= quiz_asked",
            name=op.f("ck_session_report_quiz_in_range"),
        ),
        sa.ForeignKeyConstraint(
            ["author_id"], ["person.id"], name=op.f("fk_session_report_author_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["awareness_session.id"],
            name=op.f("fk_session_report_session_id_awareness_session"),
        ),
        sa.ForeignKeyConstraint(
            ["witness_organisation_id"],
            ["organisation.id"],
            name=op.f("fk_session_report_witness_organisation_id_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session_report")),
        sa.UniqueConstraint("session_id", "number", name=op.f("uq_session_report_session_id_number")),
    )
    op.create_table(
        "session_step",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("from_status", sa.String(length=20), nullable=True),
        sa.Column("to_status", sa.String(length=20), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(length=2000), nullable=False),
        sa.CheckConstraint(
            "to_status IN ('proposed', 'confirmed', 'in_progress', 'reported', 'verified', 'cancelled', 'postponed')",
            name=op.f("ck_session_step_to_status_known"),
        ),
        sa.ForeignKeyConstraint(["by"], ["person.id"], name=op.f("fk_session_step_by_person")),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["awareness_session.id"],
            name=op.f("fk_session_step_session_id_awareness_session"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session_step")),
    )
    with op.batch_alter_table("session_step", schema=None) as batch_op:
        batch_op.create_index("ix_session_step_session", ["session_id", "at"], unique=False)

    op.create_table(
        "session_topic",
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("topic_code", sa.String(length=64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["awareness_session.id"],
            name=op.f("fk_session_topic_session_id_awareness_session"),
        ),
        sa.ForeignKeyConstraint(
            ["topic_code"], ["topic.code"], name=op.f("fk_session_topic_topic_code_topic")
        ),
        sa.PrimaryKeyConstraint("session_id", "topic_code", name=op.f("pk_session_topic")),
    )
    op.create_table(
        "session_total",
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("community", sa.String(length=64), nullable=False),
        sa.Column("sex", sa.String(length=2), nullable=False),
        sa.Column("age_band", sa.String(length=64), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("late", sa.Integer(), nullable=False),
        sa.Column("mark", sa.String(length=20), nullable=True),
        sa.CheckConstraint("mark IN ('zero', 'not_collected')", name=op.f("ck_session_total_mark_known")),
        sa.CheckConstraint("sex IN ('f', 'm', 'o', 'ns')", name=op.f("ck_session_total_sex_known")),
        sa.ForeignKeyConstraint(
            ["age_band"], ["age_band.code"], name=op.f("fk_session_total_age_band_age_band")
        ),
        sa.ForeignKeyConstraint(
            ["community"], ["community.code"], name=op.f("fk_session_total_community_community")
        ),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["awareness_session.id"],
            name=op.f("fk_session_total_session_id_awareness_session"),
        ),
        sa.PrimaryKeyConstraint("session_id", "community", "sex", "age_band", name=op.f("pk_session_total")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "balance",
        sa.Column("location_id", sa.Uuid(), nullable=False),
        sa.Column("lot_id", sa.Uuid(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["location_id"], ["location.id"], name=op.f("fk_balance_location_id_location")
        ),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name=op.f("fk_balance_lot_id_lot")),
        sa.PrimaryKeyConstraint("location_id", "lot_id", name=op.f("pk_balance")),
    )
    with op.batch_alter_table("balance", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_balance_lot_id"), ["lot_id"], unique=False)

    op.create_table(
        "hand_out",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=True),
        sa.Column("location_id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("community", sa.String(length=64), nullable=False),
        sa.Column("sex", sa.String(length=2), nullable=True),
        sa.Column("age_band", sa.String(length=64), nullable=True),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reverses", sa.Uuid(), nullable=True),
        sa.CheckConstraint("sex IN ('f', 'm', 'o', 'ns')", name=op.f("ck_hand_out_sex_known")),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_hand_out_quantity_positive")),
        sa.ForeignKeyConstraint(["age_band"], ["age_band.code"], name=op.f("fk_hand_out_age_band_age_band")),
        sa.ForeignKeyConstraint(
            ["community"], ["community.code"], name=op.f("fk_hand_out_community_community")
        ),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_hand_out_item_id_item")),
        sa.ForeignKeyConstraint(
            ["location_id"], ["location.id"], name=op.f("fk_hand_out_location_id_location")
        ),
        sa.ForeignKeyConstraint(["recorded_by"], ["person.id"], name=op.f("fk_hand_out_recorded_by_person")),
        sa.ForeignKeyConstraint(["reverses"], ["hand_out.id"], name=op.f("fk_hand_out_reverses_hand_out")),
        sa.ForeignKeyConstraint(
            ["session_id"], ["awareness_session.id"], name=op.f("fk_hand_out_session_id_awareness_session")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hand_out")),
        sa.UniqueConstraint("reverses", name=op.f("uq_hand_out_reverses")),
    )
    with op.batch_alter_table("hand_out", schema=None) as batch_op:
        batch_op.create_index("ix_hand_out_item", ["item_id", "occurred_at"], unique=False)
        batch_op.create_index("ix_hand_out_session", ["session_id", "id"], unique=False)

    op.create_table(
        "movement",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("lot_id", sa.Uuid(), nullable=False),
        sa.Column("from_location_id", sa.Uuid(), nullable=False),
        sa.Column("to_location_id", sa.Uuid(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("document", sa.String(length=120), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("effective_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        sa.Column("session_id", sa.Uuid(), nullable=True),
        sa.Column("caused_by", sa.Uuid(), nullable=True),
        sa.Column("reverses", sa.Uuid(), nullable=True),
        sa.Column("disputed", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "reason IN ('receipt', 'transfer', 'load', 'hand_out', 'return', 'damage', 'expiry', 'loss', 'count_adjustment', 'assembly', 'found', 'distributed_without_record', 'reversal')",
            name=op.f("ck_movement_reason_known"),
        ),
        sa.CheckConstraint("from_location_id <> to_location_id", name=op.f("ck_movement_goes_somewhere")),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_movement_quantity_positive")),
        sa.ForeignKeyConstraint(
            ["from_location_id"], ["location.id"], name=op.f("fk_movement_from_location_id_location")
        ),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name=op.f("fk_movement_lot_id_lot")),
        sa.ForeignKeyConstraint(["recorded_by"], ["person.id"], name=op.f("fk_movement_recorded_by_person")),
        sa.ForeignKeyConstraint(["reverses"], ["movement.id"], name=op.f("fk_movement_reverses_movement")),
        sa.ForeignKeyConstraint(
            ["session_id"], ["awareness_session.id"], name=op.f("fk_movement_session_id_awareness_session")
        ),
        sa.ForeignKeyConstraint(
            ["to_location_id"], ["location.id"], name=op.f("fk_movement_to_location_id_location")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_movement")),
        sa.UniqueConstraint("reverses", name=op.f("uq_movement_reverses")),
    )
    with op.batch_alter_table("movement", schema=None) as batch_op:
        batch_op.create_index("ix_movement_caused_by", ["caused_by"], unique=False)
        batch_op.create_index(
            "ix_movement_from", ["from_location_id", "lot_id", "effective_at"], unique=False
        )
        batch_op.create_index(
            "ix_movement_from_when", ["from_location_id", "effective_at", "id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_movement_lot_id"), ["lot_id"], unique=False)
        batch_op.create_index("ix_movement_session", ["session_id", "lot_id"], unique=False)
        batch_op.create_index("ix_movement_to", ["to_location_id", "lot_id", "effective_at"], unique=False)
        batch_op.create_index("ix_movement_to_when", ["to_location_id", "effective_at", "id"], unique=False)
        batch_op.create_index("ix_movement_when", ["effective_at", "id"], unique=False)

    op.create_table(
        "referral",
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("service", sa.String(length=20), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "service IN ('legal', 'health', 'psychosocial', 'shelter', 'voluntary_return', 'protection', 'other')",
            name=op.f("ck_referral_service_known"),
        ),
        sa.CheckConstraint("count >= 0", name=op.f("ck_referral_count_not_negative")),
        sa.ForeignKeyConstraint(
            ["report_id"], ["session_report.id"], name=op.f("fk_referral_report_id_session_report")
        ),
        sa.PrimaryKeyConstraint("report_id", "service", name=op.f("pk_referral")),
    )
    op.create_table(
        "till_line",
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("loaded", sa.Integer(), nullable=False),
        sa.Column("given", sa.Integer(), nullable=False),
        sa.Column("returned", sa.Integer(), nullable=False),
        sa.Column("damaged", sa.Integer(), nullable=False),
        sa.Column("unexplained", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.CheckConstraint(
            "unexplained = 0 OR reason <> ''", name=op.f("ck_till_line_unexplained_has_reason")
        ),
        sa.CheckConstraint(
            "loaded = given + returned + damaged + unexplained", name=op.f("ck_till_line_balances")
        ),
        sa.CheckConstraint("returned >= 0 AND damaged >= 0", name=op.f("ck_till_line_not_negative")),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_till_line_item_id_item")),
        sa.ForeignKeyConstraint(
            ["report_id"], ["session_report.id"], name=op.f("fk_till_line_report_id_session_report")
        ),
        sa.PrimaryKeyConstraint("report_id", "item_id", name=op.f("pk_till_line")),
    )
    for ledger in LEDGERS:
        protect(ledger)


def downgrade() -> None:
    """Back."""
    for ledger in LEDGERS:
        release(ledger)
    op.drop_table("till_line")
    op.drop_table("referral")
    with op.batch_alter_table("movement", schema=None) as batch_op:
        batch_op.drop_index("ix_movement_when")
        batch_op.drop_index("ix_movement_to_when")
        batch_op.drop_index("ix_movement_to")
        batch_op.drop_index("ix_movement_session")
        batch_op.drop_index(batch_op.f("ix_movement_lot_id"))
        batch_op.drop_index("ix_movement_from_when")
        batch_op.drop_index("ix_movement_from")
        batch_op.drop_index("ix_movement_caused_by")

    op.drop_table("movement")
    with op.batch_alter_table("hand_out", schema=None) as batch_op:
        batch_op.drop_index("ix_hand_out_session")
        batch_op.drop_index("ix_hand_out_item")

    op.drop_table("hand_out")
    with op.batch_alter_table("balance", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_balance_lot_id"))

    op.drop_table("balance")
    op.drop_table("session_total")
    op.drop_table("session_topic")
    with op.batch_alter_table("session_step", schema=None) as batch_op:
        batch_op.drop_index("ix_session_step_session")

    op.drop_table("session_step")
    op.drop_table("session_report")
    with op.batch_alter_table("session_project", schema=None) as batch_op:
        batch_op.drop_index("ix_session_project_project")

    op.drop_table("session_project")
    op.drop_table("session_planned_kit")
    with op.batch_alter_table("session_partner", schema=None) as batch_op:
        batch_op.drop_index("ix_session_partner_organisation")

    op.drop_table("session_partner")
    with op.batch_alter_table("session_facilitator", schema=None) as batch_op:
        batch_op.drop_index("ix_session_facilitator_person")

    op.drop_table("session_facilitator")
    with op.batch_alter_table("location", schema=None) as batch_op:
        batch_op.drop_index("ix_location_organisation")
        batch_op.drop_index("ix_location_kind")

    op.drop_table("location")
    op.drop_table("indicator_target")
    with op.batch_alter_table("door_entry", schema=None) as batch_op:
        batch_op.drop_index("ix_door_entry_session")

    op.drop_table("door_entry")
    with op.batch_alter_table("count_entry", schema=None) as batch_op:
        batch_op.drop_index("ix_count_entry_session")

    op.drop_table("count_entry")
    with op.batch_alter_table("cell_mark", schema=None) as batch_op:
        batch_op.drop_index("ix_cell_mark_session")

    op.drop_table("cell_mark")
    with op.batch_alter_table("project_donor", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_project_donor_organisation_id"))

    op.drop_table("project_donor")
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_membership_all_projects",
            sqlite_where=sa.text("project_id IS NULL"),
            postgresql_where=sa.text("project_id IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_membership_person_id"))
        batch_op.drop_index(batch_op.f("ix_membership_organisation_id"))

    op.drop_table("membership")
    with op.batch_alter_table("lot", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_lot_project_id"))
        batch_op.drop_index(batch_op.f("ix_lot_item_id"))

    op.drop_table("lot")
    op.drop_table("item_component")
    op.drop_table("indicator")
    with op.batch_alter_table("awareness_session", schema=None) as batch_op:
        batch_op.drop_index("ix_awareness_session_venue")
        batch_op.drop_index("ix_awareness_session_status_start")
        batch_op.drop_index("ix_awareness_session_start")
        batch_op.drop_index("ix_awareness_session_follows")
        batch_op.drop_index("ix_awareness_session_day")
        batch_op.drop_index("ix_awareness_session_area")

    op.drop_table("awareness_session")
    with op.batch_alter_table("venue", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_venue_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_venue_area_code"))

    op.drop_table("venue")
    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sign_in_person_id"))

    op.drop_table("sign_in")
    op.drop_table("project")
    with op.batch_alter_table("one_time_link", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_one_time_link_person_id"))

    op.drop_table("one_time_link")
    op.drop_table("item_version")
    with op.batch_alter_table("focal_point", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_focal_point_organisation_id"))

    op.drop_table("focal_point")
    op.drop_table("audit_waiting")
    op.drop_table("audit_seal")
    with op.batch_alter_table("api_token", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_api_token_person_id"))

    op.drop_table("api_token")
    op.drop_table("topic")
    op.drop_table("sign_in_decoy")
    op.drop_table("session_number")
    op.drop_table("person")
    op.drop_table("organisation")
    op.drop_table("minted_id")
    op.drop_table("language")
    op.drop_table("item")
    op.drop_table("community")
    op.drop_table("campaign")
    with op.batch_alter_table("audit_event", schema=None) as batch_op:
        batch_op.drop_index("ix_audit_event_subject")
        batch_op.drop_index("ix_audit_event_at")

    op.drop_table("audit_event")
    with op.batch_alter_table("area", schema=None) as batch_op:
        batch_op.drop_index("ix_area_parent")

    op.drop_table("area")
    op.drop_table("age_band")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_change()")
