-- +goose Up

-- Who asked that one person alone may know of a lead, until that is decided, and who agreed: nobody hides a lead alone.
ALTER TABLE leads ADD COLUMN restrict_by BIGINT NOT NULL DEFAULT 0;
ALTER TABLE leads ADD COLUMN second_id BIGINT NOT NULL DEFAULT 0;

-- Who signed for what was handed over to an account: of a restricted lead it is theirs alone.
ALTER TABLE hand_overs ADD COLUMN signed_by BIGINT NOT NULL DEFAULT 0;
