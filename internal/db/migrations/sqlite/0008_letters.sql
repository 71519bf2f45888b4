-- +goose Up
CREATE TABLE letters (
  id BIGINT NOT NULL DEFAULT 0,
  lead_id BIGINT NOT NULL DEFAULT 0,
  kind TEXT NOT NULL DEFAULT '' CHECK (length(kind) <= 12),
  unit BIGINT NOT NULL DEFAULT 0,
  to_unit BIGINT NOT NULL DEFAULT 0,
  to_name TEXT NOT NULL DEFAULT '' CHECK (length(to_name) <= 100),
  draft_id BIGINT NOT NULL DEFAULT 0,
  args TEXT NOT NULL DEFAULT '',
  year BIGINT NOT NULL DEFAULT 0,
  serial BIGINT NOT NULL DEFAULT 0,
  drafted BIGINT NOT NULL DEFAULT 0,
  drafted_by BIGINT NOT NULL DEFAULT 0,
  issued BIGINT NOT NULL DEFAULT 0,
  issued_by BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (id)
) WITHOUT ROWID;

CREATE INDEX letters_lead ON letters (lead_id, id);
CREATE INDEX letters_issued ON letters (unit, issued, id);

CREATE TABLE letter_serials (
  unit BIGINT NOT NULL DEFAULT 0,
  kind TEXT NOT NULL DEFAULT '' CHECK (length(kind) <= 12),
  year BIGINT NOT NULL DEFAULT 0,
  last BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (unit, kind, year)
) WITHOUT ROWID;

ALTER TABLE leads ADD COLUMN ending TEXT NOT NULL DEFAULT '' CHECK (length(ending) <= 12);
