-- The tables of the map's layers, once each, with what the rules go by (sql/198_layers.sql) and what their columns say.
create or replace view layer_tables with (security_invoker = true) as
select distinct l."table" as name, l.place, l.water, l.keepers, l.answered, l.editable, l.staff_only,
  c.names @> '{measure_m}' as measured, c.names @> '{measure_m,bank}' as banked, c.names @> '{outfall}' as to_outfall
from layers l
cross join lateral (
  select array_agg(a.attname::text) as names from pg_attribute a
  where a.attrelid = l."table"::regclass and a.attnum > 0 and not a.attisdropped
) c;
