-- The register as of a date: a row holds what is valid now, past_versions what was valid before, whole rows with their
-- dates. One trigger for every table keeps the old row whenever its valid_from moves on.
create table past_versions (
  layer      text not null,
  code       text not null,
  valid_from date not null,
  valid_to   date not null check (valid_to > valid_from),
  version    integer not null,
  attributes jsonb not null,
  geom       geometry(Geometry, 4490),
  recorded_at timestamptz not null default now(),
  primary key (layer, code, version),
  exclude using gist (layer with =, code with =, daterange(valid_from, valid_to) with &&)
);

create function keep_past_version() returns trigger language plpgsql as $$
begin
  if new.valid_from > old.valid_from then
    insert into past_versions (layer, code, valid_from, valid_to, version, attributes, geom)
    values (
      case when tg_table_name = 'waters' then layer_of_water(to_jsonb(old) ->> 'kind') else tg_table_name end,
      old.code, old.valid_from, new.valid_from, old.version, to_jsonb(old) - 'geom' - 'version',
      case when not st_equals(old.geom, new.geom) then old.geom end);
    new.version := old.version + 1;
  end if;
  return new;
end $$;

create function layer_of_water(kind text) returns text language sql immutable as
  $$ select case kind when 'reach' then 'reaches' else kind || 's' end $$;

create trigger waters_keep before update on waters for each row execute function keep_past_version();
create trigger divisions_keep before update on divisions for each row execute function keep_past_version();
create trigger grids_keep before update on grids for each row execute function keep_past_version();
create trigger outfalls_keep before update on outfalls for each row execute function keep_past_version();
create trigger drainage_units_keep before update on drainage_units for each row execute function keep_past_version();
create trigger drainage_households_keep before update on drainage_households for each row execute function keep_past_version();
create trigger treatment_plants_keep before update on treatment_plants for each row execute function keep_past_version();
create trigger sections_keep before update on sections for each row execute function keep_past_version();
create trigger gates_keep before update on gates for each row execute function keep_past_version();
