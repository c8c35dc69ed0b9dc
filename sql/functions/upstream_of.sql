-- Tracing in SQL, for those who work in a GIS: select * from upstream_of('GD4401001', 350, 'ebb').
-- The same answers as domain/network, which docs/adr/2026-11-24-network-in-memory.md explains; here at the pace of a query.
-- Scenarios are ebb, flood, either, ebbShut and floodShut, with gates of one's own after them: 'ebb;Z0001=shut;Z0002=open'.

-- A measure that lies on a water this long, metres; off by half a metre it means the end, farther off it is null.
create or replace function measure_within(at_m double precision, long_m double precision) returns double precision language sql immutable as
  $$ select case when long_m = 0 then 0 when at_m between -0.5 and long_m + 0.5 then greatest(0, least(long_m, at_m)) end $$;

-- Reaches, and lakes and reservoirs as water without length, as they are today.
create or replace view network_waters with (security_invoker = true) as
  select code, case kind when 'reach' then length_m else 0 end as long_m, kind = 'reach' and flow_mode = 'tidal' as tidal, geom
  from waters
  where (kind = 'reach' and length_m > 0 or kind in ('lake', 'reservoir'))
    and valid_from <= (now() at time zone 'Asia/Shanghai')::date
    and (valid_to is null or valid_to > (now() at time zone 'Asia/Shanghai')::date);

create or replace view network_gates with (security_invoker = true) as
  select code, kind, water, measure_m
  from gates
  where valid_from <= (now() at time zone 'Asia/Shanghai')::date
    and (valid_to is null or valid_to > (now() at time zone 'Asia/Shanghai')::date);

-- Links whose waters, measures and gate are there. Between two tidal reaches a gated one does as the tide does.
create or replace view network_links with (security_invoker = true) as
  select l.upstream, measure_within(l.upstream_m, u.long_m) as upstream_m, l.downstream,
    measure_within(l.downstream_m, d.long_m) as downstream_m,
    l.gate, g.kind as gate_kind, l.gate is not null or l.flow_mode in ('gated', 'pumped') as barred,
    l.flow_mode = 'tidal' or l.flow_mode = 'gated' and u.tidal is true and d.tidal is true as tidal
  from links l
  join network_waters u on u.code = l.upstream
  join network_waters d on d.code = l.downstream
  left join network_gates g on g.code = l.gate
  where (l.gate is null or g.code is not null)
    and measure_within(l.upstream_m, u.long_m) is not null
    and measure_within(l.downstream_m, d.long_m) is not null;

-- Whether water gets through, down the nominal way or up it, at a tide: past a gate in this state where there is one.
create or replace function water_passes(downward boolean, tide text, tidal boolean, state text default 'open',
  gate_kind text default null) returns boolean
language sql immutable as $$
  select state <> 'shut' and case
    when tidal is not true or state = 'pumping' or gate_kind is not distinct from '泵站' then downward
    when downward then tide <> 'flood'
    else tide <> 'ebb' end
$$;

-- The states of gates a scenario names, as {"Z0001": "shut"}.
create or replace function gates_of_scenario(scenario text) returns jsonb language plpgsql stable as $$
declare
  named text;
  states jsonb := '{}';
  found_kind text;
begin
  if split_part(scenario, ';', 1) not in ('ebb', 'flood', 'either', 'ebbShut', 'floodShut') or scenario is null then
    raise exception 'no scenario %: ebb, flood, either, ebbShut, floodShut', coalesce(scenario, 'null')
      using errcode = 'invalid_parameter_value';
  end if;
  foreach named in array (string_to_array(scenario, ';'))[2:] loop
    select g.kind into found_kind from network_gates g where g.code = split_part(named, '=', 1);
    if not found then
      raise exception 'no gate % in this network', split_part(named, '=', 1) using errcode = 'invalid_parameter_value';
    elsif split_part(named, '=', 2) not in ('open', 'shut', 'pumping') or found_kind = '水闸' and split_part(named, '=', 2) = 'pumping' then
      raise exception 'gate % cannot be %', split_part(named, '=', 1), split_part(named, '=', 2) using errcode = 'invalid_parameter_value';
    end if;
    states := states || jsonb_build_object(split_part(named, '=', 1), split_part(named, '=', 2));
  end loop;
  return states;
