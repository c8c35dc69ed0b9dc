-- Who exists only in a demonstration: the people of a demonstration city, whose password is published, and everybody they
-- enter there. They are let in only while the register is a demonstration and is served as one (server/city/demonstration.ts).
-- A table of its own: what the record of changes says of a person stays what it was.
create table demonstration_people (
  person text primary key references people on delete cascade,
  -- Entered by somebody of the demonstration: nobody to sign in as with one click, for their password is their own.
  trial  boolean not null default false
);

-- Registers of a version before. A city was built without an item in the record for each of its rows, so whoever the record
-- did not see come was made up with it; whom those people entered since is as little real. An administrator given in by
-- command, and whom that one entered, is.
insert into demonstration_people
with recursive made (person, trial) as (
  select p.code, false
  from people p
  where exists (select from city c where c.source = 'demonstration' or c.seed is not null)
    and not exists (select from change_items i where i.what = 'people' and i.key = p.code and i.op = 'insert')
  union
  select p.code, true
  from made m
  join changes c on c.person = m.person
  join change_items i on i.change = c.seq and i.what = 'people' and i.op = 'insert'
  join people p on p.code = i.key
)
select person, bool_and(trial) from made group by person;
