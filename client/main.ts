import { createPinia } from 'pinia'
import { createApp } from 'vue'
import App from './App.vue'
import { leaveKeysToInputMethod } from './composing.ts'
import { i18n, teach } from './i18n.ts'
import { nounsKey } from './noun.ts'
import { nouns } from './nouns.ts'
import { router } from './router.ts'
import './style.css'
import { zh } from './words/zh.ts'

leaveKeysToInputMethod(window)
void teach([{ zh, en: () => import('./words/en.ts') }, ...nouns.map(({ words }) => words)])
createApp(App).provide(nounsKey, nouns).use(createPinia()).use(router).use(i18n).mount('#app')
