// A password that was just given, for the one time it is shown. Apart from the form that asked for it: while somebody proves
// once more that it is they, the card may be drawn anew, and nobody can show the password again.
import { shallowRef } from 'vue'

export const once = shallowRef<{ person: string; password: string } | null>(null)
