-- Where water comes from, in SQL, for psql and GIS programs. The same answer as domain/network gives, from the rows of now:
--   select * from upstream_of('4490030012-03', 250, 'ebb');          scenario: ebb, flood, either, ebbShut, floodShut
--   select * from upstream_lines('4490030012-03');                   with shapes, from the reach's lower end
-- Loops end: a place is visited again only where it is met by a shorter way.

-- A part of a water between two measures, metres; of a lake all of it. Runs the other way where the first is the greater.
create or replace function water_stretch(shape geometry, long double precision, from_m double precision, to_m double precision) returns geometry language sql immutable as $$
  select case
    when st_dimension(shape) = 2 or geometrytype(st_linemerge(shape)) <> 'LINESTRING' or not long > 0 then shape
    when abs(from_m - to_m) < 0.001 then st_makeline(place_on(shape, from_m), place_on(shape, from_m))
    when from_m < to_m then st_transform(st_linesubstring(plane(st_linemerge(shape)), greatest(0, from_m / long), least(1, to_m / long)), 4490)
    else st_reverse(st_transform(st_linesubstring(plane(st_linemerge(shape)), greatest(0, to_m / long), least(1, from_m / long)), 4490)) end
$$;

-- Waters as a scenario has them: which way water passes along each, d with its drawing and u against it.
create or replace function network_waters(tide text) returns table (code text, long double precision, d boolean, u boolean) language sql stable as $$
  select w.code, case when w.kind = 'reach' then w.length_m else 0 end,
    w.kind <> 'reach' or w.flow_mode is distinct from 'tidal' or tide <> 'flood', w.kind <> 'reach' or w.flow_mode = 'tidal' and tide <> 'ebb'
  from waters w
  where w.kind in ('reach', 'lake', 'reservoir') and w.valid_from <= current_date and (w.valid_to is null or w.valid_to > current_date) and (w.kind <> 'reach' or w.length_m > 0)
$$;

-- Links as a scenario has them, both ends known and on their water (half a metre off an end is rounding).
create or replace function network_links(tide text, shut boolean) returns table (a text, a_m double precision, b text, b_m double precision, d boolean, u boolean) language sql stable as $$
  select l.upstream, case when x.kind = 'reach' then greatest(0, least(x.length_m, l.upstream_m)) else 0 end,
    l.downstream, case when y.kind = 'reach' then greatest(0, least(y.length_m, l.downstream_m)) else 0 end,
    not (shut and (l.gate is not null or l.flow_mode in ('gated', 'pumped'))) and (not follows or g.kind is not distinct from '泵站' or tide <> 'flood'),
    not (shut and (l.gate is not null or l.flow_mode in ('gated', 'pumped'))) and follows and g.kind is distinct from '泵站' and tide <> 'ebb'
  from links l join waters x on x.code = l.upstream join waters y on y.code = l.downstream
    left join gates g on g.code = l.gate and g.valid_from <= current_date and (g.valid_to is null or g.valid_to > current_date)
    cross join lateral (select l.flow_mode = 'tidal' or l.flow_mode = 'gated' and x.kind = 'reach' and y.kind = 'reach' and x.flow_mode = 'tidal' and y.flow_mode = 'tidal' as follows) f
  where (l.gate is null or g.code is not null)
    and x.kind in ('reach', 'lake', 'reservoir') and x.valid_from <= current_date and (x.valid_to is null or x.valid_to > current_date)
    and y.kind in ('reach', 'lake', 'reservoir') and y.valid_from <= current_date and (y.valid_to is null or y.valid_to > current_date)
    and (x.kind <> 'reach' or x.length_m > 0 and l.upstream_m between -0.5 and x.length_m + 0.5)
    and (y.kind <> 'reach' or y.length_m > 0 and l.downstream_m between -0.5 and y.length_m + 0.5)
$$;

-- Gates no link names bar their reach where they stand: all of it where shut, pumps also the flood.
create or replace function network_bars(tide text, shut boolean) returns table (code text, m double precision, d boolean, u boolean) language sql stable as $$
  select w.code, greatest(0, least(w.length_m, g.measure_m)), not shut and (tide <> 'flood' or w.flow_mode is distinct from 'tidal' or g.kind = '泵站'), not shut and w.flow_mode = 'tidal' and tide <> 'ebb' and g.kind <> '泵站'
  from gates g join waters w on w.code = g.water and w.kind = 'reach'
  where g.valid_from <= current_date and (g.valid_to is null or g.valid_to > current_date) and g.measure_m between -0.5 and w.length_m + 0.5
    and not exists (select from links l where l.gate = g.code)
