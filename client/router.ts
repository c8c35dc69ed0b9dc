// Every view of the map is an address. What is open is the path; how it is looked at is the query (stores/view.ts).
import { createRouter, createWebHistory, type RouteRecordRaw } from 'vue-router'
import { base } from './base.ts'
import type { Address } from './noun.ts'
import { nouns } from './nouns.ts'
import MapShell from './shells/MapShell.vue'

declare module 'vue-router' {
  interface RouteMeta {
    address?: Address
  }
}

export const router = createRouter({
  history: createWebHistory(`${base}/`),
  routes: [
    { path: '/', name: 'map', component: MapShell },
    ...nouns.flatMap(({ addresses = [] }) => addresses).map((address): RouteRecordRaw => ({
      path: address.path, name: address.name, component: MapShell, meta: { address },
      beforeEnter: ({ params, query }) => { const to = address.elsewhere?.(params); return !to || { ...to, query, replace: true } },
    })),
    { path: '/wall', name: 'wall', component: () => import('./shells/WallShell.vue') },
    { path: '/:elsewhere(.*)*', redirect: '/' },
  ],
})
