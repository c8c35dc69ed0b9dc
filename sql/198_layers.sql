-- What the rules of the register have to know of a map layer, a row a layer; domain/layers/ says the rest. Whatever a layer
-- needs of the database is made by going through these rows (sql/functions): what is recorded and kept of it, who may see and
-- change it, its shapes and tiles, and how it follows when a reach is cut, joined or turned. That its things stand at a measure
-- or on a bank is said by the table having such a column, and not once more here.
create table layers (
  id         text primary key,
  -- Where its rows are, and their word in `kind` where rows of other layers are there too.
  "table"    text not null,
  kind       text,
  geometry   text not null check (geometry in ('line', 'polygon', 'point')),
  -- Columns that say in which division a row lies, and which water it is or is on.
  place      text not null default 'division',
  water      text default 'water',
  -- Roles that keep its rows, each within its division; roles that may add one there besides; and whether whoever answers
  -- for a water keeps what is on it. (Our proposal: no public rule says who keeps the register.)
  keepers    text[] not null default '{administrator,office,department}',
  finders    text[] not null default '{}',
  answered   boolean not null default false,
  -- Drawn and removed one by one; what is not comes with files only.
  editable   boolean not null default true,
  -- Whether a row is for staff only follows from this column: the `kind` of a drainage unit, or the `unit` it hangs on. The
  -- table then has a column staff_only.
  staff_only text check (staff_only in ('kind', 'unit')),
  unique nulls not distinct ("table", kind)
);

insert into layers (id, "table", kind, geometry, water, keepers, finders, answered) values
  ('rivers', 'waters', 'river', 'line', 'code', '{administrator,office}', '{}', true),
  ('reaches', 'waters', 'reach', 'line', 'code', '{administrator,office}', '{}', true),
  ('lakes', 'waters', 'lake', 'polygon', 'code', '{administrator,office}', '{}', true),
  ('reservoirs', 'waters', 'reservoir', 'polygon', 'code', '{administrator,office}', '{}', true),
  -- Whoever patrols a village may enter one nobody knew of.
  ('small_waters', 'waters', 'small_water', 'polygon', 'code', '{administrator,office}', '{chief,reach_chief,grid_member}', true);
insert into layers (id, "table", geometry, answered) values ('outfalls', 'outfalls', 'point', true), ('gates', 'gates', 'point', true);
insert into layers (id, "table", geometry) values ('treatment_plants', 'treatment_plants', 'point'), ('sections', 'sections', 'point');
insert into layers (id, "table", geometry, water, staff_only) values
  ('drainage_units', 'drainage_units', 'polygon', 'water', 'kind'),
  ('drainage_households', 'drainage_households', 'point', null, 'unit'),
  ('pollution_sources', 'pollution_sources', 'point', 'water', 'unit');
insert into layers (id, "table", geometry, place, water, keepers, editable) values
  ('divisions', 'divisions', 'polygon', 'code', null, '{administrator,office}', false),
  ('grids', 'grids', 'polygon', 'division', null, '{administrator,office}', false);

-- What somebody looked at is of a layer that drains into the network: the program knows which do (domain/catalogue.ts).
alter table looks drop constraint if exists looks_layer_check;

-- Functions that have gone. What hangs on them is made anew after this.
drop function if exists actor_within() cascade;
drop function if exists actor_audits_all() cascade;
drop function if exists actor_audit_places() cascade;