$$;

-- From each place: how far up (`low`) and down (`high`) its reach the water that comes by it stands, then through links into
-- the next; all places of one round at once, until no place is met by a shorter way.
create or replace function upstream_of(code text, measure_m double precision default null, scenario text default 'either')
returns table (reach text, from_m double precision, to_m double precision, distance_m double precision)
language plpgsql volatile set search_path = public, pg_temp as $$
#variable_conflict use_column
declare
  started constant text := upstream_of.code;
  shut constant boolean := scenario in ('ebbShut', 'floodShut');
  tide constant text := case scenario when 'ebbShut' then 'ebb' when 'floodShut' then 'flood' else scenario end;
  long double precision;
  step integer := 0;
begin
  if tide not in ('ebb', 'flood', 'either') then raise exception 'no scenario %: ebb, flood, either, ebbShut or floodShut', scenario using errcode = 'invalid_parameter_value'; end if;
  select n.long into long from network_waters(tide) n where n.code = started;
  if long is null then raise exception 'no water % in the network', started using errcode = 'no_data_found'; end if;
  if measure_m < -0.5 or measure_m > long + 0.5 then raise exception '% is % m long; % is not on it', started, long, measure_m using errcode = 'invalid_parameter_value'; end if;
  drop table if exists pg_temp.upstream_water, pg_temp.upstream_link, pg_temp.upstream_bar, pg_temp.upstream_met;
  create temp table upstream_water on commit drop as select * from network_waters(tide);
  create temp table upstream_link on commit drop as select * from network_links(tide, shut);
  create temp table upstream_bar on commit drop as select * from network_bars(tide, shut);
  create temp table upstream_met (code text, m double precision, low double precision, high double precision, distance double precision, round integer, primary key (code, m)) on commit drop;
  create index on upstream_water (code);
  create index on upstream_link (a);
  create index on upstream_link (b);
  create index on upstream_bar (code);
  analyze upstream_water, upstream_link, upstream_bar;
  insert into upstream_met select started, greatest(0, least(long, coalesce(measure_m, long))), null, null, 0, 0;
  loop
    update upstream_met p set
      low = case when w.d then coalesce((select max(b.m) from upstream_bar b where b.code = p.code and b.m < p.m and not b.d), 0) else p.m end,
      high = case when w.u then coalesce((select min(b.m) from upstream_bar b where b.code = p.code and b.m >= p.m and not b.u), w.long) else p.m end
    from upstream_water w where w.code = p.code and p.round = step;
    insert into upstream_met as p (code, m, distance, round)
    select q.code, q.m, min(q.distance), step + 1 from (
      select l.a as code, l.a_m as m, p.distance + abs(l.b_m - p.m) as distance
      from upstream_met p join upstream_link l on l.b = p.code and l.d and l.b_m between p.low and p.high where p.round = step
        and not exists (select from upstream_bar x where x.code = p.code and x.m = p.low and l.b_m = x.m and p.m > x.m and not x.d)
      union all
      select l.b, l.b_m, p.distance + abs(l.a_m - p.m)
      from upstream_met p join upstream_link l on l.a = p.code and l.u and l.a_m between p.low and p.high where p.round = step
        and not exists (select from upstream_bar x where x.code = p.code and x.m = p.low and l.a_m = x.m and p.m > x.m and not x.d)
    ) q group by q.code, q.m
    on conflict (code, m) do update set distance = excluded.distance, round = excluded.round where excluded.distance < p.distance - 1e-6;
    exit when not found;
    step := step + 1;
  end loop;
  return query
    with spans as (
      select p.code, unnest(range_agg(numrange(p.low::numeric, p.high::numeric, '[]'))) as span from upstream_met p group by p.code
    )
    select s.code, lower(s.span)::double precision, upper(s.span)::double precision,
      (select min(p.distance) from upstream_met p where p.code = s.code and p.m::numeric <@ s.span)
    from spans s order by 4, 1, 2;
end $$;

-- The same with shapes, to draw.
create or replace function upstream_lines(code text, measure_m double precision default null, scenario text default 'either')
returns table (reach text, name text, from_m double precision, to_m double precision, distance_m double precision, geom geometry)
language sql volatile as $$
  select u.reach, w.name, u.from_m, u.to_m, u.distance_m, water_stretch(w.geom, w.length_m, u.from_m, u.to_m)
  from upstream_of($1, $2, $3) u join waters w on w.code = u.reach
$$;
