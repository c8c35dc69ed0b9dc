// Every GET address of the description, with parameters that lead to something in a city that has lived through the week (week.ts).
import { layerIds } from '../../domain/catalogue.ts'
import type { Settings } from '../../domain/city/schemas.ts'
import { exportFormats, type ExportFormat } from '../../domain/export/formats.ts'
import type { FeaturePage } from '../../domain/features/schemas.ts'
import { tilesOver } from '../tiles.ts'

/** Asked of one side; what it says is put to both. */
type Get = <Body>(path: string) => Promise<Body>

const days = ['2021-06-01', '2026-11-10']

/** Described path → addresses. Of each at least one is answered well to an administrator, unless `refused` says otherwise. */
export const questionsOf = async (get: Get, imports: readonly string[]): Promise<Record<string, string[]>> => {
  const { city, head } = await get<Settings>('/api/settings')
  const extent = city!.extent!
  const [west, south, east, north] = extent
  const middle = [(west + east) / 2, (south + north) / 2] as const
  const near = [middle[0] - 0.05, middle[1] - 0.05, middle[0] + 0.05, middle[1] + 0.05].join(',')
  const some = async (layer: string, many = 2, sort = 'code') => {
    const { rows } = await get<FeaturePage>(`/api/features/${layer}?limit=${many}&sort=${sort}`)
    return rows.map(({ code }) => String(code))
  }
  const of = {} as Record<(typeof layerIds)[number], string[]>
  for (const layer of layerIds) of[layer] = await some(layer)
  const reaches = await some('reaches', 4, '-length_m')
  const [reach, other] = reaches as [string, string]
  const [section] = of.sections as [string]
  const waters = [...await some('rivers', 2, '-length_m'), ...reaches, ...of.lakes, ...of.reservoirs, ...of.small_waters]
  const [chief] = (await get<{ rows: { code: string; name: string }[] }>('/api/people?role=chief&limit=1')).rows
  const { inquiry } = await get<{ inquiry: { item: string; sampledAt: string } }>(`/api/suspects?section=${section}`)
  const each = (path: (layer: string, code: string) => string) => layerIds.flatMap((layer) => of[layer].map((code) => path(layer, code)))
  const formats = Object.keys(exportFormats) as ExportFormat[]
  return {
    '/api/health': ['/api/health'],
    '/api/settings': ['/api/settings'],
    '/api/layers': ['/api/layers'],
    '/api/session': ['/api/session'],
    '/api/session/notices': ['/api/session/notices'],
    '/api/session/rules': ['/api/session/rules'],
    '/api/session/devices': ['/api/session/devices'],
    '/api/session/factors': ['/api/session/factors'],
    '/api/session/sso': ['/api/session/sso?to=/'],
    '/api/session/sso/callback': ['/api/session/sso/callback?code=x'],
    '/api/session/demonstration': ['/api/session/demonstration'],
    '/api/audit': ['/api/audit?limit=500', '/api/audit?kind=signedIn&limit=5', `/api/audit?q=${encodeURIComponent(chief.name)}`],
    '/api/audit/days': ['/api/audit/days'],
    '/api/audit/export': ['csv', 'xlsx'].map((format) => `/api/audit/export?format=${format}`),
    '/api/audit/mine': ['/api/audit/mine'],
    '/api/waters/{code}': waters.flatMap((code) => ['', ...days.map((on) => `?on=${on}`), `?on=${days[1]}&known=2026-11-20`].map((on) => `/api/waters/${code}${on}`)),
    '/api/features/{layer}': layerIds.flatMap((layer) => ['limit=1000', 'limit=20&sort=-name', `bbox=${near}&q=1`].map((query) => `/api/features/${layer}?${query}`)),
    '/api/features/{layer}/{code}': ['', `?on=${days[1]}`].flatMap((on) => each((layer, code) => `/api/features/${layer}/${code}${on}`)),
    '/api/features/{layer}/{code}/hanging': [
      ...each((layer, code) => `/api/features/${layer}/${code}/hanging`),
      ...reaches.map((code) => `/api/features/reaches/${code}/hanging`),
    ],
    '/api/past/{layer}': layerIds.flatMap((layer) => days.map((on) => `/api/past/${layer}?bbox=${extent.join(',')}&on=${on}&limit=500`)),
    '/api/shapes/{layer}': layerIds.map((layer) => `/api/shapes/${layer}?bbox=${near}&limit=500`),
    '/api/links': [`/api/links?codes=${reaches.join(',')}`],
    '/api/changes/{seq}': Array.from({ length: head + 1 }, (_, i) => `/api/changes/${i + 1}`),
    '/api/history/{layer}/{code}': [`reaches/${reach}`, `reaches/${other}`, 'outfalls/O-WEEK', `outfalls/${of.outfalls[0]}`].map((thing) => `/api/history/${thing}`),
    '/api/history/{layer}/{code}/{seq}': [`reaches/${reach}`, 'outfalls/O-WEEK']
      .flatMap((thing) => Array.from({ length: head }, (_, i) => `/api/history/${thing}/${i + 1}`)),
    '/api/people': ['/api/people?limit=200', '/api/people?role=office&limit=20', `/api/people?q=${encodeURIComponent(chief.name)}`],
    '/api/people/{code}': [`/api/people/${chief.code}`],
    '/api/orgs': [`/api/orgs?q=${encodeURIComponent('水务')}`],
    '/api/imports': ['/api/imports'],
    '/api/imports/{id}': imports.map((id) => `/api/imports/${id}`),
    '/api/imports/{id}/preview': imports.map((id) => `/api/imports/${id}/preview?bbox=-180,-90,180,90`),
    '/api/imports/{id}/rows': imports.flatMap((id) => ['new', 'changed', 'vanished'].map((fate) => `/api/imports/${id}/rows?fate=${fate}`)),
    '/api/imports/{id}/errors.csv': imports.map((id) => `/api/imports/${id}/errors.csv`),
    '/api/templates/{layer}': layerIds.flatMap((layer) => ['csv', 'xlsx'].map((format) => `/api/templates/${layer}?format=${format}`)),
    '/api/live': ['/api/live?since=0'],
    // One scribe writes the files of both: each layer in one format, each format of some layers.
    '/api/export/{layer}': layerIds.map((layer, i) =>
      `/api/export/${layer}?format=${formats[i % formats.length]}&crs=${['4490', '4547'][i % 2]}`),
    '/api/search': ['江', 'he', 'yi', reach, chief.name, middle.join(','), '没有这条河'].map((q) => `/api/search?q=${encodeURIComponent(q)}&limit=50`),
    '/api/quality': ['json', 'csv'].map((format) => `/api/quality?month=2026-10&format=${format}`),
    '/api/quality/{code}': [section, reach, waters[0]].map((code) => `/api/quality/${code}?from=2026-01-01&to=2026-11-20`),
    '/api/state': ['2024-05', '2026-11'].map((month) => `/api/state?month=${month}`),
    '/api/suspects': [`section=${section}&limit=20`, `at=${reach}@100&item=${inquiry.item}&time=${encodeURIComponent(inquiry.sampledAt)}&here=${middle.join(',')}`]
      .map((query) => `/api/suspects?${query}`),
    '/api/suspects/pack': ['pdf', 'gpkg'].map((format) => `/api/suspects/pack?section=${section}&format=${format}`),
    '/api/network': ['/api/network'],
    '/api/network/changes': [0, 1, head - 5, head].map((since) => `/api/network/changes?since=${since}`),
    '/api/trace': [
      ...['ebb', 'flood', 'either', 'ebbShut', 'floodShut', 'at:2026-07-03T14:00'].map((scenario) => `/api/trace?from=${reach}&direction=both&scenario=${scenario}`),
      ...['json', 'geojson', 'gpkg'].map((format) => `/api/trace?from=${section}&format=${format}`),
    ],
    '/api/trace/common': [`/api/trace/common?from=${reach}&from=${other}`],
    '/api/trace/path': [`/api/trace/path?from=${reach}@0&to=${reach}`, `/api/trace/path?from=${reach}&to=${other}`],
    '/api/trace/nearest': ['outfalls', 'units', 'households', 'sources'].map((kind) => `/api/trace/nearest?from=${section}&kind=${kind}&by=hours`),
    '/tiles/{layers}/{z}/{x}/{y}.mvt': [7, 9, 11, 12, 13].flatMap((zoom) => tilesOver(extent, zoom))
      .map(({ z, x, y }) => `/tiles/${layerIds.join(',')}/${z}/${x}/${y}.mvt`),
    '/relief/{z}/{x}/{y}.webp': tilesOver([...middle, ...middle], 10).map(({ z, x, y }) => `/relief/${z}/${x}/${y}.webp`),
  }
}

/** Addresses that answer nobody well here, and why. */
export const refused: Record<string, string> = {
  '/api/session/sso': 'the city has no single sign-on (singleSignOn.test.ts)',
  '/api/session/sso/callback': 'the city has no single sign-on (singleSignOn.test.ts)',
}
