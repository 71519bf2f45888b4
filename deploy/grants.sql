-- What the programs may do in the database: rows, never the schema. The trail can be read and continued, nothing
-- else. Run it as the database's administrator after every `intake migrate`: a right can only be given on a table
-- that is there. It may run as often as you like.
--
-- MariaDB and MySQL cannot take one table out of a right on the whole database, so every table stands here by name.

-- The one history: nobody changes or deletes what was written. What waits to be sealed is taken out by the sealer.
GRANT SELECT, INSERT ON sunlead.trail TO 'sunlead'@'%';
GRANT SELECT, INSERT, DELETE ON sunlead.unsealed TO 'sunlead'@'%';
GRANT SELECT, INSERT ON sunlead.seals TO 'sunlead'@'%';
GRANT SELECT, UPDATE ON sunlead.seal_heads TO 'sunlead'@'%';

GRANT SELECT ON sunlead.goose_db_version TO 'sunlead'@'%';

GRANT SELECT, INSERT, UPDATE, DELETE ON sunlead.drafts TO 'sunlead'@'%';
GRANT SELECT, INSERT, UPDATE, DELETE ON sunlead.evidence TO 'sunlead'@'%';
GRANT SELECT, INSERT, DELETE ON sunlead.evidence_chunks TO 'sunlead'@'%';
GRANT SELECT, INSERT ON sunlead.hand_over_evidence TO 'sunlead'@'%';
GRANT SELECT, INSERT, UPDATE ON sunlead.hand_over_reveals TO 'sunlead'@'%';
GRANT SELECT, INSERT, UPDATE ON sunlead.hand_overs TO 'sunlead'@'%';
GRANT SELECT, INSERT, UPDATE, DELETE ON sunlead.invitations TO 'sunlead'@'%';
GRANT SELECT, INSERT, UPDATE, DELETE ON sunlead.item_counts TO 'sunlead'@'%';
GRANT SELECT, INSERT ON sunlead.lead_additions TO 'sunlead'@'%';
GRANT SELECT, INSERT, UPDATE, DELETE ON sunlead.lead_clocks TO 'sunlead'@'%';
GRANT SELECT, INSERT, UPDATE, DELETE ON sunlead.lead_counts TO 'sunlead'@'%';
GRANT SELECT, INSERT, UPDATE, DELETE ON sunlead.lead_deltas TO 'sunlead'@'%';
GRANT SELECT, INSERT, UPDATE, DELETE ON sunlead.lead_drafts TO 'sunlead'@'%';
GRANT SELECT, INSERT ON sunlead.lead_explanations TO 'sunlead'@'%';
GRANT SELECT, INSERT ON sunlead.lead_holds TO 'sunlead'@'%';
GRANT SELECT, INSERT, UPDATE, DELETE ON sunlead.lead_items TO 'sunlead'@'%';
GRANT SELECT, INSERT, UPDATE, DELETE ON sunlead.lead_merges TO 'sunlead'@'%';
GRANT SELECT, INSERT, UPDATE ON sunlead.lead_mutes TO 'sunlead'@'%';
GRANT SELECT, INSERT, UPDATE, DELETE ON sunlead.lead_notes TO 'sunlead'@'%';
GRANT SELECT, INSERT, UPDATE, DELETE ON sunlead.lead_questions TO 'sunlead'@'%';
GRANT SELECT, INSERT ON sunlead.lead_ratings TO 'sunlead'@'%';
GRANT SELECT, INSERT ON sunlead.lead_recusals TO 'sunlead'@'%';
GRANT SELECT, INSERT, UPDATE, DELETE ON sunlead.lead_steps TO 'sunlead'@'%';
GRANT SELECT, INSERT, UPDATE, DELETE ON sunlead.lead_texts TO 'sunlead'@'%';
GRANT SELECT, INSERT, UPDATE, DELETE ON sunlead.leads TO 'sunlead'@'%';
GRANT SELECT, INSERT, UPDATE ON sunlead.letter_serials TO 'sunlead'@'%';
GRANT SELECT, INSERT, UPDATE ON sunlead.letters TO 'sunlead'@'%';
GRANT SELECT, INSERT, UPDATE, DELETE ON sunlead.messages TO 'sunlead'@'%';
GRANT SELECT, INSERT, UPDATE, DELETE ON sunlead.outbox TO 'sunlead'@'%';
GRANT SELECT, INSERT ON sunlead.publication_events TO 'sunlead'@'%';
GRANT SELECT, INSERT, UPDATE ON sunlead.publications TO 'sunlead'@'%';
GRANT SELECT, INSERT, UPDATE, DELETE ON sunlead.reporters TO 'sunlead'@'%';
GRANT SELECT, INSERT, UPDATE, DELETE ON sunlead.schools TO 'sunlead'@'%';
GRANT SELECT, INSERT, UPDATE, DELETE ON sunlead.sequences TO 'sunlead'@'%';
GRANT SELECT, INSERT, UPDATE, DELETE ON sunlead.sessions TO 'sunlead'@'%';
GRANT SELECT, INSERT, UPDATE, DELETE ON sunlead.settings TO 'sunlead'@'%';
GRANT SELECT, INSERT, UPDATE, DELETE ON sunlead.staff TO 'sunlead'@'%';
GRANT SELECT, INSERT, UPDATE, DELETE ON sunlead.units TO 'sunlead'@'%';
GRANT SELECT, INSERT, UPDATE, DELETE ON sunlead.violation_items TO 'sunlead'@'%';
GRANT SELECT, INSERT, UPDATE, DELETE ON sunlead.violations TO 'sunlead'@'%';
GRANT SELECT, INSERT, UPDATE, DELETE ON sunlead.workers TO 'sunlead'@'%';
