-- +goose Up
CREATE TABLE sequences (
  name TEXT NOT NULL DEFAULT '' CHECK (length(name) <= 40),
  next BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (name)
) WITHOUT ROWID;

CREATE TABLE settings (
  name TEXT NOT NULL DEFAULT '' CHECK (length(name) <= 40),
  value TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (name)
) WITHOUT ROWID;

CREATE TABLE units (
  id BIGINT NOT NULL DEFAULT 0,
  parent_id BIGINT NOT NULL DEFAULT 0,
  kind TEXT NOT NULL DEFAULT '' CHECK (length(kind) <= 12),
  code TEXT NOT NULL DEFAULT '' CHECK (length(code) <= 6),
  name TEXT NOT NULL DEFAULT '' CHECK (length(name) <= 60),
  trail_seq BIGINT NOT NULL DEFAULT 0,
  trail_hash BLOB NOT NULL,
  PRIMARY KEY (id)
) WITHOUT ROWID;

CREATE UNIQUE INDEX units_code ON units (kind, code);

CREATE TABLE schools (
  id BIGINT NOT NULL DEFAULT 0,
  name TEXT NOT NULL DEFAULT '' CHECK (length(name) <= 60),
  aliases TEXT NOT NULL DEFAULT '' CHECK (length(aliases) <= 200),
  district TEXT NOT NULL DEFAULT '' CHECK (length(district) <= 6),
  affiliation TEXT NOT NULL DEFAULT '' CHECK (length(affiliation) <= 12),
  private BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (id)
) WITHOUT ROWID;

CREATE UNIQUE INDEX schools_name ON schools (district, name);

CREATE TABLE staff (
  id BIGINT NOT NULL DEFAULT 0,
  user_name TEXT NOT NULL DEFAULT '' CHECK (length(user_name) <= 40),
  password_hash TEXT NOT NULL DEFAULT '' CHECK (length(password_hash) <= 200),
  display_name TEXT NOT NULL DEFAULT '' CHECK (length(display_name) <= 40),
  unit_id BIGINT NOT NULL DEFAULT 0,
  role TEXT NOT NULL DEFAULT '' CHECK (length(role) <= 12),
  named BIGINT NOT NULL DEFAULT 0,
  disabled BIGINT NOT NULL DEFAULT 0,
  created BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (id)
) WITHOUT ROWID;

CREATE UNIQUE INDEX staff_user_name ON staff (user_name);

CREATE INDEX staff_unit_role ON staff (unit_id, role, id);

CREATE TABLE sessions (
  token_hash BLOB NOT NULL,
  data BLOB NOT NULL,
  expires BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (token_hash)
);

CREATE INDEX sessions_expires ON sessions (expires);

CREATE TABLE drafts (
  id BLOB NOT NULL,
  data BLOB NOT NULL,
  saved BIGINT NOT NULL DEFAULT 0,
  expires BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (id)
);

CREATE INDEX drafts_expires ON drafts (expires);

