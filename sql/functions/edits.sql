-- What follows from an edit of the register: measures, links, the river's own line, what hangs on a reach that is cut,
-- joined or turned. These run as the owner, since what follows may lie in another's division; each first asks whether who is
-- asking may change the reach itself. Metres in the plane of the nearest
-- meridian.

create or replace function must_change(reach text) returns void language plpgsql stable as $$
begin
  if actor_person() is not null and not actor_changes('waters', (select w.division from waters w where w.code = reach), reach) then
    raise exception 'reach % is not theirs to change', reach using errcode = 'insufficient_privilege';
  end if;
end $$;

-- The three-degree zone of CGCS2000 whose meridian is nearest (EPSG:4534 at 75° to 4554 at 135°): there a length is right to one in
-- three thousand wherever the city lies.
create or replace function plane_of(shape geometry) returns integer language sql immutable as
  $$ select 4534 + greatest(0, least(20, round(((st_xmin(shape) + st_xmax(shape)) / 2 - 75) / 3)))::integer $$;

create or replace function plane(shape geometry) returns geometry language sql immutable as $$ select st_transform(shape, plane_of(shape)) $$;

-- In the plane of another shape, to be measured against it.
create or replace function plane(shape geometry, beside geometry) returns geometry language sql immutable as
  $$ select st_transform(shape, plane_of(beside)) $$;

-- Metres from the start of a line to where a place is nearest to it.
create or replace function measure_on(line geometry, place geometry) returns double precision language sql immutable as
  $$ select round((st_linelocatepoint(plane(st_linemerge(line)), plane(place, line)) * st_length(plane(line)))::numeric, 2)::float8 $$;

create or replace function place_on(line geometry, at_m double precision) returns geometry language sql immutable as
  $$ select st_transform(
    st_lineinterpolatepoint(plane(st_linemerge(line)), greatest(0, least(1, at_m / nullif(st_length(plane(line)), 0)))), 4490) $$;

-- On which side of a line a place is, looking downstream.
create or replace function side_of(line geometry, place geometry) returns text language sql immutable as $$
  select case when (st_x(b) - st_x(a)) * (st_y(p) - st_y(a)) > (st_y(b) - st_y(a)) * (st_x(p) - st_x(a)) then 'left' else 'right' end
  from (
    select plane(place, line) as p, st_lineinterpolatepoint(l, greatest(0, f - d)) as a, st_lineinterpolatepoint(l, least(1, f + d)) as b
    from (select l, st_linelocatepoint(l, plane(place, line)) as f, least(1, 1 / nullif(st_length(l), 0)) as d
      from (select plane(st_linemerge(line)) as l) drawn) at
  ) near
$$;

-- After the line of a reach or a river has changed: everything measured along it. `was_m` is its length before.
create or replace function settle_line(line_code text, was_m double precision) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  line geometry;
  long double precision;
  on_it record;
begin
  perform must_change(line_code);
  perform set_config('one_map.derived', 'on', true);
  select geom, length_m into line, long from waters where code = line_code;
  if geometrytype(st_linemerge(line)) = 'LINESTRING' then
    for on_it in select * from layer_tables where measured order by name loop
      execute format($f$
        update %1$I set measure_m = m %2$s
          from (select code as c, measure_on($1, geom) as m %3$s from %1$I where water = $2) now
          where code = c and (measure_m is distinct from m %4$s)
      $f$, on_it.name, case when on_it.banked then ', bank = s' end,
        case when on_it.banked then ', case when bank in (''left'', ''right'') then side_of($1, geom) else bank end as s' end,
        case when on_it.banked then 'or bank is distinct from s' end) using line, line_code;
    end loop;
    -- What leaves at the end leaves at the new end; what leaves or enters on the way does so where the other line is.
    update links set upstream_m = case when upstream_m >= was_m - 0.5 then long else measure_on(line, place_on(d.geom, downstream_m)) end
      from waters d where upstream = line_code and d.code = downstream and geometrytype(st_linemerge(d.geom)) = 'LINESTRING';
    update links set downstream_m = case when downstream_m <= 0.5 then 0 else measure_on(line, place_on(u.geom, upstream_m)) end
      from waters u where downstream = line_code and u.code = upstream and geometrytype(st_linemerge(u.geom)) = 'LINESTRING';
  end if;
  perform set_config('one_map.derived', '', true);
