-- The role the application works as (sql/110_access.sql), once more at every start: it is the server's and not the database's, so
-- a dump that is restored on another server comes without it.
do $$
begin
  if not exists (select from pg_roles where rolname = 'one_map_app') then
    create role one_map_app nologin;
  end if;
  if not pg_has_role(current_user, 'one_map_app', 'member') then
    execute format('grant one_map_app to %I', current_user);
  end if;
exception
  -- Two registers of one server brought up at the same moment.
  when duplicate_object or unique_violation then null;
  when insufficient_privilege then
    raise exception 'a superuser has to do once: create role one_map_app nologin; grant one_map_app to %', current_user;
end $$;
