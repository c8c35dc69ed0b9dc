-- The reservoirs as they are now.
drop view if exists layer_reservoirs;
create view layer_reservoirs with (security_invoker = true) as
select code, name, river, division, area_m2, max_depth_m, target_class, capacity_10k_m3, dam_material, dam_height_m, national_code, basin,
  source, valid_from, version, geom,
  (case when area_m2 >= 1e6 then 8 when area_m2 >= 2e5 then 9 when area_m2 >= 5e4 then 10 else 11 end)::smallint as min_zoom,
  (9 + least(3, ln(1 + coalesce(area_m2, 0) / 1e5)))::real as weight
from waters
where kind = 'reservoir' and valid_to is null;
