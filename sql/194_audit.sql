-- The audit log (审计日志): who came in or failed to, went out, read or took away what is not public, and administered. It
-- stands beside the record of changes (sql/120_record.sql): that one says what became of the register, this one who was there.
-- Entries are chained as they are written, and leave only from the beginning, by a rule (sql/functions/audit.sql).
create table audit_entries (
  seq      bigint primary key,
  at       timestamptz not null,
  kind     text not null,
  -- Who did it, under the name and in the division of that day; a command has nobody but the machine's own user in `details`.
  person   text,
  name     text,
  behalf   text,
  account  text,
  division text,
  -- The sign-in name a try was made with; what belongs to nobody only as far as it can be no password typed into the wrong field.
  login    text,
  -- Where it came from: an address, or 'command'. What the browser says it is.
  address  text,
  agent    text,
  -- Whom or what the data are of: people, households.
  about    text[] not null default '{}',
  -- The change of the register it was, where it was one.
  change   bigint,
  details  jsonb not null default '{}',
  digest   bytea not null
);
create index audit_entries_at on audit_entries (at);
create index audit_entries_person on audit_entries (person, seq);
create index audit_entries_about on audit_entries using gin (about);
alter table audit_entries enable row level security;

insert into rule_sets (code, kind, title, title_en, effective_from, source, proposal, body) values
  ('audit-2026', 'audit_retention', '审计日志保存与记录', 'How long the audit log is kept, and what is one entry', '2026-01-01',
  '不少于六个月：《网络安全法》（2016）第二十一条第三项（2025 年修正后的条号 [K] 未核实）；留存三年、十分钟内重复查看记一条为本系统建议。', true,
  '{ "keepMonths": 36, "repeatMinutes": 10 }');