CREATE TABLE leads (
  id BIGINT NOT NULL DEFAULT 0,
  number TEXT NOT NULL DEFAULT '' CHECK (length(number) <= 20),
  campaign BIGINT NOT NULL DEFAULT 0,
  key_mac BLOB NOT NULL,
  code_mac BLOB NOT NULL,
  code_try BIGINT NOT NULL DEFAULT 0,
  pepper BIGINT NOT NULL DEFAULT 0,
  body_mac BLOB NOT NULL,
  state TEXT NOT NULL DEFAULT '' CHECK (length(state) <= 20),
  version BIGINT NOT NULL DEFAULT 0,
  source TEXT NOT NULL DEFAULT '' CHECK (length(source) <= 20),
  kind TEXT NOT NULL DEFAULT '' CHECK (length(kind) <= 12),
  procedure_kind TEXT NOT NULL DEFAULT '' CHECK (length(procedure_kind) <= 12),
  category TEXT NOT NULL DEFAULT '' CHECK (length(category) <= 12),
  about TEXT NOT NULL DEFAULT '' CHECK (length(about) <= 20),
  nature TEXT NOT NULL DEFAULT '' CHECK (length(nature) <= 12),
  to_city BIGINT NOT NULL DEFAULT 0,
  district TEXT NOT NULL DEFAULT '' CHECK (length(district) <= 6),
  school_id BIGINT NOT NULL DEFAULT 0,
  school_name TEXT NOT NULL DEFAULT '' CHECK (length(school_name) <= 60),
  stage TEXT NOT NULL DEFAULT '' CHECK (length(stage) <= 12),
  anonymous BIGINT NOT NULL DEFAULT 0,
  urgent BIGINT NOT NULL DEFAULT 0,
  suspicious BIGINT NOT NULL DEFAULT 0,
  owner_unit BIGINT NOT NULL DEFAULT 0,
  co_unit BIGINT NOT NULL DEFAULT 0,
  territory_unit BIGINT NOT NULL DEFAULT 0,
  wall_unit BIGINT NOT NULL DEFAULT 0,
  reason TEXT NOT NULL DEFAULT '',
  received BIGINT NOT NULL DEFAULT 0,
  routed BIGINT NOT NULL DEFAULT 0,
  signed BIGINT NOT NULL DEFAULT 0,
  accepted BIGINT NOT NULL DEFAULT 0,
  contacted BIGINT NOT NULL DEFAULT 0,
  replied BIGINT NOT NULL DEFAULT 0,
  ended BIGINT NOT NULL DEFAULT 0,
  handler_id BIGINT NOT NULL DEFAULT 0,
  last_handler_id BIGINT NOT NULL DEFAULT 0,
  draft_id BIGINT NOT NULL DEFAULT 0,
  finding TEXT NOT NULL DEFAULT '' CHECK (length(finding) <= 12),
  summary TEXT NOT NULL DEFAULT '',
  outcome TEXT NOT NULL DEFAULT '',
  remark TEXT NOT NULL DEFAULT '',
  rating TEXT NOT NULL DEFAULT '' CHECK (length(rating) <= 12),
  reopened BIGINT NOT NULL DEFAULT 0,
  due BIGINT NOT NULL DEFAULT 0,
  last_step TEXT NOT NULL DEFAULT '' CHECK (length(last_step) <= 12),
  next_step TEXT NOT NULL DEFAULT '' CHECK (length(next_step) <= 12),
  next_step_at BIGINT NOT NULL DEFAULT 0,
  open BIGINT NOT NULL DEFAULT 0,
  trail_seq BIGINT NOT NULL DEFAULT 0,
  trail_hash BLOB NOT NULL,
  last_form BLOB NOT NULL,
  PRIMARY KEY (id)
);

CREATE UNIQUE INDEX leads_number ON leads (number);

CREATE UNIQUE INDEX leads_key_mac ON leads (key_mac);

CREATE UNIQUE INDEX leads_code_mac ON leads (code_mac);

CREATE INDEX leads_next_step ON leads (open, next_step_at, id);

CREATE INDEX leads_owner ON leads (owner_unit, wall_unit, open, received, id);

CREATE INDEX leads_territory ON leads (territory_unit, wall_unit, open, received, id);

CREATE INDEX leads_state ON leads (state, wall_unit, received, id);

CREATE INDEX leads_received ON leads (wall_unit, received, id);

CREATE INDEX leads_due ON leads (open, wall_unit, due, id);

CREATE TABLE lead_texts (
  lead_id BIGINT NOT NULL DEFAULT 0,
  text TEXT NOT NULL DEFAULT '',
  happened TEXT NOT NULL DEFAULT '' CHECK (length(happened) <= 40),
  amount TEXT NOT NULL DEFAULT '' CHECK (length(amount) <= 40),
  payee TEXT NOT NULL DEFAULT '' CHECK (length(payee) <= 40),
  affects TEXT NOT NULL DEFAULT '' CHECK (length(affects) <= 12),
  affects_date TEXT NOT NULL DEFAULT '' CHECK (length(affects_date) <= 40),
  urgent_why TEXT NOT NULL DEFAULT '' CHECK (length(urgent_why) <= 200),
  PRIMARY KEY (lead_id)
);

