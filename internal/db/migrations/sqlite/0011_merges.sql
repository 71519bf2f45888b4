-- +goose Up
CREATE TABLE lead_merges (
  lead_id BIGINT NOT NULL DEFAULT 0,
  main_id BIGINT NOT NULL DEFAULT 0,
  merged BIGINT NOT NULL DEFAULT 0,
  by_id BIGINT NOT NULL DEFAULT 0,
  was TEXT NOT NULL DEFAULT '' CHECK (length(was) <= 20),
  followed BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (lead_id)
) WITHOUT ROWID;

CREATE INDEX lead_merges_main ON lead_merges (main_id, lead_id);

ALTER TABLE leads ADD COLUMN children BIGINT NOT NULL DEFAULT 0;
ALTER TABLE lead_drafts ADD COLUMN copy_of BIGINT NOT NULL DEFAULT 0;
