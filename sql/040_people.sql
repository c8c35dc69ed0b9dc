-- Who answers for a water. A tenure says which person holds which water (within which division) from when to when;
-- past tenures stay (实时及过往责任河段).
create table orgs (
  code     text primary key,
  name     text not null,
  kind     text not null check (kind in ('chief_office', 'department', 'operator')),
  level    text not null check (level in ('city', 'district', 'town')),
  division text references divisions deferrable initially deferred,
  parent   text references orgs deferrable initially deferred,
  phone    text
);

create table people (
  code     text primary key,
  name     text not null,
  role     text not null check (role in ('chief', 'reach_chief', 'grid_member', 'delegate', 'staff')),
  post     text,
  org      text references orgs,
  division text references divisions deferrable initially deferred,
  phone    text
);
create index people_role on people (role);

create table tenures (
  code       text primary key,
  person     text not null references people,
  level      text not null check (level in ('city', 'district', 'town', 'village', 'reach', 'grid')),
  water      text references waters on delete cascade deferrable initially deferred,
  division   text references divisions deferrable initially deferred,
  document   text,
  valid_from date not null,
  valid_to   date,
  check (valid_to is null or valid_to > valid_from),
  check (water is not null or division is not null)
);
create index tenures_water on tenures (water);
create index tenures_person on tenures (person);
create index tenures_division on tenures (division) where water is null;
