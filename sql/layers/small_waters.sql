-- The small waters as they are now.
drop view if exists layer_small_waters;
create view layer_small_waters as
select code, name, subkind, division, area_m2, max_depth_m, target_class, basin, source, valid_from, version, geom,
  (case when area_m2 >= 2e4 then 11 when area_m2 >= 4e3 then 12 else 13 end)::smallint as min_zoom
from waters
where kind = 'small_water' and valid_to is null;
