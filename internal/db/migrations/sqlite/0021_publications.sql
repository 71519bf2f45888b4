-- +goose Up

-- What is told to everybody: policy entries, answers, clarifications, statistics. Who wrote and who approved is in
-- publication_events, which is only ever added to; how often something was published or withdrawn tells a process that
-- what it remembers is old.
CREATE TABLE publications (
  id BIGINT NOT NULL DEFAULT 0,
  unit_id BIGINT NOT NULL DEFAULT 0,
  kind TEXT NOT NULL DEFAULT '' CHECK (length(kind) <= 16),
  state TEXT NOT NULL DEFAULT '' CHECK (length(state) <= 12),
  version BIGINT NOT NULL DEFAULT 0,
  label TEXT NOT NULL DEFAULT '' CHECK (length(label) <= 12),
  district TEXT NOT NULL DEFAULT '' CHECK (length(district) <= 6),
  school_id BIGINT NOT NULL DEFAULT 0,
  school_name TEXT NOT NULL DEFAULT '' CHECK (length(school_name) <= 60),
  topics TEXT NOT NULL DEFAULT '' CHECK (length(topics) <= 200),
  title TEXT NOT NULL DEFAULT '' CHECK (length(title) <= 100),
  body TEXT NOT NULL DEFAULT '',
  basis TEXT NOT NULL DEFAULT '',
  doc_no TEXT NOT NULL DEFAULT '' CHECK (length(doc_no) <= 60),
  doc_date TEXT NOT NULL DEFAULT '' CHECK (length(doc_date) <= 10),
  valid_from TEXT NOT NULL DEFAULT '' CHECK (length(valid_from) <= 10),
  valid_to TEXT NOT NULL DEFAULT '' CHECK (length(valid_to) <= 10),
  figures TEXT NOT NULL DEFAULT '',
  replaces BIGINT NOT NULL DEFAULT 0,
  author_id BIGINT NOT NULL DEFAULT 0,
  written BIGINT NOT NULL DEFAULT 0,
  approved_by BIGINT NOT NULL DEFAULT 0,
  agreed_by BIGINT NOT NULL DEFAULT 0,
  published BIGINT NOT NULL DEFAULT 0,
  withdrawn BIGINT NOT NULL DEFAULT 0,
  reason TEXT NOT NULL DEFAULT '',
  form_hash BLOB NOT NULL,
  PRIMARY KEY (id)
) WITHOUT ROWID;

CREATE UNIQUE INDEX publications_form ON publications (form_hash);
CREATE INDEX publications_unit ON publications (unit_id, state, id);
CREATE INDEX publications_state ON publications (state, kind, id);

CREATE TABLE publication_events (
  publication_id BIGINT NOT NULL DEFAULT 0,
  version BIGINT NOT NULL DEFAULT 0,
  move TEXT NOT NULL DEFAULT '' CHECK (length(move) <= 12),
  shelf BIGINT NOT NULL DEFAULT 0,
  staff_id BIGINT NOT NULL DEFAULT 0,
  at BIGINT NOT NULL DEFAULT 0,
  reason TEXT NOT NULL DEFAULT '',
  content TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (publication_id, version)
) WITHOUT ROWID;

CREATE INDEX publication_events_shelf ON publication_events (shelf);
