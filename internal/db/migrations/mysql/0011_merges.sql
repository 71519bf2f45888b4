-- +goose NO TRANSACTION
-- +goose Up
CREATE TABLE IF NOT EXISTS lead_merges (
  lead_id BIGINT NOT NULL DEFAULT 0,
  main_id BIGINT NOT NULL DEFAULT 0,
  merged BIGINT NOT NULL DEFAULT 0,
  by_id BIGINT NOT NULL DEFAULT 0,
  was VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  followed BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (lead_id),
  KEY lead_merges_main (main_id, lead_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

SET @there = (SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'leads' AND column_name = 'children');
SET @statement = IF(@there > 0, 'DO 0', 'ALTER TABLE leads ADD COLUMN children BIGINT NOT NULL DEFAULT 0');
PREPARE change_once FROM @statement;
EXECUTE change_once;
DEALLOCATE PREPARE change_once;

SET @there = (SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'lead_drafts' AND column_name = 'copy_of');
SET @statement = IF(@there > 0, 'DO 0', 'ALTER TABLE lead_drafts ADD COLUMN copy_of BIGINT NOT NULL DEFAULT 0');
PREPARE change_once FROM @statement;
EXECUTE change_once;
DEALLOCATE PREPARE change_once;
