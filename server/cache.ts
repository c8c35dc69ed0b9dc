// Where things made from the packages once are kept, beside them: whoever removes the packages removes it.
import { fileURLToPath } from 'node:url'

export const cache = fileURLToPath(new URL('../node_modules/.cache/one-map', import.meta.url))
