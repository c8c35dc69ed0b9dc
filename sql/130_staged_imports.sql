-- Files somebody brings in on a page: looked at first, written when they say so. The rows wait in a table of their own
-- (`plan` names it); a day later all of it is put away.
create table staged_imports (
  id         uuid primary key,
  person     text not null,
  layer      text not null,
  file       text not null,
  state      text not null default 'reading' check (state in ('reading', 'checking', 'ready', 'writing', 'done', 'failed')),
  done       bigint not null default 0,
  total      bigint,
  options    jsonb not null,
  -- What is told of the file, every row in error, and what is needed to write it.
  report     jsonb,
  troubles   jsonb,
  plan       jsonb,
  -- Why the file is not taken in, in words.
  problem    jsonb,
  change     bigint,
  -- Whoever works on it says so every few seconds; one that fell silent was stopped with its server.
  touched_at timestamptz not null default now(),
  at         timestamptz not null default now()
);
create index staged_imports_person on staged_imports (person, at);

-- Each import keeps its own originals, so that undoing one leaves those of the import before.
alter table import_originals drop constraint import_originals_pkey, add primary key (layer, code, import);
