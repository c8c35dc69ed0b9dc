// Thinks up a demonstration city and tells it in two parts: what stands, and the two years of its water.
import { parentPort, workerData } from 'node:worker_threads'
import { generate, type CityOptions, type Generated } from '../../geodata/city/generate.ts'

export type Told = { doing: string; done: number } | { made: Omit<Generated, 'lived'> } | { lived: Awaited<Generated['lived']> }

const tell = (told: Told) => parentPort!.postMessage(told)

const { lived, ...made } = await generate(workerData as CityOptions, (doing, done) => tell({ doing, done }))
tell({ made })
tell({ lived: await lived })
