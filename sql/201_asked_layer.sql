-- A file may be brought before anybody says which layer it is for: it is looked at, and the layer asked (state asking). `guess` is
-- what it looks like, with the reasons.
alter table staged_imports
  alter column layer drop not null,
  add column guess jsonb,
  drop constraint if exists staged_imports_state_check,
  add constraint staged_imports_state_check check (state in ('reading', 'asking', 'checking', 'ready', 'writing', 'done', 'failed'));