CREATE TABLE lead_items (
  lead_id BIGINT NOT NULL DEFAULT 0,
  print_no BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (lead_id, print_no)
) WITHOUT ROWID;

CREATE INDEX lead_items_print_no ON lead_items (print_no, lead_id);

CREATE TABLE lead_clocks (
  lead_id BIGINT NOT NULL DEFAULT 0,
  kind TEXT NOT NULL DEFAULT '' CHECK (length(kind) <= 20),
  round BIGINT NOT NULL DEFAULT 0,
  rule_version TEXT NOT NULL DEFAULT '' CHECK (length(rule_version) <= 20),
  calendar_version TEXT NOT NULL DEFAULT '' CHECK (length(calendar_version) <= 20),
  started BIGINT NOT NULL DEFAULT 0,
  paused BIGINT NOT NULL DEFAULT 0,
  due BIGINT NOT NULL DEFAULT 0,
  stopped BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (lead_id, kind, round)
) WITHOUT ROWID;

CREATE TABLE lead_drafts (
  id BIGINT NOT NULL DEFAULT 0,
  lead_id BIGINT NOT NULL DEFAULT 0,
  kind TEXT NOT NULL DEFAULT '' CHECK (length(kind) <= 12),
  author_id BIGINT NOT NULL DEFAULT 0,
  state TEXT NOT NULL DEFAULT '' CHECK (length(state) <= 12),
  found TEXT NOT NULL DEFAULT '',
  result TEXT NOT NULL DEFAULT '',
  remedy TEXT NOT NULL DEFAULT '',
  finding TEXT NOT NULL DEFAULT '' CHECK (length(finding) <= 12),
  items TEXT NOT NULL DEFAULT '' CHECK (length(items) <= 200),
  summary TEXT NOT NULL DEFAULT '',
  violation BIGINT NOT NULL DEFAULT 0,
  subject TEXT NOT NULL DEFAULT '' CHECK (length(subject) <= 60),
  conduct TEXT NOT NULL DEFAULT '',
  measures TEXT NOT NULL DEFAULT '',
  hand_over BIGINT NOT NULL DEFAULT 0,
  hand_over_reason TEXT NOT NULL DEFAULT '',
  reject_reason TEXT NOT NULL DEFAULT '' CHECK (length(reject_reason) <= 20),
  elsewhere TEXT NOT NULL DEFAULT '',
  written BIGINT NOT NULL DEFAULT 0,
  decided_by BIGINT NOT NULL DEFAULT 0,
  decided BIGINT NOT NULL DEFAULT 0,
  remark TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (id)
);

CREATE INDEX lead_drafts_lead ON lead_drafts (lead_id, id);

CREATE TABLE lead_steps (
  lead_id BIGINT NOT NULL DEFAULT 0,
  due BIGINT NOT NULL DEFAULT 0,
  step TEXT NOT NULL DEFAULT '' CHECK (length(step) <= 12),
  taken BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (lead_id, due, step)
) WITHOUT ROWID;

CREATE INDEX lead_steps_taken ON lead_steps (step, taken, lead_id);

CREATE TABLE lead_notes (
  id BIGINT NOT NULL DEFAULT 0,
  lead_id BIGINT NOT NULL DEFAULT 0,
  text TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (id)
);

CREATE INDEX lead_notes_lead ON lead_notes (lead_id, id);

CREATE TABLE reporters (
  lead_id BIGINT NOT NULL DEFAULT 0,
  sealed BLOB NOT NULL,
  phone_index BLOB NOT NULL,
  PRIMARY KEY (lead_id)
);

