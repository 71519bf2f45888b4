-- +goose Up
CREATE TABLE workers (
  id TEXT NOT NULL DEFAULT '' CHECK (length(id) <= 40),
  started BIGINT NOT NULL DEFAULT 0,
  seen BIGINT NOT NULL DEFAULT 0,
  swept BIGINT NOT NULL DEFAULT 0,
  late BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (id)
) WITHOUT ROWID;

CREATE INDEX workers_seen ON workers (seen);