end $$;

-- A river is what its reaches are, one after the other: its line, its length, and where each of them begins and ends.
create or replace function settle_river(river_code text) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  whole geometry;
  unbroken boolean;
  was_m double precision;
  long double precision;
begin
  if actor_person() is not null
    and not exists (select from waters w where w.river = river_code and actor_changes('waters', w.division, w.code)) then
    raise exception 'river % is not theirs to change', river_code using errcode = 'insufficient_privilege';
  end if;
  perform set_config('one_map.derived', 'on', true);
  update waters set river_from_m = p.f, river_to_m = p.f + p.length_m
    from (
      select r.code as c, r.length_m,
        coalesce(sum(r.length_m) over (order by r.river_from_m, r.code rows between unbounded preceding and 1 preceding), 0) as f
      from waters r where r.river = river_code and r.kind = 'reach' and r.valid_to is null
    ) p
    where code = p.c and (abs(river_from_m - p.f) > 0.005 or abs(river_to_m - p.f - p.length_m) > 0.005);
  select case when bool_and(joined) then st_makeline(geom order by river_from_m) else st_collect(geom order by river_from_m) end,
    bool_and(joined), sum(length_m)
    into whole, unbroken, long
    from (
      select geom, river_from_m, length_m, geometrytype(geom) = 'LINESTRING'
        and coalesce(st_equals(st_startpoint(geom), lag(st_endpoint(geom)) over (order by river_from_m)), true) as joined
      from waters where river = river_code and kind = 'reach' and valid_to is null
    ) r;
  select length_m into was_m from waters where code = river_code;
  if whole is not null then
    update waters set geom = whole, length_m = round(long::numeric, 2)
      where code = river_code and (geom is distinct from whole or abs(length_m - long) > 0.01);
    if found and unbroken then
      update links set upstream_m = case when upstream_m >= was_m - 0.5 then long else least(upstream_m, long) end
        where upstream = river_code;
    end if;
  end if;
  perform set_config('one_map.derived', '', true);
end $$;

-- A reach was cut at a measure: `lower` is new and takes what lies beyond, and is answered for as the whole was.
create or replace function follow_split(upper text, lower text, at_m double precision) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  on_it record;
begin
  perform must_change(upper);
  perform must_change(lower);
  perform set_config('one_map.derived', 'on', true);
  for on_it in select * from layer_tables where measured order by name loop
    execute format('update %I set water = $1, measure_m = measure_m - $3 where water = $2 and measure_m > $3', on_it.name)
      using lower, upper, at_m;
  end loop;
  -- What is on it nobody knows where goes with its outfall, else with the nearer part.
  for on_it in select * from layer_tables where water = 'water' and not measured order by name loop
    if on_it.to_outfall then
      execute format('update %I u set water = $1 from outfalls o where u.water = $2 and o.code = u.outfall and o.water = $1', on_it.name)
        using lower, upper;
    end if;
    execute format('update %I u set water = $1 from waters a, waters b where u.water = $2 and a.code = $2 and b.code = $1 and st_distance(u.geom, b.geom) < st_distance(u.geom, a.geom) %s',
      on_it.name, case when on_it.to_outfall then 'and u.outfall is null' end) using lower, upper;
  end loop;
  update links set upstream = lower, upstream_m = upstream_m - at_m
    where upstream = upper and upstream_m > at_m - 0.5 and downstream <> lower;
  update links set downstream = lower, downstream_m = downstream_m - at_m where downstream = upper and downstream_m > at_m;
  insert into links (upstream, upstream_m, downstream, downstream_m, flow_mode)
    select upper, at_m, lower, 0, coalesce(flow_mode, 'one_way') from waters where code = upper;
  insert into tenures (code, person, level, water, division, document, valid_from, valid_to)
    select code || '/' || lower, person, level, lower, division, document, valid_from, valid_to from tenures where water = upper;
  insert into archive_entries (code, water, "group", title, value, unit, source, valid_from, valid_to)
    select code || '/' || lower, lower, "group", title, value, unit, source, valid_from, valid_to from archive_entries where water = upper;
  insert into strategies (code, water, starts_on, ends_on, edition, approved_by, approved_on)
    select code || '/' || lower, lower, starts_on, ends_on, edition, approved_by, approved_on from strategies where water = upper;
  insert into strategy_items (code, strategy, list, seq, answers, text, owner, division, quantity, done, unit, due_on, done_on)
    select i.code || '/' || lower, i.strategy || '/' || lower, i.list, i.seq, i.answers || '/' || lower, i.text, i.owner, i.division,
      i.quantity, i.done, i.unit, i.due_on, i.done_on
    from strategy_items i join strategies s on s.code = i.strategy where s.water = upper;
  perform set_config('one_map.derived', '', true);