end $$;

-- Stretches of water above or below a place, with the fewest metres between. Goes in rounds: each takes what was reached, or
-- reached by a shorter way, one link further, so rings end by themselves. What is reached of a water lies around the measure
-- where a link came to it, as far as the tide and gates in mid-reach let it; a link that meets a reach right at such a gate
-- is above it.
create or replace function network_traced(place text, at_m double precision, scenario text, up boolean)
returns table (code text, from_m double precision, to_m double precision, distance_m double precision) language plpgsql stable as $$
#variable_conflict use_column
declare
  states jsonb := gates_of_scenario(scenario);
  tide text := replace(split_part(scenario, ';', 1), 'Shut', '');
  rest text := case when split_part(scenario, ';', 1) like '%Shut' then 'shut' else 'open' end;
  long double precision := (select w.long_m from network_waters w where w.code = place);
  bars jsonb;
  come jsonb;
  fresh jsonb;
  known jsonb := '{}';
begin
  if long is null then
    raise exception 'no water % in this network', coalesce(place, 'null') using errcode = 'invalid_parameter_value';
  elsif measure_within(coalesce(at_m, long), long) is null then
    raise exception '% is % m long; % is not on it', place, long, at_m using errcode = 'invalid_parameter_value';
  end if;
  come := jsonb_build_array(jsonb_build_object('code', place, 'm', measure_within(coalesce(at_m, long), long), 'd', 0));

  -- Gates no link names bar the reach they stand on.
  select coalesce(jsonb_object_agg(b.water, b.list), '{}') into bars
  from (
    select g.water, jsonb_agg(jsonb_build_object(
      'm', measure_within(g.measure_m, w.long_m),
      'lower', water_passes(up, tide, w.tidal, coalesce(states ->> g.code, rest), g.kind),
      'higher', water_passes(not up, tide, w.tidal, coalesce(states ->> g.code, rest), g.kind))) as list
    from network_gates g
    join network_waters w on w.code = g.water and w.long_m > 0
    where measure_within(g.measure_m, w.long_m) is not null and not exists (select from links l where l.gate = g.code)
    group by g.water
  ) b;

  loop
    select jsonb_agg(jsonb_build_object('code', c.code, 'm', c.m, 'd', c.d, 'past', lower and b.lo is not null,
      'lo', case when lower then coalesce(b.lo, 0) else c.m end,
      'hi', case when higher then coalesce(b.hi, w.long_m) else c.m end)) into fresh
    from jsonb_to_recordset(come) c(code text, m double precision, d double precision)
    join network_waters w on w.code = c.code
    cross join lateral (select water_passes(up, tide, w.tidal) as lower, water_passes(not up, tide, w.tidal) as higher) ways
    cross join lateral (
      select max(at.m) filter (where at.m < c.m and not at.lower) as lo, min(at.m) filter (where at.m >= c.m and not at.higher) as hi
      from jsonb_to_recordset(bars -> c.code) at(m double precision, lower boolean, higher boolean)
    ) b
    where c.d < coalesce((known -> (c.code || '@' || c.m) ->> 'd')::double precision, 'infinity');
    exit when fresh is null;

    known := known || (select jsonb_object_agg((f ->> 'code') || '@' || (f ->> 'm')::double precision, f)
      from jsonb_array_elements(fresh) f);

    select coalesce(jsonb_agg(jsonb_build_object('code', n.code, 'm', n.m, 'd', n.d)), '[]') into come
    from (
      select x.code, x.m, min(x.d) as d
      from jsonb_to_recordset(fresh) f(code text, m double precision, d double precision, lo double precision,
        hi double precision, past boolean)
      cross join lateral (
        select l.upstream as code, l.upstream_m as m, f.d + abs(l.downstream_m - f.m) as d
        from network_links l
        where l.downstream = f.code and l.downstream_m between f.lo and f.hi and not (f.past and l.downstream_m = f.lo)
          and water_passes(up, tide, l.tidal, case when l.barred then coalesce(states ->> l.gate, rest) else 'open' end, l.gate_kind)
        union all
        select l.downstream, l.downstream_m, f.d + abs(l.upstream_m - f.m)
        from network_links l
        where l.upstream = f.code and l.upstream_m between f.lo and f.hi and not (f.past and l.upstream_m = f.lo)
          and water_passes(not up, tide, l.tidal, case when l.barred then coalesce(states ->> l.gate, rest) else 'open' end, l.gate_kind)
      ) x
      group by x.code, x.m
    ) n;
  end loop;

  -- What overlaps or touches is one stretch.
  return query
  select s.code, min(s.lo), max(s.hi), min(s.d)
  from (
    select e.*, count(*) filter (where e.starts) over (partition by e.code order by e.lo, e.hi rows unbounded preceding) as part
    from (
      select r.*,
        coalesce(r.lo > max(r.hi) over (partition by r.code order by r.lo, r.hi rows between unbounded preceding and 1 preceding), true)
          as starts
      from jsonb_each(known) k
      cross join lateral jsonb_to_record(k.value) r(code text, d double precision, lo double precision, hi double precision)
    ) e
  ) s
  group by s.code, s.part
  order by min(s.d), s.code, min(s.lo);
