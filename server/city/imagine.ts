// A demonstration city thought up in a thread of its own, so that the one that speaks with the database never keeps it waiting.
import type { CityOptions, Generated, Progress } from '../../geodata/city/generate.ts'
import { startThread } from '../thread.ts'
import type { Told } from './imagine.worker.ts'

/** What `generate` gives for these options. Rejects, as `lived` does, with what the thread fell over. */
export const imagine = async (options: CityOptions, progress: Progress): Promise<Generated> => {
  const thread = await startThread(new URL('./imagine.worker.ts', import.meta.url), options)
  return new Promise((made, fail) => {
    const lived = new Promise<Awaited<Generated['lived']>>((tell, lose) => {
      thread.on('message', (told: Told) => {
        if ('doing' in told) progress(told.doing, told.done)
        else if ('made' in told) made({ ...told.made, lived })
        else tell(told.lived)
      })
      const lost = (reason: Error) => {
        fail(reason)
        lose(reason)
      }
      thread.on('error', lost)
      thread.on('exit', (code) => lost(new Error(`the thread that thought up the city ended with ${code}`)))
    })
    // Whoever writes the city hears of it.
    lived.catch(() => {})
  })
}
