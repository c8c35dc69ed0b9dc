const systems: [RegExp, string][] = [[/HarmonyOS|OpenHarmony/, '鸿蒙'], [/iPhone/, 'iPhone'], [/iPad/, 'iPad'], [/Android/, 'Android'], [/Windows/, 'Windows'], [/Mac OS X/, 'macOS'], [/Linux/, 'Linux']]
const browsers: [RegExp, string][] = [[/MicroMessenger/, '微信'], [/Edg\//, 'Edge'], [/Firefox\//, 'Firefox'], [/Chrome\//, 'Chrome'], [/Safari\//, 'Safari']]

/** What a person calls the device behind a User-Agent: 「Android · 微信」. */
export function deviceName(agent: string): string {
  const of = (list: [RegExp, string][]) => list.find(([sign]) => sign.test(agent))?.[1]
  return [of(systems), of(browsers)].filter(Boolean).join(' · ') || agent.slice(0, 40) || '?'
}
