-- Whoever is entered by somebody of a demonstration is of it too: a trial, that ends with it (sql/190_demonstration.sql).
create or replace function mark_trial() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  insert into demonstration_people (person, trial)
  select new.code, true where exists (select from demonstration_people d where d.person = actor_person());
  return null;
end $$;
create or replace trigger people_demonstration after insert on people for each row execute function mark_trial();