end $$;

-- All water that comes to a place, a reach's lower end where no measure is given. A stretch of no length is only touched.
create or replace function upstream_of(place text, at_m double precision default null, scenario text default 'either')
returns table (code text, from_m double precision, to_m double precision, distance_m double precision) language sql stable as
  $$ select * from network_traced(place, at_m, scenario, true) $$;

-- Wherever water of a place goes.
create or replace function downstream_of(place text, at_m double precision default null, scenario text default 'either')
returns table (code text, from_m double precision, to_m double precision, distance_m double precision) language sql stable as
  $$ select * from network_traced(place, at_m, scenario, false) $$;

-- A part of a water between two measures, metres; of a lake all of it. Runs the other way where the first is the greater.
create or replace function water_stretch(shape geometry, long double precision, from_m double precision, to_m double precision)
returns geometry language sql immutable as $$
  select case
    when st_dimension(shape) = 2 or geometrytype(st_linemerge(shape)) <> 'LINESTRING' or not long > 0 then shape
    when abs(from_m - to_m) < 0.001 then st_makeline(place_on(shape, from_m), place_on(shape, from_m))
    when from_m < to_m
      then st_transform(st_linesubstring(plane(st_linemerge(shape)), greatest(0, from_m / long), least(1, to_m / long)), 4490)
    else st_reverse(st_transform(st_linesubstring(plane(st_linemerge(shape)), greatest(0, to_m / long), least(1, from_m / long)), 4490)) end
$$;

-- The same with shapes to draw: parts of reaches, all of a lake.
create or replace function traced_lines(place text, at_m double precision, scenario text, up boolean)
returns table (code text, from_m double precision, to_m double precision, distance_m double precision, geom geometry)
language sql stable as $$
  select t.code, t.from_m, t.to_m, t.distance_m,
    water_stretch(w.geom, w.long_m, t.from_m, t.to_m)
  from network_traced(place, at_m, scenario, up) t
  join network_waters w on w.code = t.code
$$;

create or replace function upstream_lines(place text, at_m double precision default null, scenario text default 'either')
returns table (code text, from_m double precision, to_m double precision, distance_m double precision, geom geometry) language sql stable as
  $$ select * from traced_lines(place, at_m, scenario, true) $$;

create or replace function downstream_lines(place text, at_m double precision default null, scenario text default 'either')
returns table (code text, from_m double precision, to_m double precision, distance_m double precision, geom geometry) language sql stable as
  $$ select * from traced_lines(place, at_m, scenario, false) $$;
