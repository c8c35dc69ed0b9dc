-- The monitoring sections as they are now. All are in the tiles from the first zoom: which is drawn depends on the month's class.
drop view if exists layer_sections;
create view layer_sections with (security_invoker = true) as
select code, name, kind, water, measure_m, division, target_class, tide, relation, automatic, source, valid_from, version, geom,
  8::smallint as min_zoom,
  7::real as weight,
  coalesce(kind, '') || coalesce(' 目标' || target_class || '类', '') as note
from sections
where valid_to is null;
