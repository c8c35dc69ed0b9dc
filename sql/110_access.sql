-- Who may see what. The application works on the register as one_map_app, which owns nothing and cannot pass by the policies
-- below; who is asking is set for each transaction (server/db). What a person may see or change follows from posts and tenures.
do $$
begin
  if not exists (select from pg_roles where rolname = 'one_map_app') then
    create role one_map_app nologin;
  end if;
exception
  -- Two registers of one server brought up at the same moment.
  when duplicate_object or unique_violation then null;
  when insufficient_privilege then
    raise exception 'a superuser has to do once: create role one_map_app nologin; grant one_map_app to %', current_user;
end $$;
do $$
begin
  if not pg_has_role(current_user, 'one_map_app', 'member') then
    execute format('grant one_map_app to %I', current_user);
  end if;
end $$;

grant usage on schema public to one_map_app;
grant select on all tables in schema public to one_map_app;
alter default privileges in schema public grant select on tables to one_map_app;
revoke all on accounts, sessions, devices, sign_in_failures from one_map_app;

-- Telephone numbers, apart from names: most are nobody else's business.
create table contacts (
  person text primary key references people on delete cascade,
  phone  text not null
);
insert into contacts (person, phone) select code, phone from people where phone is not null;
alter table people drop column phone;
