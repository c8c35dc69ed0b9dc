-- The sluices and pump stations as they are now.
drop view if exists layer_gates;
create view layer_gates with (security_invoker = true) as
select code, name, kind, water, measure_m, division, openings, width_m, pump_m3_s, operator, rule, built_on, source,
  valid_from, version, geom,
  (case when width_m >= 30 then 10 else 12 end)::smallint as min_zoom,
  5::real as weight,
  kind as note
from gates
where valid_to is null;
