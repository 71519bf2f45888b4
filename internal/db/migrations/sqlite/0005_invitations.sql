-- +goose Up
CREATE TABLE invitations (
  token_hash BLOB NOT NULL,
  staff_id BIGINT NOT NULL DEFAULT 0,
  expires BIGINT NOT NULL DEFAULT 0,
  created BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (token_hash)
) WITHOUT ROWID;

CREATE INDEX invitations_staff ON invitations (staff_id, expires);
