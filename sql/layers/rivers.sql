-- The rivers as they are now. A river shows from the zoom at which its width and catchment make it matter.
drop view if exists layer_rivers;
create view layer_rivers with (security_invoker = true) as
select code, name, alias, subkind, level, flow_mode, length_m, width_m, catchment_km2, stream_order, start_place, end_place, target_class,
  national_code, provincial_code, division, basin, bed_from_m, bed_to_m, source, valid_from, version, geom,
  (case when width_m >= 120 or catchment_km2 >= 300 or length_m >= 60000 then 6
    when catchment_km2 >= 60 or width_m >= 40 or length_m >= 15000 then 7
    when length_m >= 3000 then 8 when length_m >= 1500 then 9 else 10 end)::smallint as min_zoom,
  (12 + least(6, ln(1 + coalesce(length_m, 0) / 1000)))::real as weight
from waters
where kind = 'river' and valid_to is null;
