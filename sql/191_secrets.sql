-- What is not for everybody. Whether a row is one column, `staff_only`, and everything asks that one: policies, tiles, search,
-- the record, the network, streams. Triggers keep it (sql/functions/secrets.sql).

-- The one definition: where troops are quartered is nobody's business outside. What hangs on such a unit follows it.
create function unit_is_secret(of_kind text) returns boolean language sql immutable parallel safe as
  $$ select of_kind is not distinct from '部队类' $$;

alter table drainage_units add column staff_only boolean not null default false;
alter table drainage_households add column staff_only boolean not null default false;
alter table pollution_sources add column staff_only boolean not null default false;
alter table past_versions add column staff_only boolean not null default false;
alter table search_entries add column staff_only boolean not null default false;
-- An entry of the record holds a row before and after. Beside its digest: what was signed stays as it was.
alter table change_items add column staff_only_before boolean not null default false, add column staff_only_after boolean not null default false;

-- Rows there are already. They do not change by this: no version moves and nothing is recorded.
alter table drainage_units disable trigger user;
alter table drainage_households disable trigger user;
alter table pollution_sources disable trigger user;
alter table past_versions disable trigger user;
alter table change_items disable trigger user;

update drainage_units set staff_only = true where unit_is_secret(kind);
update drainage_households set staff_only = true where unit in (select u.code from drainage_units u where u.staff_only);
update pollution_sources set staff_only = true where unit in (select u.code from drainage_units u where u.staff_only);

-- Of what was, rather too much is kept back than too little: all of what ever hung on a unit that ever was secret.
create temporary table secret_things on commit drop as
  select u.code from drainage_units u where u.staff_only
  union select p.code from past_versions p where p.layer = 'drainage_units' and unit_is_secret(p.attributes ->> 'kind')
  union select i.key from change_items i where i.what = 'drainage_units' and (i.before is not null and unit_is_secret(i.before ->> 'kind') or i.after is not null and unit_is_secret(i.after ->> 'kind'));
insert into secret_things
  select h.code from drainage_households h where h.staff_only
  union select s.code from pollution_sources s where s.staff_only;
update past_versions p set staff_only = true
  where p.layer in ('drainage_units', 'drainage_households', 'pollution_sources') and (p.code in (select s.code from secret_things s) or p.attributes ->> 'unit' in (select s.code from secret_things s));
update change_items i set
    staff_only_before = coalesce(i.before is not null and case i.what when 'drainage_units' then unit_is_secret(i.before ->> 'kind') else i.before ->> 'unit' in (select s.code from secret_things s) end, false),
    staff_only_after = coalesce(i.after is not null and case i.what when 'drainage_units' then unit_is_secret(i.after ->> 'kind') else i.after ->> 'unit' in (select s.code from secret_things s) end, false)
  where i.what in ('drainage_units', 'drainage_households', 'pollution_sources');
update change_items i set staff_only_before = i.before is not null, staff_only_after = i.after is not null
  where i.what = 'past_versions' and exists (select from past_versions p where p.staff_only and concat_ws(' ', p.layer, p.code, p.version) = i.key);

alter table drainage_units enable trigger user;
alter table drainage_households enable trigger user;
alter table pollution_sources enable trigger user;
alter table past_versions enable trigger user;
alter table change_items enable trigger user;

-- What is searched and drawn. Screens and browsers keep tiles under a version: theirs is over.
update search_entries e set staff_only = true where e.layer in ('drainage_households', 'pollution_sources') and e.code in (select s.code from secret_things s);
insert into search_entries (layer, code, title, detail, pinyin, initials, weight, at, staff_only)
  select 'drainage_units', u.code, u.name, coalesce(t.name || case when length(d.code) = 12 then d.name else '' end, d.name, ''), '', '', 3, st_pointonsurface(u.geom), true
  from drainage_units u
  left join divisions d on d.code = u.division
  left join divisions t on t.code = left(d.code, 9) and length(d.code) = 12
  where u.staff_only and u.valid_to is null
  on conflict (layer, code) do update set staff_only = true;
update shapes s set staff_only = true where s.layer in ('drainage_households', 'pollution_sources') and s.code in (select t.code from secret_things t);
update layer_versions set version = version + 1 where layer in ('drainage_households', 'pollution_sources') and exists (select from secret_things);
