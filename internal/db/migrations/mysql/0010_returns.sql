-- +goose NO TRANSACTION
-- +goose Up
CREATE TABLE IF NOT EXISTS lead_recusals (
  staff_id BIGINT NOT NULL DEFAULT 0,
  lead_id BIGINT NOT NULL DEFAULT 0,
  ground VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  declared BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (staff_id, lead_id),
  KEY lead_recusals_lead (lead_id, staff_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

SET @there = (SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'leads' AND column_name = 'recused');
SET @statement = IF(@there > 0, 'DO 0', 'ALTER TABLE leads
  ADD COLUMN returns BIGINT NOT NULL DEFAULT 0,
  ADD COLUMN returned_unit BIGINT NOT NULL DEFAULT 0,
  ADD COLUMN transferred BIGINT NOT NULL DEFAULT 0,
  ADD COLUMN recused VARCHAR(500) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT ''''');
PREPARE change_once FROM @statement;
EXECUTE change_once;
DEALLOCATE PREPARE change_once;

SET @there = (SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'lead_drafts' AND column_name = 'return_reason');
SET @statement = IF(@there > 0, 'DO 0', 'ALTER TABLE lead_drafts
  ADD COLUMN return_reason VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '''',
  ADD COLUMN return_to BIGINT NOT NULL DEFAULT 0,
  ADD COLUMN return_basis TEXT NOT NULL,
  ADD COLUMN transfer_body VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '''',
  ADD COLUMN transfer_name VARCHAR(60) NOT NULL DEFAULT '''',
  ADD COLUMN transfer_ask TEXT NOT NULL,
  ADD COLUMN receipt_day CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '''',
  ADD COLUMN receipt TEXT NOT NULL');
PREPARE change_once FROM @statement;
EXECUTE change_once;
DEALLOCATE PREPARE change_once;
