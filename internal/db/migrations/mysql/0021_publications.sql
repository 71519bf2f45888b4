-- +goose NO TRANSACTION
-- +goose Up

-- What is told to everybody: policy entries, answers, clarifications, statistics. Who wrote and who approved is in
-- publication_events, which is only ever added to; how often something was published or withdrawn tells a process that
-- what it remembers is old.
CREATE TABLE IF NOT EXISTS publications (
  id BIGINT NOT NULL DEFAULT 0,
  unit_id BIGINT NOT NULL DEFAULT 0,
  kind VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  state VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  version BIGINT NOT NULL DEFAULT 0,
  label VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  district VARCHAR(6) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  school_id BIGINT NOT NULL DEFAULT 0,
  school_name VARCHAR(60) NOT NULL DEFAULT '',
  topics VARCHAR(200) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  title VARCHAR(100) NOT NULL DEFAULT '',
  body MEDIUMTEXT NOT NULL,
  basis TEXT NOT NULL,
  doc_no VARCHAR(60) NOT NULL DEFAULT '',
  doc_date VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  valid_from VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  valid_to VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  figures MEDIUMTEXT NOT NULL,
  replaces BIGINT NOT NULL DEFAULT 0,
  author_id BIGINT NOT NULL DEFAULT 0,
  written BIGINT NOT NULL DEFAULT 0,
  approved_by BIGINT NOT NULL DEFAULT 0,
  agreed_by BIGINT NOT NULL DEFAULT 0,
  published BIGINT NOT NULL DEFAULT 0,
  withdrawn BIGINT NOT NULL DEFAULT 0,
  reason TEXT NOT NULL,
  form_hash VARBINARY(32) NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY publications_form (form_hash),
  KEY publications_unit (unit_id, state, id),
  KEY publications_state (state, kind, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE IF NOT EXISTS publication_events (
  publication_id BIGINT NOT NULL DEFAULT 0,
  version BIGINT NOT NULL DEFAULT 0,
  move VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  shelf BIGINT NOT NULL DEFAULT 0,
  staff_id BIGINT NOT NULL DEFAULT 0,
  at BIGINT NOT NULL DEFAULT 0,
  reason TEXT NOT NULL,
  content MEDIUMTEXT NOT NULL,
  PRIMARY KEY (publication_id, version),
  KEY publication_events_shelf (shelf)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
