-- The small waters as they are now. A ditch is a polygon two to six metres wide: it shows from the zoom at which it is
-- two units of a tile across, below which it would fold onto itself.
drop view if exists layer_small_waters;
create view layer_small_waters with (security_invoker = true) as
select code, name, subkind, division, area_m2, max_depth_m, target_class, basin, source, valid_from, version, geom,
  greatest(
    case when area_m2 >= 2e4 then 11 when area_m2 >= 4e3 then 12 else 13 end,
    case when width_m >= 10 then 11 when width_m >= 5 then 12 when width_m >= 2.5 then 13 else 14 end
  )::smallint as min_zoom,
  4::real as weight
from (
  select w.*, 2 * st_area(shape) / nullif(st_perimeter(shape), 0) as width_m
  from (select code, name, subkind, division, area_m2, max_depth_m, target_class, basin, source, valid_from, version, geom,
    st_transform(geom, 3857) as shape
    from waters where kind = 'small_water' and valid_to is null) w
) measured;
