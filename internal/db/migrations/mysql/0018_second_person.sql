-- +goose NO TRANSACTION
-- +goose Up

-- Who asked that one person alone may know of a lead, until that is decided, and who agreed: nobody hides a lead alone.
SET @there = (SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'leads' AND column_name = 'second_id');
SET @statement = IF(@there > 0, 'DO 0', 'ALTER TABLE leads
  ADD COLUMN restrict_by BIGINT NOT NULL DEFAULT 0,
  ADD COLUMN second_id BIGINT NOT NULL DEFAULT 0');
PREPARE change_once FROM @statement;
EXECUTE change_once;
DEALLOCATE PREPARE change_once;

-- Who signed for what was handed over to an account: of a restricted lead it is theirs alone.
SET @there = (SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'hand_overs' AND column_name = 'signed_by');
SET @statement = IF(@there > 0, 'DO 0', 'ALTER TABLE hand_overs ADD COLUMN signed_by BIGINT NOT NULL DEFAULT 0');
PREPARE change_once FROM @statement;
EXECUTE change_once;
DEALLOCATE PREPARE change_once;