end $$;

-- Two reaches have become one: what was the lower one's goes on with the upper one's code, `by_m` further down.
create or replace function follow_merge(upper text, lower text, by_m double precision) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  on_it record;
begin
  perform must_change(upper);
  perform must_change(lower);
  perform set_config('one_map.derived', 'on', true);
  for on_it in select * from layer_tables where water = 'water' order by name loop
    execute format('update %I set water = $1 %s where water = $2', on_it.name,
      case when on_it.measured then ', measure_m = measure_m + $3' end) using upper, lower, by_m;
  end loop;
  delete from links where (upstream, downstream) in ((upper, lower), (lower, upper));
  update links l set upstream = upper, upstream_m = upstream_m + by_m where upstream = lower
    and not exists (select from links o where o.upstream = upper and o.downstream = l.downstream and o.downstream_m = l.downstream_m);
  update links l set downstream = upper, downstream_m = downstream_m + by_m where downstream = lower
    and not exists (select from links o where o.downstream = upper and o.upstream = l.upstream and o.downstream_m = l.downstream_m + by_m);
  delete from links where upstream = lower or downstream = lower;
  -- Whoever answers for a part only has to answer for the whole from now on; who did for both does so once.
  insert into tenures (code, person, level, water, division, document, valid_from, valid_to)
    select t.code || '/' || upper, t.person, t.level, upper, t.division, t.document, t.valid_from, t.valid_to from tenures t
    where t.water = lower and not exists (
      select from tenures o where o.water = upper and o.person = t.person and o.level = t.level and o.valid_from <= t.valid_from
        and coalesce(o.valid_to, 'infinity') >= coalesce(t.valid_to, 'infinity'));
  update tenures set valid_to = greatest(current_date, valid_from + 1) where water = lower and valid_to is null;
  perform set_config('one_map.derived', '', true);
end $$;

-- A reach was drawn against its flow and has been turned: measures, banks and links turn with it.
create or replace function follow_reverse(reach text) returns void language plpgsql security definer set search_path = public, pg_temp as $$
declare
  long double precision;
  on_it record;
begin
  perform must_change(reach);
  perform set_config('one_map.derived', 'on', true);
  select length_m into long from waters where code = reach;
  for on_it in select * from layer_tables where measured order by name loop
    execute format('update %I set measure_m = greatest(0, $1 - measure_m) %s where water = $2', on_it.name,
      case when on_it.banked then ', bank = case bank when ''left'' then ''right'' when ''right'' then ''left'' else bank end' end)
      using long, reach;
  end loop;
  update links l set upstream = l.downstream,
      upstream_m = case when l.upstream = reach then l.downstream_m else greatest(0, long - l.downstream_m) end,
      downstream = l.upstream, downstream_m = case when l.upstream = reach then greatest(0, long - l.upstream_m) else l.upstream_m end
    where l.upstream = reach or l.downstream = reach;
  perform set_config('one_map.derived', '', true);
end $$;

