-- The monitoring sections as they are now.
drop view if exists layer_sections;
create view layer_sections with (security_invoker = true) as
select code, name, kind, water, measure_m, division, target_class, tide, relation, automatic, source, valid_from, version, geom,
  (case when kind in ('国考', '省考') then 8 when kind in ('市考', '交界') then 10 else 11 end)::smallint as min_zoom
from sections
where valid_to is null;
