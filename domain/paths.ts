// Apart from the schemas, so that the browser asks without carrying zod.

const asOf = (on?: string, known?: string) => {
  const query = [on && `on=${on}`, known && `known=${known}`].filter(Boolean).join('&')
  return query && `?${query}`
}

const asking = (query: Record<string, string | undefined>) => new URLSearchParams(Object.entries(query).filter((pair): pair is [string, string] => Boolean(pair[1]))).toString()

/** Every address of the API. */
export const paths = {
  health: () => '/api/health',
  settings: () => '/api/settings',
  layers: () => '/api/layers',
  water: (code: string, on?: string, known?: string) => `/api/waters/${encodeURIComponent(code)}${asOf(on, known)}`,
  features: (layer: string) => `/api/features/${layer}`,
  feature: (layer: string, code: string, on?: string, known?: string) => `/api/features/${layer}/${encodeURIComponent(code)}${asOf(on, known)}`,
  past: (layer: string, bbox: readonly number[], on: string, known?: string) => `/api/past/${layer}${asOf(on, known)}&bbox=${bbox.join(',')}`,
  hanging: (layer: string, code: string) => `/api/features/${layer}/${encodeURIComponent(code)}/hanging`,
  shapes: (layer: string, bbox: readonly number[]) => `/api/shapes/${layer}?bbox=${bbox.join(',')}`,
  links: (codes: readonly string[]) => `/api/links?codes=${codes.map(encodeURIComponent).join(',')}`,
  changes: () => '/api/changes',
  undo: (seq: number) => `/api/changes/${seq}/undo`,
  history: (layer: string, code: string) => `/api/history/${layer}/${encodeURIComponent(code)}`,
  passage: (layer: string, code: string, seq: number) => `/api/history/${layer}/${encodeURIComponent(code)}/${seq}`,
  imports: () => '/api/imports',
  newImport: (layer: string, file: string) => `/api/imports?layer=${layer}&file=${encodeURIComponent(file)}`,
  import: (id: string) => `/api/imports/${id}`,
  importPreview: (id: string, bbox: readonly number[]) => `/api/imports/${id}/preview?bbox=${bbox.join(',')}`,
  importRows: (id: string, fate: string, after: string | null = null) => `/api/imports/${id}/rows?fate=${fate}${after === null ? '' : `&after=${encodeURIComponent(after)}`}`,
  importErrors: (id: string) => `/api/imports/${id}/errors.csv`,
  commitImport: (id: string) => `/api/imports/${id}/commit`,
  live: (since: number) => `/api/live?since=${since}`,
  export: (layer: string) => `/api/export/${layer}`,
  trace: (of: '' | '/path' | '/common' | '/nearest', query: URLSearchParams) => `/api/trace${of}?${query.toString()}`,
  search: (q: string) => `/api/search?q=${encodeURIComponent(q)}`,
  quality: (code: string, to?: string) => `/api/quality/${encodeURIComponent(code)}${to ? `?to=${to}` : ''}`,
  qualityMonth: (month: string, format?: 'csv') => `/api/quality?month=${month}${format ? `&format=${format}` : ''}`,
  state: (month: string) => `/api/state?month=${month}`,
  suspects: (query: Record<string, string | undefined>) => `/api/suspects?${asking(query)}`,
  suspectsPack: (query: Record<string, string | undefined>) => `/api/suspects/pack?${asking(query)}`,
  looks: () => '/api/looks',
  people: (query: Record<string, string | undefined> = {}) => {
    const asked = asking(query)
    return `/api/people${asked && `?${asked}`}`
  },
  person: (code: string) => `/api/people/${encodeURIComponent(code)}`,
  personPosts: (code: string) => `/api/people/${encodeURIComponent(code)}/posts`,
  personAccount: (code: string) => `/api/people/${encodeURIComponent(code)}/account`,
  personLeave: (code: string) => `/api/people/${encodeURIComponent(code)}/leave`,
  assistant: (chief: string, person: string) => `/api/people/${encodeURIComponent(chief)}/assistants/${encodeURIComponent(person)}`,
  post: (code: string, id?: string) => `/api/posts/${encodeURIComponent(code)}${id ? `?id=${id}` : ''}`,
  tenures: () => '/api/tenures',
  tenure: (code: string, id?: string) => `/api/tenures/${encodeURIComponent(code)}${id ? `?id=${id}` : ''}`,
  orgs: (q: string) => `/api/orgs?q=${encodeURIComponent(q)}`,
  session: () => '/api/session',
  behalf: () => '/api/session/behalf',
  password: () => '/api/session/password',
  login: () => '/api/session/login',
  notices: () => '/api/session/notices',
  signInRules: () => '/api/session/rules',
  devices: () => '/api/session/devices',
  device: (code: string) => `/api/session/devices/${encodeURIComponent(code)}`,
  proof: () => '/api/session/proof',
  proofOptions: () => '/api/session/proof/passkey',
  passkeySignIn: () => '/api/session/passkey',
  passkeySignInOptions: () => '/api/session/passkey/options',
  factors: () => '/api/session/factors',
  authenticator: () => '/api/session/factors/authenticator',
  passkeys: () => '/api/session/factors/passkeys',
  passkeyOptions: () => '/api/session/factors/passkeys/options',
  passkey: (code: string) => `/api/session/factors/passkeys/${encodeURIComponent(code)}`,
  recovery: () => '/api/session/factors/recovery',
  sso: (to: string) => `/api/session/sso?to=${encodeURIComponent(to)}`,
  audit: (of: '' | '/days' | '/export' | '/mine', query: Record<string, string | undefined> = {}) => {
    const asked = asking(query)
    return `/api/audit${of}${asked && `?${asked}`}`
  },
  demonstration: () => '/api/session/demonstration',
  network: () => '/api/network',
  networkChanges: (since: number) => `/api/network/changes?since=${since}`,
  relations: () => '/api/network/relations',
  tiles: (layers: readonly string[]) => `/tiles/${layers.join(',')}/{z}/{x}/{y}.mvt`,
  relief: (theme: 'light' | 'dark' = 'light') => `/relief/{z}/{x}/{y}.webp${theme === 'dark' ? '?theme=dark' : ''}`,
} as const
