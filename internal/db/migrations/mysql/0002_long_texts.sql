-- +goose NO TRANSACTION
-- +goose Up
-- 20,000 characters of an imported text have up to 80,000 bytes; TEXT ends at 65,535.
ALTER TABLE lead_texts MODIFY text MEDIUMTEXT NOT NULL;
