-- The treatment plants as they are now.
drop view if exists layer_treatment_plants;
create view layer_treatment_plants with (security_invoker = true) as
select code, name, process, standard, capacity_m3_d, operator, outfall, water, measure_m, bank, division, opened_on, source,
  valid_from, version, geom,
  (case when capacity_m3_d >= 1e5 then 9 else 10 end)::smallint as min_zoom,
  7::real as weight,
  round((capacity_m3_d / 10000)::numeric, 1) || ' 万m³/d' as note
from treatment_plants
where valid_to is null;
