-- The reaches as they are now; from zoom 10 all of them, since any of them may be in trouble.
drop view if exists layer_reaches;
create view layer_reaches with (security_invoker = true) as
select code, name, river, river_from_m, river_to_m, division, bank, level, flow_mode, length_m, width_m, catchment_km2, stream_order,
  start_place, end_place, target_class, national_code, basin, bed_from_m, bed_to_m, source, valid_from, version, geom,
  (case when width_m >= 120 then 7 when width_m >= 60 then 8 when width_m >= 25 then 9 else 10 end)::smallint as min_zoom,
  (7 + least(1, coalesce(length_m, 0) / 1e4))::real as weight
from waters
where kind = 'reach' and valid_to is null;
