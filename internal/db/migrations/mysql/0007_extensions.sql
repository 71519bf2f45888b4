-- +goose NO TRANSACTION
-- +goose Up
SET @there = (SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'lead_drafts' AND column_name = 'extend_reason');
SET @statement = IF(@there > 0, 'DO 0', 'ALTER TABLE lead_drafts
  ADD COLUMN extend_reason VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '''',
  ADD COLUMN days BIGINT NOT NULL DEFAULT 0,
  ADD COLUMN done TEXT NOT NULL,
  ADD COLUMN told TEXT NOT NULL');
PREPARE change_once FROM @statement;
EXECUTE change_once;
DEALLOCATE PREPARE change_once;
