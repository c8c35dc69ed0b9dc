-- A register that has been worked on for years.

-- Which change this transaction's is, is asked at every change.
create index changes_xact on changes (xact);

-- Sources of pollution were left out where versions are kept: an edit did not move them, and what was valid before a dated
-- change was not kept. The record has it all. Each row's version moves on by its edits, so that nobody's old copy fits any
-- more, and what was valid before is put back.
do $$
begin
  -- A new register has no sources yet, nor the functions that record.
  if not exists (select from change_items i where i.what = 'pollution_sources' and i.op = 'update' and i.before -> 'version' = i.after -> 'version') then return; end if;
  perform begin_change(gen_random_uuid(), 'other', '污染源的版本按改动记录补齐 (versions of pollution sources made up from the record)');
  insert into past_versions (layer, code, valid_from, valid_to, version, attributes, geom)
    select 'pollution_sources', e.key, (e.before ->> 'valid_from')::date, (e.after ->> 'valid_from')::date, (e.before ->> 'version')::int + e.nth, e.before - 'geom' - 'version', (e.before ->> 'geom')::geometry
    from (select i.*, (row_number() over (partition by i.key order by i.change, i.ord))::int - 1 as nth
      from change_items i where i.what = 'pollution_sources' and i.op = 'update' and i.before -> 'version' = i.after -> 'version') e
    join pollution_sources p on p.code = e.key
    where e.after ->> 'valid_from' > e.before ->> 'valid_from' and (e.after ->> 'valid_from')::date <= p.valid_from
    order by e.change, e.ord
    on conflict do nothing;
  update pollution_sources p set version = p.version + e.edits
    from (select i.key, count(*)::int as edits from change_items i where i.what = 'pollution_sources' and i.op = 'update' and i.before -> 'version' = i.after -> 'version' group by i.key) e
    where e.key = p.code;
end $$;

-- How triggers, policies, grants and functions stood when they were last found to be as the program's book says (server/db/definitions.ts).
create table settled (
  one    boolean primary key default true check (one),
  digest text not null,
  at     timestamptz not null default now()
);
revoke all on settled from one_map_app;
