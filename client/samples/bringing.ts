// A sheet of samples on its way in. The file stays on this screen until it is written: it is looked at by being sent, and sent once more.
import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'
import { changePaths } from '../../domain/changes/paths.ts'
import { samplePaths } from '../../domain/samples/paths.ts'
import type { SampleSheet, SamplesWritten } from '../../domain/samples/schemas.ts'
import { send, upload } from '../api.ts'
import { newId } from '../newId.ts'
import { useDoing } from '../ui/useDoing.ts'

export const useSamples = defineStore('samples', () => {
  const { busy, problem, run } = useDoing()
  const sheet = shallowRef<SampleSheet | null>(null)
  const written = shallowRef<SamplesWritten | null>(null)
  const undone = ref(false)
  /** Share of the file that is there, while it is being sent. */
  const sent = ref<number | null>(null)
  let file: File | null = null
  // One id for one sheet, so that pressing twice, or again after the connection broke, writes it once.
  let id = newId()

  const sending = async <T>(work: (share: (part: number) => void) => Promise<T>): Promise<T> => {
    sent.value = 0
    try {
      return await work((part) => (sent.value = part))
    } finally {
      sent.value = null
    }
  }

  function another() {
    sheet.value = written.value = problem.value = file = null
    undone.value = false
    id = newId()
  }

  const look = (brought: File) => run(async () => {
    another()
    file = brought
    sheet.value = await sending((share) => upload(samplePaths.look({ file: brought.name }), brought, share))
  })

  const write = (leaveOut: boolean) => run(async () => {
    const brought = file!
    const address = samplePaths.write({ file: brought.name, id, ...(leaveOut ? { leaveOut: 'yes' } : {}) })
    written.value = await sending((share) => upload(address, brought, share))
  })

  const undo = () => run(async () => {
    await send('POST', changePaths.undo(written.value!.seq), { id: newId() })
    undone.value = true
  })

  return { sheet, written, undone, sent, busy, problem, another, look, write, undo }
})