-- Whether who is asking may put a row back: as the policies say of changing it.
create or replace function undo_allowed(table_name text, image jsonb) returns boolean language sql stable as $$
  select case
    when table_name = 'links' then exists (
      select from waters w where w.code in (image ->> 'upstream', image ->> 'downstream') and actor_changes('waters', w.division, null))
    when table_name = 'household_owners' then exists (
      select from drainage_households h where h.code = image ->> 'household' and actor_changes('drainage_households', h.division, null))
    when table_name in ('people', 'accounts', 'contacts', 'posts', 'assistants')
      then actor_manages(coalesce(image ->> 'person', image ->> 'code')) and case table_name
      when 'people' then image ->> 'division' is null or actor_holds('{administrator,office}', image ->> 'division')
      when 'posts' then actor_gives(image ->> 'role', image ->> 'division')
      when 'assistants' then actor_manages(image ->> 'chief')
      else true end
    when table_name = 'tenures' then actor_appoints(image ->> 'level', image ->> 'division', image ->> 'water')
      and ((image ->> 'valid_to')::date <= current_date or coalesce(actor_oversees(image ->> 'person'), false))
    when table_name in ('imports', 'import_originals') then true
    when table_name = 'samples' then actor_samples(image ->> 'section')
    else (
      select actor_changes(table_name, image ->> coalesce(t.place, 'division'), image ->> coalesce(t.water, 'water'))
        or exists (select from layers f
          where f."table" = table_name and f.kind = image ->> 'kind' and actor_holds(f.finders, image ->> f.place))
      from (values (table_name)) asked (name) left join layer_tables t on t.name = asked.name)
  end
$$;

-- Undoes a change: every row it touched becomes what it was, if it still is what the change made of it. Returns the rows
-- that have moved on since; where there are any, nothing is undone. Who is asking must be allowed each row they changed themselves.
-- Rows of one table that had the same done to them one after the other are one statement: an import of 50,000 is a few. Each joins
-- row by row, as what a change has just written is only guessed at.
create or replace function undo_change(number bigint) returns table (what text, key text, layer text)
language plpgsql security definer set search_path = public, pg_temp set timezone = 'UTC'
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
declare
  run record;
  t record;
  -- The items of a run, each with the key of its row, and the row that has it.
  items text;
  theirs text;
  found jsonb;
  passed integer[];
  moved_on jsonb := '[]';
begin
  set constraints all deferred;
  perform set_config('one_map.undoing', 'on', true);
  for run in
    select r.what, r.op, min(r.ord) as first, max(r.ord) as last
    from (
      select i.*, i.ord + row_number() over (partition by i.what, i.op, i.nth order by i.ord desc) as island
      from (
        select c.what, c.op, c.ord, row_number() over (partition by c.what, c.op, c.key order by c.ord desc) as nth
        from change_items c where c.change = number) i) r
    group by r.what, r.op, r.nth, r.island order by last desc
  loop
    select r.*, c.* into t
    from recorded_tables r
    cross join lateral (
      select string_agg(format('t.%I', a.attname), ', ') filter (where a.attname not in ('geom', 'password', 'staff_only', 'version')) as told,
        string_agg(format('%1$I = b.%1$I', a.attname), ', ') filter (where a.attname not in ('version', 'password')) as put,
        string_agg(format('o.%1$I = w.%1$I', a.attname), ' and ') filter (where a.attname = any (r.keys)) as same
      from pg_attribute a where a.attrelid = r.name::regclass and a.attnum > 0 and not a.attisdropped) c
    where r.name = run.what;
    items := format($f$
      (select * from change_items c where c.change = $1 and c.ord between $2 and $3 and c.ord <> all ($4) order by c.ord desc) i
      cross join lateral jsonb_populate_record(null::%I, coalesce(i.after, i.before) - 'geom') w$f$, run.what);
    theirs := replace(t.same, 'o.', 't.');
    -- Versions only ever go up, so they do not tell whether a row is the same.
    execute format($f$
      select coalesce(array_agg(i.ord), '{}'), coalesce(jsonb_agg(jsonb_build_object('what', i.what, 'key', i.key, 'layer', i.layer)), '[]')
      from %1$s left join %2$I t on %3$s
      where (t.%4$I is null) <> (i.after is null) or t.%4$I is not null and (
        (select to_jsonb(n) from (select %5$s) n) is distinct from i.after - '{geom,version}'::text[] %6$s)
    $f$, items, run.what, theirs, t.keys[1], t.told, case when t.shaped then $f$or i.after ? 'geom' and t.geom::text <> i.after ->> 'geom'$f$ end)
      into passed, found using number, run.first, run.last, '{}'::integer[];
    moved_on := moved_on || found;
    if actor_person() is not null and run.what <> 'past_versions' then
      execute format('select to_jsonb(i.key) from %s where not i.derived and not undo_allowed(i.what, coalesce(i.before, i.after)) limit 1', items)
        into found using number, run.first, run.last, passed;
      if found is not null then
        raise exception '% % is not theirs to change', run.what, found #>> '{}' using errcode = 'insufficient_privilege';
      end if;
    end if;
    execute case run.op
      when 'insert' then format('delete from %I t using %s where %s', run.what, items, theirs)
      when 'delete' then format($f$
        insert into %1$I select b.* from %2$s cross join lateral jsonb_populate_record(null::%1$I, case
          when i.before ? 'version' and i.what <> 'past_versions' then i.before || jsonb_build_object('version', (i.before ->> 'version')::int + 1)
          else i.before end) b $f$, run.what, items)
      else format('update %1$I t set %2$s from %3$s join %1$I o on %4$s cross join lateral jsonb_populate_record(o, i.before) b where %5$s',
        run.what, t.put, items, t.same, theirs) end
      using number, run.first, run.last, passed;
  end loop;
  perform set_config('one_map.undoing', '', true);
  return query select distinct m.what, m.key, m.layer from jsonb_to_recordset(moved_on) m (what text, key text, layer text);
