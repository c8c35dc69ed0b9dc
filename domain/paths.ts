// Apart from the schemas, so that the browser asks without carrying zod.

/** Every address of the API. */
export const paths = {
  health: () => '/api/health',
  settings: () => '/api/settings',
  layers: () => '/api/layers',
  water: (code: string, on?: string) => `/api/waters/${encodeURIComponent(code)}${on ? `?on=${on}` : ''}`,
  features: (layer: string) => `/api/features/${layer}`,
  feature: (layer: string, code: string) => `/api/features/${layer}/${encodeURIComponent(code)}`,
  export: (layer: string) => `/api/export/${layer}`,
  search: (q: string) => `/api/search?q=${encodeURIComponent(q)}`,
  state: (month: string) => `/api/state?month=${month}`,
  session: () => '/api/session',
  behalf: () => '/api/session/behalf',
  password: () => '/api/session/password',
  devices: () => '/api/session/devices',
  device: (code: string) => `/api/session/devices/${encodeURIComponent(code)}`,
  sso: (to: string) => `/api/session/sso?to=${encodeURIComponent(to)}`,
  demonstration: () => '/api/session/demonstration',
  tiles: (layers: readonly string[]) => `/tiles/${layers.join(',')}/{z}/{x}/{y}.mvt`,
  relief: (theme: 'light' | 'dark' = 'light') => `/relief/{z}/{x}/{y}.webp${theme === 'dark' ? '?theme=dark' : ''}`,
} as const
