-- The record of changes: every change of the register, for good. A change is one act of one person; its items are the rows
-- before and after. Triggers write it beneath every write, so that nobody has to remember to. Every entry carries a digest
-- over itself and the one before: what is altered or left out later breaks the chain (sql/functions/record.sql).
create table changes (
  seq      bigint primary key,
  -- Made by whoever changes something, so that what a phone sends twice is done once.
  id       uuid not null unique,
  kind     text not null check (kind in ('city', 'edit', 'import', 'undo', 'people', 'other')),
  note     text,
  person   text,
  behalf   text,
  at       timestamptz not null,
  undoes   bigint references changes,
  -- SHA-256 of what was asked for: the same id with something else in it is a mistake, not a repetition.
  asked    text,
  -- The transaction a change belongs to: no other adds to it.
  xact     text not null,
  digest   bytea not null
);
create index changes_at on changes (at);
create unique index changes_undoes on changes (undoes);

create table change_items (
  change  bigint not null references changes,
  ord     integer not null,
  -- Table and key of the row, and the map layer it is of, if any.
  what    text not null,
  key     text not null,
  layer   text,
  op      text not null check (op in ('insert', 'update', 'delete')),
  -- Follows from another item of the same change, as a river's line does from its reaches'.
  derived boolean not null,
  -- Whole rows; the shape as EWKB, and where an update does not touch it, left out.
  before  jsonb,
  after   jsonb,
  -- What tiles show of the row, before and after, degrees.
  extent  box2d,
  digest  bytea not null,
  primary key (change, ord)
);
create index change_items_key on change_items (what, key, change);
create index change_items_layer on change_items (layer, change) where layer is not null;

-- Owners of drainage households, apart from what everybody may see.
create table household_owners (
  household text primary key references drainage_households on delete cascade deferrable initially deferred,
  owner     text,
  phone     text
);

-- Shapes that only those within see.
alter table shapes add column staff_only boolean not null default false;

-- Imports are steps that can be undone.
alter table imports add column change bigint;
