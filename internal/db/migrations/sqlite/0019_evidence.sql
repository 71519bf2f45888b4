-- +goose Up
-- What reporters add to a report (材料): one row for each file, and its sealed content in chunks of at most 256 KiB. A row with
-- `ready` 0 is still coming, or broke off; one with `lead_id` 0 belongs to a report that was not sent.
CREATE TABLE evidence (
  id BIGINT NOT NULL DEFAULT 0,
  lead_id BIGINT NOT NULL DEFAULT 0,
  kind TEXT NOT NULL DEFAULT '',
  size BIGINT NOT NULL DEFAULT 0,
  chunks BIGINT NOT NULL DEFAULT 0,
  hash BLOB NOT NULL,
  sealed BLOB NOT NULL,
  scan TEXT NOT NULL DEFAULT '',
  later BIGINT NOT NULL DEFAULT 0,
  ready BIGINT NOT NULL DEFAULT 0,
  added BIGINT NOT NULL DEFAULT 0,
  expires BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (id)
);
CREATE INDEX evidence_lead ON evidence (lead_id, id);
CREATE INDEX evidence_expires ON evidence (expires, id);

CREATE TABLE evidence_chunks (
  evidence_id BIGINT NOT NULL DEFAULT 0,
  n BIGINT NOT NULL DEFAULT 0,
  data BLOB NOT NULL,
  PRIMARY KEY (evidence_id, n)
);
