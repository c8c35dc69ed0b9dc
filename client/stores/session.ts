// Who is signed in here. The server knows; this is what it last said.
import { defineStore } from 'pinia'
import { computed, ref, shallowRef, watch } from 'vue'
import type { Device, SessionState } from '../../domain/api.ts'
import { paths } from '../../domain/paths.ts'
import type { Proof } from '../../domain/factors.ts'
import { show } from '../passkey.ts'
import { get, Problem, send } from '../api.ts'
import { useConnection } from './connection.ts'

export const useSession = defineStore('session', () => {
  const connection = useConnection()

  const state = shallowRef<SessionState>({ actor: null, who: null, pending: [], ways: [], notices: 0, chiefs: [] })
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

  /** What the single sign-on brought people back with; read once. */
  const brought = ref(new URLSearchParams(window.location.search).get('signin'))
  if (brought.value) asking.value = true

  async function load() {
    try {
      const before = who.value
      state.value = await get('SessionState', paths.session())
      ended.value = who.value ? false : ended.value || before !== null
      if (pending.value.length && !before) asking.value = true
    } catch (error) {
      // Away with the server one is who one was; everything else shows once something is asked.
      if (!(error instanceof Problem)) throw error
    }
  }

  // Once a minute: a screen that somebody uses stays signed in though nothing is asked, one that nobody uses sees that it is not.
  window.setInterval(() => void (who.value && document.visibilityState === 'visible' && load()), 60_000)

  /** When many come at once, the line is short and one tries again: by itself, a few times. */
  async function signIn(login: string, password: string) {
    for (let tries = 5; ; tries--) {
      try {
        state.value = await send('SessionState', 'POST', paths.session(), { login, password })
        ended.value = false
        return
      } catch (error) {
        if (!(error instanceof Problem && error.code === 'signInBusy') || tries === 0) throw error
        await new Promise((resolve) => setTimeout(resolve, 2000 + Math.random() * 2000))
      }
    }
  }
  const signInByPasskey = async () => {
    const said = await show(await send('PasskeyToShow', 'POST', paths.passkeySignInOptions()))
    state.value = await send('SessionState', 'POST', paths.passkeySignIn(), { said })
    ended.value = false
  }
  const prove = async (proof: Proof | { said: object }) => void (state.value = await send('SessionState', 'POST', paths.proof(), proof))
  const proveByPasskey = async () => prove({ said: await show(await send('PasskeyToShow', 'POST', paths.proofOptions())) })
  const signOut = async () => void (state.value = await send('SessionState', 'DELETE', paths.session()))
  const actFor = async (chief: string | null) => void (state.value = await send('SessionState', 'PUT', paths.behalf(), { chief }))
  /** After too many guesses at the password the server has ended the session. */
  async function proven(address: string, body: object) {
    try {
      state.value = await send('SessionState', 'PUT', address, body)
    } catch (error) {
      if (error instanceof Problem && error.code === 'guessedTooOften') await load()
      throw error
    }
  }
  const changePassword = (old: string, next: string) => proven(paths.password(), { old, new: next })
  const changeLogin = (login: string, password: string) => proven(paths.login(), { login, password })
  const noticeList = (signal?: AbortSignal) => get('Notices', paths.notices(), signal)
  async function seen(code: number) {
    await send('Notices', 'PUT', paths.notices(), { seen: code })
    state.value = { ...state.value, notices: 0 }
  }
  const devices = (signal?: AbortSignal) => get('Devices', paths.devices(), signal)
  const endDevice = (code: string): Promise<Device[]> => send('Devices', 'DELETE', paths.device(code))

  return { actor, who, pending, ways, notices, ended, chiefs, asking, brought, load, signIn, signInByPasskey, prove, proveByPasskey, signOut, actFor, changePassword, changeLogin, noticeList, seen, devices, endDevice }
})
