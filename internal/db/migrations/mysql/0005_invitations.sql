-- +goose NO TRANSACTION
-- +goose Up
CREATE TABLE IF NOT EXISTS invitations (
  token_hash VARBINARY(32) NOT NULL,
  staff_id BIGINT NOT NULL DEFAULT 0,
  expires BIGINT NOT NULL DEFAULT 0,
  created BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (token_hash),
  KEY invitations_staff (staff_id, expires)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
