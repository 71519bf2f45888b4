-- +goose NO TRANSACTION
-- +goose Up
CREATE TABLE IF NOT EXISTS sequences (
  name VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  next BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (name)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE IF NOT EXISTS settings (
  name VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  value TEXT NOT NULL,
  PRIMARY KEY (name)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE IF NOT EXISTS units (
  id BIGINT NOT NULL DEFAULT 0,
  parent_id BIGINT NOT NULL DEFAULT 0,
  kind VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  code VARCHAR(6) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  name VARCHAR(60) NOT NULL DEFAULT '',
  trail_seq BIGINT NOT NULL DEFAULT 0,
  trail_hash VARBINARY(32) NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY units_code (kind, code)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE IF NOT EXISTS schools (
  id BIGINT NOT NULL DEFAULT 0,
  name VARCHAR(60) NOT NULL DEFAULT '',
  aliases VARCHAR(200) NOT NULL DEFAULT '',
  district VARCHAR(6) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  affiliation VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  private BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (id),
  UNIQUE KEY schools_name (district, name)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE IF NOT EXISTS staff (
  id BIGINT NOT NULL DEFAULT 0,
  user_name VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  password_hash VARCHAR(200) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  display_name VARCHAR(40) NOT NULL DEFAULT '',
  unit_id BIGINT NOT NULL DEFAULT 0,
  role VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  named BIGINT NOT NULL DEFAULT 0,
  disabled BIGINT NOT NULL DEFAULT 0,
  created BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (id),
  UNIQUE KEY staff_user_name (user_name),
  KEY staff_unit_role (unit_id, role, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE IF NOT EXISTS sessions (
  token_hash VARBINARY(32) NOT NULL,
  data MEDIUMBLOB NOT NULL,
  expires BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (token_hash),
  KEY sessions_expires (expires)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE IF NOT EXISTS drafts (
  id VARBINARY(32) NOT NULL,
  data MEDIUMBLOB NOT NULL,
  saved BIGINT NOT NULL DEFAULT 0,
  expires BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (id),
  KEY drafts_expires (expires)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE IF NOT EXISTS leads (
  id BIGINT NOT NULL DEFAULT 0,
  number VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  campaign BIGINT NOT NULL DEFAULT 0,
  key_mac VARBINARY(32) NOT NULL,
  code_mac VARBINARY(32) NOT NULL,
  code_try BIGINT NOT NULL DEFAULT 0,
  pepper BIGINT NOT NULL DEFAULT 0,
  body_mac VARBINARY(32) NOT NULL,
  state VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  version BIGINT NOT NULL DEFAULT 0,
  source VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  kind VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  procedure_kind VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  category VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  about VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  nature VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  to_city BIGINT NOT NULL DEFAULT 0,
  district VARCHAR(6) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  school_id BIGINT NOT NULL DEFAULT 0,
  school_name VARCHAR(60) NOT NULL DEFAULT '',
  stage VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  anonymous BIGINT NOT NULL DEFAULT 0,
  urgent BIGINT NOT NULL DEFAULT 0,
  suspicious BIGINT NOT NULL DEFAULT 0,
  owner_unit BIGINT NOT NULL DEFAULT 0,
  co_unit BIGINT NOT NULL DEFAULT 0,
  territory_unit BIGINT NOT NULL DEFAULT 0,
  wall_unit BIGINT NOT NULL DEFAULT 0,
  reason TEXT NOT NULL,
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
  finding VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  summary TEXT NOT NULL,
  outcome TEXT NOT NULL,
  remark TEXT NOT NULL,
  rating VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  reopened BIGINT NOT NULL DEFAULT 0,
  due BIGINT NOT NULL DEFAULT 0,
  last_step VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  next_step VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  next_step_at BIGINT NOT NULL DEFAULT 0,
  open BIGINT NOT NULL DEFAULT 0,
  trail_seq BIGINT NOT NULL DEFAULT 0,
  trail_hash VARBINARY(32) NOT NULL,
  last_form VARBINARY(32) NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY leads_number (number),
  UNIQUE KEY leads_key_mac (key_mac),
  UNIQUE KEY leads_code_mac (code_mac),
  KEY leads_next_step (open, next_step_at, id),
  KEY leads_owner (owner_unit, wall_unit, open, received, id),
  KEY leads_territory (territory_unit, wall_unit, open, received, id),
  KEY leads_state (state, wall_unit, received, id),
  KEY leads_received (wall_unit, received, id),
  KEY leads_due (open, wall_unit, due, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE IF NOT EXISTS lead_texts (
  lead_id BIGINT NOT NULL DEFAULT 0,
  text TEXT NOT NULL,
  happened VARCHAR(40) NOT NULL DEFAULT '',
  amount VARCHAR(40) NOT NULL DEFAULT '',
  payee VARCHAR(40) NOT NULL DEFAULT '',
  affects VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  affects_date VARCHAR(40) NOT NULL DEFAULT '',
  urgent_why VARCHAR(200) NOT NULL DEFAULT '',
  PRIMARY KEY (lead_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE IF NOT EXISTS lead_items (
  lead_id BIGINT NOT NULL DEFAULT 0,
  print_no BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (lead_id, print_no),
  KEY lead_items_print_no (print_no, lead_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE IF NOT EXISTS lead_clocks (
  lead_id BIGINT NOT NULL DEFAULT 0,
  kind VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  round BIGINT NOT NULL DEFAULT 0,
  rule_version VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  calendar_version VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  started BIGINT NOT NULL DEFAULT 0,
  paused BIGINT NOT NULL DEFAULT 0,
  due BIGINT NOT NULL DEFAULT 0,
  stopped BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (lead_id, kind, round)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE IF NOT EXISTS lead_drafts (
  id BIGINT NOT NULL DEFAULT 0,
  lead_id BIGINT NOT NULL DEFAULT 0,
  kind VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  author_id BIGINT NOT NULL DEFAULT 0,
  state VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  found TEXT NOT NULL,
  result TEXT NOT NULL,
  remedy TEXT NOT NULL,
  finding VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  items VARCHAR(200) NOT NULL DEFAULT '',
  summary TEXT NOT NULL,
  violation BIGINT NOT NULL DEFAULT 0,
  subject VARCHAR(60) NOT NULL DEFAULT '',
  conduct TEXT NOT NULL,
  measures TEXT NOT NULL,
  hand_over BIGINT NOT NULL DEFAULT 0,
  hand_over_reason TEXT NOT NULL,
  reject_reason VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  elsewhere TEXT NOT NULL,
  written BIGINT NOT NULL DEFAULT 0,
  decided_by BIGINT NOT NULL DEFAULT 0,
  decided BIGINT NOT NULL DEFAULT 0,
  remark TEXT NOT NULL,
  PRIMARY KEY (id),
  KEY lead_drafts_lead (lead_id, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE IF NOT EXISTS lead_steps (
  lead_id BIGINT NOT NULL DEFAULT 0,
  due BIGINT NOT NULL DEFAULT 0,
  step VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  taken BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (lead_id, due, step),
  KEY lead_steps_taken (step, taken, lead_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE IF NOT EXISTS lead_notes (
  id BIGINT NOT NULL DEFAULT 0,
  lead_id BIGINT NOT NULL DEFAULT 0,
  text TEXT NOT NULL,
  PRIMARY KEY (id),
  KEY lead_notes_lead (lead_id, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE IF NOT EXISTS reporters (
  lead_id BIGINT NOT NULL DEFAULT 0,
  sealed MEDIUMBLOB NOT NULL,
  phone_index VARBINARY(32) NOT NULL,
  PRIMARY KEY (lead_id),
  KEY reporters_phone_index (phone_index, lead_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE IF NOT EXISTS trail (
  stream VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  seq BIGINT NOT NULL DEFAULT 0,
  kind VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  version BIGINT NOT NULL DEFAULT 0,
  data TEXT NOT NULL,
  actor VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  public BIGINT NOT NULL DEFAULT 0,
  at BIGINT NOT NULL DEFAULT 0,
  prev VARBINARY(32) NOT NULL,
  hash VARBINARY(32) NOT NULL,
  PRIMARY KEY (stream, seq)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE IF NOT EXISTS unsealed (
  stream VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  seq BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (stream, seq)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE IF NOT EXISTS outbox (
  id BIGINT NOT NULL DEFAULT 0,
  kind VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  lead_id BIGINT NOT NULL DEFAULT 0,
  payload TEXT NOT NULL,
  created BIGINT NOT NULL DEFAULT 0,
  offer_at BIGINT NOT NULL DEFAULT 0,
  epoch BIGINT NOT NULL DEFAULT 0,
  claim VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  attempts BIGINT NOT NULL DEFAULT 0,
  dead BIGINT NOT NULL DEFAULT 0,
  failure TEXT NOT NULL,
  PRIMARY KEY (id),
  KEY outbox_offer (dead, kind, offer_at, id),
  KEY outbox_claim (claim, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE IF NOT EXISTS messages (
  id BIGINT NOT NULL DEFAULT 0,
  staff_id BIGINT NOT NULL DEFAULT 0,
  kind VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  number VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  args TEXT NOT NULL,
  wall_unit BIGINT NOT NULL DEFAULT 0,
  at BIGINT NOT NULL DEFAULT 0,
  seen BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (id),
  KEY messages_staff (staff_id, at, id),
  KEY messages_number (number, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE IF NOT EXISTS violations (
  id BIGINT NOT NULL DEFAULT 0,
  lead_id BIGINT NOT NULL DEFAULT 0,
  number VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  campaign BIGINT NOT NULL DEFAULT 0,
  unit_id BIGINT NOT NULL DEFAULT 0,
  wall_unit BIGINT NOT NULL DEFAULT 0,
  subject VARCHAR(60) NOT NULL DEFAULT '',
  conduct TEXT NOT NULL,
  measures TEXT NOT NULL,
  hand_over BIGINT NOT NULL DEFAULT 0,
  at BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (id),
  UNIQUE KEY violations_lead (lead_id),
  KEY violations_unit (unit_id, wall_unit, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE IF NOT EXISTS violation_items (
  violation_id BIGINT NOT NULL DEFAULT 0,
  print_no BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (violation_id, print_no)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE IF NOT EXISTS item_counts (
  campaign BIGINT NOT NULL DEFAULT 0,
  unit_id BIGINT NOT NULL DEFAULT 0,
  print_no BIGINT NOT NULL DEFAULT 0,
  proven BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (campaign, unit_id, print_no)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
