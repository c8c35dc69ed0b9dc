// What all.ts reads of a suite once it has ended: how long each file took with all it prepared, what was counted, what was tried again.
import { writeFileSync } from 'node:fs'
import type { Reporter, TestModule } from 'vitest/node'

export interface Report {
  passed: number
  failed: number
  skipped: number
  files: { name: string; seconds: number }[]
  /** Tests that passed only when they were tried again, and what they said before. */
  retried: { name: string; times: number; said: string }[]
}

const reportOf = (modules: readonly TestModule[]): Report => {
  const tests = modules.flatMap((module) => [...module.children.allTests()])
  const many = (state: string) => tests.filter((test) => test.result().state === state).length
  return {
    passed: many('passed'), failed: many('failed') + modules.filter((module) => module.errors().length).length, skipped: many('skipped'),
    files: modules.map((module) => ({ name: module.relativeModuleId, seconds: module.diagnostic().duration / 1000 })),
    retried: tests.filter((test) => test.diagnostic()?.flaky).map((test) => ({
      name: `${test.module.relativeModuleId} > ${test.fullName}`, times: test.diagnostic()!.retryCount,
      said: test.result().errors?.[0]?.message.split('\n')[0] ?? '',
    })),
  }
}

export default class implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]) {
    if (process.env.REPORT) writeFileSync(process.env.REPORT, JSON.stringify(reportOf(modules)))
  }
}
