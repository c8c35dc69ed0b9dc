// An entry of the audit log in a line of words.
import { layerOf } from '../../domain/catalogue.ts'
import type { AuditKind } from '../../domain/audit/kinds.ts'
import { count, i18n, say } from '../i18n.ts'

const { t, te } = i18n.global

/** Words where there are some for it; else the thing itself: a newer server may say what this page has no words for. */
const named = (key: string, what: unknown): string => (te(`audit.${key}.${String(what)}`, 'zh') ? t(`audit.${key}.${String(what)}`) : String(what))

const thing = (what: unknown): string => {
  const layer = layerOf(String(what))
  return layer ? say(layer.title) : named('things', what)
}

/** What was done, beyond its kind; parts are joined by dots. */
export function detailWords(
  { kind, details, change }: { kind: AuditKind; details: Record<string, unknown>; change: number | null },
): string {
  const { by, reason, knownDevice, what, format, rows, personal, act, fields, method, path, filter, from, upTo, file } = details
  const parts = [
    kind === 'expired' ? t('audit.expired', { from: String(from), upTo: String(upTo) }) : '',
    by !== undefined && named('by', by),
    reason !== undefined && named('reasons', reason),
    kind === 'signedIn' && knownDevice === false && t('audit.newDevice'),
    act !== undefined && named('acts', act),
    Array.isArray(fields) && act === 'account' && fields.map((field) => named('fields', field)).join('、'),
    what !== undefined && thing(what),
    typeof file === 'string' && file,
    typeof format === 'string' && format.toUpperCase(),
    typeof rows === 'number' && t('audit.rows', { n: count(rows) }),
    typeof personal === 'number' && personal > 0 && t('audit.personal', { n: count(personal) }),
    method !== undefined && `${String(method)} ${String(path)}`,
    filter && typeof filter === 'object' && Object.entries(filter).filter(([name]) => !['limit', 'after', 'format', 'sort', 'crs'].includes(name)).map(([name, value]) => `${name}=${String(value)}`).join(' '),
    change !== null && t('audit.change', { n: change }),
  ]
  return parts.filter(Boolean).join(' · ')
}
