-- +goose NO TRANSACTION
-- +goose Up
-- What reporters add to a report (材料): one row for each file, and its sealed content in chunks of at most 256 KiB. A row with
-- `ready` 0 is still coming, or broke off; one with `lead_id` 0 belongs to a report that was not sent.
CREATE TABLE IF NOT EXISTS evidence (
  id BIGINT NOT NULL DEFAULT 0,
  lead_id BIGINT NOT NULL DEFAULT 0,
  kind VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  size BIGINT NOT NULL DEFAULT 0,
  chunks BIGINT NOT NULL DEFAULT 0,
  hash VARBINARY(32) NOT NULL,
  sealed VARBINARY(2048) NOT NULL,
  scan VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  later BIGINT NOT NULL DEFAULT 0,
  ready BIGINT NOT NULL DEFAULT 0,
  added BIGINT NOT NULL DEFAULT 0,
  expires BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (id),
  KEY evidence_lead (lead_id, id),
  KEY evidence_expires (expires, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE IF NOT EXISTS evidence_chunks (
  evidence_id BIGINT NOT NULL DEFAULT 0,
  n BIGINT NOT NULL DEFAULT 0,
  data MEDIUMBLOB NOT NULL,
  PRIMARY KEY (evidence_id, n)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