CREATE INDEX reporters_phone_index ON reporters (phone_index, lead_id);

CREATE TABLE trail (
  stream TEXT NOT NULL DEFAULT '' CHECK (length(stream) <= 40),
  seq BIGINT NOT NULL DEFAULT 0,
  kind TEXT NOT NULL DEFAULT '' CHECK (length(kind) <= 40),
  version BIGINT NOT NULL DEFAULT 0,
  data TEXT NOT NULL DEFAULT '',
  actor TEXT NOT NULL DEFAULT '' CHECK (length(actor) <= 40),
  public BIGINT NOT NULL DEFAULT 0,
  at BIGINT NOT NULL DEFAULT 0,
  prev BLOB NOT NULL,
  hash BLOB NOT NULL,
  PRIMARY KEY (stream, seq)
);

CREATE TABLE unsealed (
  stream TEXT NOT NULL DEFAULT '' CHECK (length(stream) <= 40),
  seq BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (stream, seq)
) WITHOUT ROWID;

CREATE TABLE outbox (
  id BIGINT NOT NULL DEFAULT 0,
  kind TEXT NOT NULL DEFAULT '' CHECK (length(kind) <= 40),
  lead_id BIGINT NOT NULL DEFAULT 0,
  payload TEXT NOT NULL DEFAULT '',
  created BIGINT NOT NULL DEFAULT 0,
  offer_at BIGINT NOT NULL DEFAULT 0,
  epoch BIGINT NOT NULL DEFAULT 0,
  claim TEXT NOT NULL DEFAULT '' CHECK (length(claim) <= 40),
  attempts BIGINT NOT NULL DEFAULT 0,
  dead BIGINT NOT NULL DEFAULT 0,
  failure TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (id)
);

CREATE INDEX outbox_offer ON outbox (dead, kind, offer_at, id);

CREATE INDEX outbox_claim ON outbox (claim, id);

CREATE TABLE messages (
  id BIGINT NOT NULL DEFAULT 0,
  staff_id BIGINT NOT NULL DEFAULT 0,
  kind TEXT NOT NULL DEFAULT '' CHECK (length(kind) <= 40),
  number TEXT NOT NULL DEFAULT '' CHECK (length(number) <= 20),
  args TEXT NOT NULL DEFAULT '',
  wall_unit BIGINT NOT NULL DEFAULT 0,
  at BIGINT NOT NULL DEFAULT 0,
  seen BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (id)
);

CREATE INDEX messages_staff ON messages (staff_id, at, id);

CREATE INDEX messages_number ON messages (number, id);

CREATE TABLE violations (
  id BIGINT NOT NULL DEFAULT 0,
  lead_id BIGINT NOT NULL DEFAULT 0,
  number TEXT NOT NULL DEFAULT '' CHECK (length(number) <= 20),
  campaign BIGINT NOT NULL DEFAULT 0,
  unit_id BIGINT NOT NULL DEFAULT 0,
  wall_unit BIGINT NOT NULL DEFAULT 0,
  subject TEXT NOT NULL DEFAULT '' CHECK (length(subject) <= 60),
  conduct TEXT NOT NULL DEFAULT '',
  measures TEXT NOT NULL DEFAULT '',
  hand_over BIGINT NOT NULL DEFAULT 0,
  at BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (id)
) WITHOUT ROWID;

CREATE UNIQUE INDEX violations_lead ON violations (lead_id);

CREATE INDEX violations_unit ON violations (unit_id, wall_unit, id);

CREATE TABLE violation_items (
  violation_id BIGINT NOT NULL DEFAULT 0,
  print_no BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (violation_id, print_no)
) WITHOUT ROWID;

CREATE TABLE item_counts (
  campaign BIGINT NOT NULL DEFAULT 0,
  unit_id BIGINT NOT NULL DEFAULT 0,
  print_no BIGINT NOT NULL DEFAULT 0,
  proven BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (campaign, unit_id, print_no)
) WITHOUT ROWID;
