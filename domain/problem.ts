// What every refusal and failure says (server/http/problem.ts).
import { z } from 'zod'

export const ProblemBody = z.object({
  code: z.string(), message: z.string(), zh: z.string(), details: z.unknown().optional(), request: z.string().optional(),
})
export type ProblemBody = z.infer<typeof ProblemBody>
