// Who is signed in here. The server knows; this is what it last said.
import { defineStore } from 'pinia'
import { computed, ref, shallowRef, watch } from 'vue'
import type { Device, SessionState } from '../../domain/api.ts'
import { paths } from '../../domain/paths.ts'
import type { Proof } from '../../domain/factors.ts'
import { show } from '../account/passkey.ts'
import { get, Problem, send } from '../api.ts'
import { useConnection } from './connection.ts'

export const useSession = defineStore('session', () => {
  const connection = useConnection()

  const state = shallowRef<SessionState>({ actor: null, who: null, pending: [], ways: [], notices: 0, chiefs: [] })
  const actor = computed(() => state.value.actor)
  const chiefs = computed(() => state.value.chiefs)
  /** Whose session it is, and what is left to do before it counts. */
  const who = computed(() => state.value.who)
  const pending = computed(() => state.value.pending)
  const ways = computed(() => state.value.ways)
  /** The dialog is open: signing in, or one's account. */
  const asking = ref(false)

  watch(() => connection.recoveries, load)

  /** What the single sign-on brought people back with; read once. */
  const brought = ref(new URLSearchParams(window.location.search).get('signin'))
  if (brought.value) asking.value = true

  async function load() {
    try {
      state.value = await get('SessionState', paths.session())
    } catch (error) {
      // Away with the server one is who one was; everything else shows once something is asked.
      if (!(error instanceof Problem)) throw error
    }
  }

  const signIn = async (login: string, password: string) => void (state.value = await send('SessionState', 'POST', paths.session(), { login, password }))
  const signInByPasskey = async () => {
    const said = await show(await send('PasskeyToShow', 'POST', paths.passkeySignInOptions()))
    state.value = await send('SessionState', 'POST', paths.passkeySignIn(), { said })
  }
  const prove = async (proof: Proof | { said: object }) => void (state.value = await send('SessionState', 'POST', paths.proof(), proof))
  const proveByPasskey = async () => prove({ said: await show(await send('PasskeyToShow', 'POST', paths.proofOptions())) })
  const signOut = async () => void (state.value = await send('SessionState', 'DELETE', paths.session()))
  const actFor = async (chief: string | null) => void (state.value = await send('SessionState', 'PUT', paths.behalf(), { chief }))
  const changePassword = async (old: string, next: string) => void (state.value = await send('SessionState', 'PUT', paths.password(), { old, new: next }))
  const devices = (signal?: AbortSignal) => get('Devices', paths.devices(), signal)
  const endDevice = (code: string): Promise<Device[]> => send('Devices', 'DELETE', paths.device(code))

  return { actor, chiefs, who, pending, ways, asking, brought, load, signIn, signInByPasskey, prove, proveByPasskey, signOut, actFor, changePassword, devices, endDevice }
})
