// Who is signed in here. The server knows; this is what it last said.
import { defineStore } from 'pinia'
import { computed, ref, shallowRef, watch } from 'vue'
import type { Device, SessionState } from '../../domain/accounts/schemas.ts'
import { sessionPaths } from '../../domain/accounts/paths.ts'
import type { Path } from '../../domain/path.ts'
import type { Proof } from '../../domain/factors/schemas.ts'
import { show } from '../passkey.ts'
import { get, Problem, send } from '../api.ts'
import { useConnection } from './connection.ts'

export const useSession = defineStore('session', () => {
  const connection = useConnection()

  const state = shallowRef<SessionState>({ actor: null, who: null, pending: [], ways: [], notices: 0, chiefs: [] })
  /** Whether the server has said so at all: before, nobody is known to be signed in, or not to be. */
  const known = ref(false)
  /** Why it could not be asked. */
  const problem = shallowRef<Problem | null>(null)
  const actor = computed(() => state.value.actor)
  const chiefs = computed(() => state.value.chiefs)
  /** Whose session it is, also while something has to be done before it counts. */
  const who = computed(() => state.value.who)
  const pending = computed(() => state.value.pending)
  const ways = computed(() => state.value.ways)
  /** How much news of my account I have not seen. */
  const notices = computed(() => state.value.notices)
  /** I was signed in, and am no longer without having said so. */
  const ended = ref(false)
  /** The dialog is open: signing in, or one's account. */
  const asking = ref(false)

  watch(() => connection.recoveries, load)
  // Somebody was told to sign in: whoever was signed in is no longer.
  watch(() => connection.unknown, () => who.value && load())

  /** What the single sign-on brought people back with; read once. */
  const brought = ref(new URLSearchParams(window.location.search).get('signin'))
  if (brought.value) asking.value = true

  async function load() {
    try {
      const before = who.value
      state.value = await get(sessionPaths.session())
      known.value = true
      problem.value = null
      ended.value = who.value ? false : ended.value || before !== null
      if (pending.value.length && !before) asking.value = true
    } catch (error) {
      // Away with the server one is who one was; everything else shows once something is asked.
      if (!(error instanceof Problem)) throw error
      problem.value = error
    }
  }

  // Once a minute: a screen that somebody uses stays signed in though nothing is asked, one that nobody uses sees that it is not.
  window.setInterval(() => void ((who.value || problem.value) && document.visibilityState === 'visible' && load()), 60_000)

  /** When many come at once, the line is short and one tries again: by itself, a few times. */
  async function signIn(login: string, password: string) {
    for (let tries = 5; ; tries--) {
      try {
        state.value = await send('POST', sessionPaths.session(), { login, password })
        ended.value = false
        return
      } catch (error) {
        if (!(error instanceof Problem && error.code === 'signInBusy') || tries === 0) throw error
        await new Promise((resolve) => setTimeout(resolve, 2000 + Math.random() * 2000))
      }
    }
  }
  const signInByPasskey = async () => {
    const said = await show(await send('POST', sessionPaths.passkeyOptions()))
    state.value = await send('POST', sessionPaths.passkey(), { said })
    ended.value = false
  }
  const prove = async (proof: Proof | { said: object }) => void (state.value = await send('POST', sessionPaths.proof(), proof))
  const proveByPasskey = async () => prove({ said: await show(await send('POST', sessionPaths.proofOptions())) })
  const signOut = async () => void (state.value = await send('DELETE', sessionPaths.session()))
  const actFor = async (chief: string | null) => void (state.value = await send('PUT', sessionPaths.behalf(), { chief }))
  /** After too many guesses at the password the server has ended the session. */
  async function proven(address: Path<{ PUT: SessionState }>, body: object) {
    try {
      state.value = await send('PUT', address, body)
    } catch (error) {
      if (error instanceof Problem && error.code === 'guessedTooOften') await load()
      throw error
    }
  }
  const changePassword = (old: string, next: string) => proven(sessionPaths.password(), { old, new: next })
  const changeLogin = (login: string, password: string) => proven(sessionPaths.login(), { login, password })
  const noticeList = (signal?: AbortSignal) => get(sessionPaths.notices(), signal)
  async function seen(code: number) {
    await send('PUT', sessionPaths.notices(), { seen: code })
    state.value = { ...state.value, notices: 0 }
  }
  const devices = (signal?: AbortSignal) => get(sessionPaths.devices(), signal)
  const endDevice = (code: string): Promise<Device[]> => send('DELETE', sessionPaths.device(code))

  return {
    actor, known, problem, who, pending, ways, notices, ended, chiefs, asking, brought, load, signIn, signInByPasskey, prove,
    proveByPasskey, signOut, actFor, changePassword, changeLogin, noticeList, seen, devices, endDevice,
  }
})
