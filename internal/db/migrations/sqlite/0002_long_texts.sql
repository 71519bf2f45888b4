-- +goose Up
-- TEXT has no such limit here: nothing to change.
SELECT 1;
