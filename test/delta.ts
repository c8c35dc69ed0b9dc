// For tests: a river with a tributary, a tidal arm, a loop through a gate and a lake, small enough to follow by hand. Every
// reach is 0.01° long, about 1,021 m.
//
//   R-01 ──▶ R-02 ──▶ R-03 ◀─▶ S-01 (tidal)      T-01 ──▶ R-02 at its start      L ──▶ R-01
//     ▲────── gate Z1 ──────┘                     U-01 lies alone
import { ownRegister, type OwnRegister } from './register.ts'

const reach = (code: string, river: string, mode: string, lon: number, lat: number, division = '449003') =>
  `('${code}', '${code}段', '${division}', '${river}', '${mode}', 'SRID=4490;LINESTRING(${lon} ${lat}, ${lon + 0.01} ${lat})'::geometry)`

export async function delta(): Promise<OwnRegister> {
  const own = await ownRegister()
  await own.database.script(`
    insert into divisions (code, name, level, geom) values
      ('449000', '榕州市', 'city', 'SRID=4490;MULTIPOLYGON(((113 23,114 23,114 24,113 24,113 23)))'),
      ('449003', '西区', 'district', 'SRID=4490;MULTIPOLYGON(((113 23,113.5 23,113.5 24,113 24,113 23)))'),
      ('449005', '东区', 'district', 'SRID=4490;MULTIPOLYGON(((113.5 23,114 23,114 24,113.5 24,113.5 23)))');
    insert into people (code, name, role, division) values ('P', '林', 'staff', '449000');
    insert into posts (code, person, role, division, valid_from) values ('G', 'P', 'administrator', '449000', '2020-01-01');
    insert into accounts (code, person, login) values ('A', 'P', 'p');
    insert into waters (code, kind, name, division, length_m, geom)
      select c, 'river', c, '449003', 1021, 'SRID=4490;LINESTRING(113.1 23.5, 113.11 23.5)' from unnest(array['R', 'S', 'T', 'U']) c;
    insert into waters (code, kind, name, division, river, river_from_m, river_to_m, length_m, width_m, flow_mode, geom)
      select code, 'reach', name, division, river, 0, st_length(plane(g)), st_length(plane(g)), 30, mode, g from (values
        ${[reach('R-01', 'R', 'one_way', 113.1, 23.5, '449005'), reach('R-02', 'R', 'one_way', 113.11, 23.5), reach('R-03', 'R', 'tidal', 113.12, 23.5), reach('S-01', 'S', 'tidal', 113.13, 23.5), reach('T-01', 'T', 'one_way', 113.1, 23.51), reach('U-01', 'U', 'one_way', 113.3, 23.5)].join(', ')}
      ) v (code, name, division, river, mode, g);
    insert into waters (code, kind, name, division, geom) values ('L', 'lake', '甲湖', '449003', 'SRID=4490;POLYGON((113.09 23.5,113.098 23.5,113.098 23.505,113.09 23.5))');
    insert into gates (code, name, kind, water, measure_m, division, geom) values ('Z1', '一号闸', '水闸', 'R-03', 1000, '449003', 'SRID=4490;POINT(113.13 23.5)');
    insert into links (upstream, upstream_m, downstream, downstream_m, flow_mode, gate)
      select u, (select length_m from waters where code = u), d, 0, mode, gate from (values
        ('R-01', 'R-02', 'one_way', null), ('T-01', 'R-02', 'one_way', null), ('R-02', 'R-03', 'one_way', null), ('R-03', 'S-01', 'tidal', null), ('R-03', 'R-01', 'gated', 'Z1')) v (u, d, mode, gate);
    insert into links (upstream, upstream_m, downstream, downstream_m) values ('L', 0, 'R-01', 0);
    insert into outfalls (code, name, class1, water, measure_m, division, geom) values
      ('O-1', '一号排口', '农业排口', 'R-01', 204, '449003', 'SRID=4490;POINT(113.102 23.5001)'), ('O-2', '二号排口', '农业排口', 'S-01', 500, '449003', 'SRID=4490;POINT(113.135 23.5001)');
    insert into drainage_units (code, name, kind, division, outfall, geom) values
      ('D-1', '南苑小区', '住宅类', '449003', 'O-1', 'SRID=4490;MULTIPOLYGON(((113.2 23.2,113.201 23.2,113.201 23.201,113.2 23.2)))'),
      ('D-M', '某部营区', '部队类', '449003', 'O-1', 'SRID=4490;MULTIPOLYGON(((113.3 23.2,113.301 23.2,113.301 23.201,113.3 23.2)))');
    insert into drainage_households (code, name, unit, division, geom) values ('H-1', '南苑餐馆', 'D-1', '449003', 'SRID=4490;POINT(113.2005 23.2003)'), ('H-M', '营区食堂', 'D-M', '449003', 'SRID=4490;POINT(113.3005 23.2003)');
    insert into pollution_sources (code, name, kind, unit, division, geom) values ('Y-M', '营区垃圾点', '垃圾黑点', 'D-M', '449003', 'SRID=4490;POINT(113.3005 23.2004)')`)
  return own
}
