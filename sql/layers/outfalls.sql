-- The outfalls as they are now; treatment plants' and large industrial ones first.
drop view if exists layer_outfalls;
create view layer_outfalls with (security_invoker = true) as
select code, name, national_code, class1, class2, class3, water, measure_m, bank, division, shape, diameter_mm, dry_flow, survey_stage,
  responsible, state, source, valid_from, version, geom,
  (case when class1 = '城镇污水处理厂排污口' then 11 when class1 = '工业排污口' then 12 else 13 end)::smallint as min_zoom,
  3::real as weight,
  class1 || case when dry_flow then ' · 晴天出流' else '' end as note
from outfalls
where valid_to is null;
