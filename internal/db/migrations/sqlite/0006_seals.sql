-- +goose Up
CREATE TABLE seals (
  seq BIGINT NOT NULL DEFAULT 0,
  stream TEXT NOT NULL DEFAULT '' CHECK (length(stream) <= 40),
  entry BIGINT NOT NULL DEFAULT 0,
  hash BLOB NOT NULL CHECK (length(hash) <= 32),
  PRIMARY KEY (seq)
) WITHOUT ROWID;

CREATE UNIQUE INDEX seals_entry ON seals (stream, entry);

CREATE TABLE seal_heads (
  id BIGINT NOT NULL DEFAULT 0,
  seq BIGINT NOT NULL DEFAULT 0,
  hash BLOB NOT NULL CHECK (length(hash) <= 32),
  PRIMARY KEY (id)
) WITHOUT ROWID;

INSERT INTO seal_heads (id, seq, hash) VALUES (1, 0, x'');
