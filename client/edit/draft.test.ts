import { describe, expect, it } from 'vitest'
import type { LineString } from 'geojson'
import type { Conflict } from '../../domain/changes/schemas.ts'
import { fieldChanges, ontoTheirs, operationsOf, shapeChanges, withNeighbours, type Draft, type Subject } from './draft.ts'

const line = (...coordinates: [number, number][]): LineString => ({ type: 'LineString', coordinates })
const [straight, bent, beside, along] = [line([0, 0], [2, 0]), line([0, 0], [1, 1], [2, 0]), line([2, 0], [3, 0]), line([2, 1], [3, 0])]

/** A reach R1 of version 4, as the register has it. */
const reach: Subject = {
  layer: 'reaches', code: 'R1', name: '石榕涌', version: 4, versions: {}, may: { edit: true, keep: true }, names: {},
  base: { fields: { name: '石榕涌', width_m: 12, flow_mode: 'one_way' }, shapes: { 'reaches/R1': straight } },
}
const drafted = (fields: Draft['fields'] = {}, shapes: Draft['shapes'] = {}): Draft => ({ fields: { ...reach.base.fields, ...fields }, shapes: { ...reach.base.shapes, ...shapes } })

describe('what a draft changes', () => {
  it('is what is otherwise than it was, and nothing is no change from null', () => {
    expect(fieldChanges(reach, drafted({ width_m: 15, note: null }))).toEqual(['width_m'])
    expect(shapeChanges(reach, drafted({}, { 'reaches/R1': bent }))).toEqual(['reaches/R1'])
    expect(shapeChanges(reach, drafted())).toEqual([])
  })
})

describe('what the register is asked for', () => {
  it('is one update of what is otherwise, made on the version one saw', () => {
    expect(operationsOf(reach, drafted({ width_m: 15 }), null)).toEqual([{ op: 'update', layer: 'reaches', code: 'R1', version: 4, fields: { width_m: 15 } }])
    expect(operationsOf(reach, drafted({}, { 'reaches/R1': bent }), null)).toEqual([{ op: 'update', layer: 'reaches', code: 'R1', version: 4, geometry: bent }])
  })
  it('says from which day, where it became so', () => {
    expect(operationsOf(reach, drafted({ width_m: 15 }), '2026-11-20')[0]).toMatchObject({ since: '2026-11-20' })
  })
  it('is the making of something new, with all that was filled in', () => {
    const made = { ...reach, code: null, version: 0, base: { fields: {}, shapes: {} } }
    expect(operationsOf(made, { fields: { name: '新涌' }, shapes: { 'reaches/new': straight } }, null)).toEqual([{ op: 'create', layer: 'reaches', fields: { name: '新涌' }, geometry: straight }])
  })
  it('takes the neighbours along that moved with it, each on its own version', () => {
    const subject = withNeighbours(reach, { 'reaches/R1': { version: 99, geometry: bent }, 'reaches/R2': { version: 7, geometry: beside } })
    expect(operationsOf(subject, drafted({}, { 'reaches/R1': bent, 'reaches/R2': along }), null)).toEqual([
      { op: 'update', layer: 'reaches', code: 'R1', version: 4, geometry: bent },
      { op: 'update', layer: 'reaches', code: 'R2', version: 7, geometry: along },
    ])
  })
  it('keeps the first it heard of a neighbour: a second drag begins no other change', () => {
    const once = withNeighbours(reach, { 'reaches/R2': { version: 7, geometry: beside } })
    expect(withNeighbours(once, { 'reaches/R2': { version: 8, geometry: along } })).toBe(once)
  })
})

describe('after somebody else has changed the same thing', () => {
  const theirs = { fields: { name: '石榕涌', width_m: 20, flow_mode: 'one_way' }, geometry: straight }
  const conflict = (of: Partial<Conflict>) => ({ layer: 'reaches', code: 'R1', version: 5, by: '周晓岚', base: null, theirs, ...of }) as Conflict

  it('theirs is where one begins, and only what I keep of mine is sent', () => {
    const next = ontoTheirs(reach, drafted({ flow_mode: 'tidal' }), conflict({}), { fields: { ...theirs.fields, flow_mode: 'tidal' }, geometry: straight })
    expect(operationsOf(next.subject, next.draft, null)).toEqual([{ op: 'update', layer: 'reaches', code: 'R1', version: 5, fields: { flow_mode: 'tidal' } }])
  })
  it('a shape that comes out as theirs is not sent at all', () => {
    const moved = line([0, 0], [2, 1])
    const next = ontoTheirs(reach, drafted({}, { 'reaches/R1': bent }), conflict({ theirs: { ...theirs, geometry: moved } }), { fields: theirs.fields, geometry: line([0, 0], [2, 1]) })
    expect(shapeChanges(next.subject, next.draft)).toEqual([])
  })
  it('a neighbour begins anew from theirs and leaves the thing itself as it is', () => {
    const subject = withNeighbours(reach, { 'reaches/R2': { version: 7, geometry: beside } })
    const draft = drafted({ width_m: 15 }, { 'reaches/R2': along })
    const next = ontoTheirs(subject, draft, conflict({ code: 'R2', version: 8, theirs: { fields: {}, geometry: line([2, 0], [4, 0]) } }), { fields: {}, geometry: along })
    expect(operationsOf(next.subject, next.draft, null)).toEqual([
      { op: 'update', layer: 'reaches', code: 'R1', version: 4, fields: { width_m: 15 } },
      { op: 'update', layer: 'reaches', code: 'R2', version: 8, geometry: along },
    ])
  })
})
