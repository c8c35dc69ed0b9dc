// How true what one sees is: the one answer for the line at the foot and the banner over it, so that none says all is well beside another.
import { defineStore } from 'pinia'
import { computed } from 'vue'
import { useConnection } from './connection.ts'
import { useLive } from './live.ts'
import { useRegister } from './register.ts'
import { useSession } from './session.ts'

/**
 * The first that holds: the device has no line; the server does not answer; pieces of the map could not be had; layers could not be
 * read anew; the session ended; the stream is not there, or silent; pieces are long on their way. `live` where nothing is amiss.
 */
export type Line = 'offline' | 'down' | 'pieces' | 'behind' | 'ended' | 'quiet' | 'slow' | 'live'

export const useLine = defineStore('line', () => {
  const connection = useConnection()
  const live = useLive()
  const register = useRegister()
  const session = useSession()

  const is = computed<Line>(() => {
    if (connection.down) return connection.offline ? 'offline' : 'down'
    if (connection.pieces.failed) return 'pieces'
    if (register.problem && register.ready) return 'behind'
    if (session.ended) return 'ended'
    if (!live.connected) return 'quiet'
    return connection.pieces.slow ? 'slow' : 'live'
  })
  return { is }
})
