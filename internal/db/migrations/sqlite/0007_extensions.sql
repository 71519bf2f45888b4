-- +goose Up
ALTER TABLE lead_drafts ADD COLUMN extend_reason TEXT NOT NULL DEFAULT '' CHECK (length(extend_reason) <= 20);
ALTER TABLE lead_drafts ADD COLUMN days BIGINT NOT NULL DEFAULT 0;
ALTER TABLE lead_drafts ADD COLUMN done TEXT NOT NULL DEFAULT '';
ALTER TABLE lead_drafts ADD COLUMN told TEXT NOT NULL DEFAULT '';
