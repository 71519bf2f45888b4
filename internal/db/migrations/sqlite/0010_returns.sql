-- +goose Up
CREATE TABLE lead_recusals (
  staff_id BIGINT NOT NULL DEFAULT 0,
  lead_id BIGINT NOT NULL DEFAULT 0,
  ground TEXT NOT NULL DEFAULT '' CHECK (length(ground) <= 12),
  declared BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (staff_id, lead_id)
) WITHOUT ROWID;

CREATE INDEX lead_recusals_lead ON lead_recusals (lead_id, staff_id);

ALTER TABLE leads ADD COLUMN returns BIGINT NOT NULL DEFAULT 0;
ALTER TABLE leads ADD COLUMN returned_unit BIGINT NOT NULL DEFAULT 0;
ALTER TABLE leads ADD COLUMN transferred BIGINT NOT NULL DEFAULT 0;
ALTER TABLE leads ADD COLUMN recused TEXT NOT NULL DEFAULT '' CHECK (length(recused) <= 500);

ALTER TABLE lead_drafts ADD COLUMN return_reason TEXT NOT NULL DEFAULT '' CHECK (length(return_reason) <= 20);
ALTER TABLE lead_drafts ADD COLUMN return_to BIGINT NOT NULL DEFAULT 0;
ALTER TABLE lead_drafts ADD COLUMN return_basis TEXT NOT NULL DEFAULT '';
ALTER TABLE lead_drafts ADD COLUMN transfer_body TEXT NOT NULL DEFAULT '' CHECK (length(transfer_body) <= 20);
ALTER TABLE lead_drafts ADD COLUMN transfer_name TEXT NOT NULL DEFAULT '' CHECK (length(transfer_name) <= 60);
ALTER TABLE lead_drafts ADD COLUMN transfer_ask TEXT NOT NULL DEFAULT '';
ALTER TABLE lead_drafts ADD COLUMN receipt_day TEXT NOT NULL DEFAULT '' CHECK (length(receipt_day) <= 10);
ALTER TABLE lead_drafts ADD COLUMN receipt TEXT NOT NULL DEFAULT '';
