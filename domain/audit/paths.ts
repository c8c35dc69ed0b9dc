import { path, query } from '../path.ts'
import type { AuditDays, AuditMine, AuditPage } from './schemas.ts'

type Asked = Record<string, string | undefined>

export const auditPaths = {
  page: (asked: Asked) => path<{ GET: AuditPage }>(`/api/audit${query(asked)}`),
  days: (asked: Asked) => path<{ GET: AuditDays }>(`/api/audit/days${query(asked)}`),
  mine: (asked: Asked) => path<{ GET: AuditMine }>(`/api/audit/mine${query(asked)}`),
  file: (asked: Asked) => `/api/audit/export${query(asked)}`,
}