end $$;

-- The next free code that begins like this and goes on with a number, as wide as its neighbours'. What was removed keeps its code.
create or replace function next_code(table_name text, beginning text, digits integer) returns text
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
  last bigint;
  wide integer;
begin
  execute format($f$
    select max(substr(code, %1$s)::bigint), max(length(code)) - %2$s
    from (select code from %3$I where starts_with(code, $1) union all select i.key from change_items i where i.what = %3$L and i.op = 'delete' and starts_with(i.key, $1)) given
    where substr(code, %1$s) ~ '^[0-9]{1,12}$'
  $f$, length(beginning) + 1, length(beginning), table_name) into last, wide using beginning;
  return beginning || lpad((coalesce(last, 0) + 1)::text, greatest(coalesce(wide, digits), length((coalesce(last, 0) + 1)::text)), '0');
end $$;

-- The smallest division a place lies in.
create or replace function division_at(shape geometry) returns text language sql stable as $$
  select d.code from divisions d
  where d.valid_to is null and st_intersects(d.geom, st_pointonsurface(shape))
  order by array_position('{village,town,district,city}', d.level), d.code limit 1
$$;

-- Things that came before the division they lie in get it now.
create or replace function follow_divisions(around geometry) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  t record;
begin
  perform set_config('one_map.derived', 'on', true);
  for t in select name from layer_tables where place = 'division' order by name loop
    execute format($f$
      update %1$I t set division = found.division
      from (select o.code, division_at(o.geom) as division from %1$I o where o.division is null and o.valid_to is null and o.geom && $1) found
      where t.code = found.code and found.division is not null
    $f$, t.name) using around;
  end loop;
  perform set_config('one_map.derived', '', true);
end $$;

-- A row of the register as it was after a change of the record (0: before all of them), with its shape; null where it was not there.
create or replace function image_as_of(table_name text, row_key text, after_change bigint) returns jsonb
language plpgsql stable set timezone = 'UTC' set enable_seqscan = off as $$
declare
  first record;
  shape text;
  now_row jsonb;
begin
  select i.op, i.before into first from change_items i where i.what = table_name and i.key = row_key and i.change > after_change
  order by i.change, i.ord limit 1;
  if found and first.before is null then return null; end if;
  execute format('select to_jsonb(t) - ''{geom,password,staff_only}''::text[] || jsonb_build_object(''geom'', t.geom::text) from %I t where t.code = $1', table_name) into now_row using row_key;
  if first.before is null then return now_row; end if;
  select i.before ->> 'geom' into shape from change_items i
    where i.what = table_name and i.key = row_key and i.change > after_change and i.before ? 'geom' order by i.change, i.ord limit 1;
  return first.before || jsonb_build_object('geom', coalesce(shape, now_row ->> 'geom'));
end $$;
