// Every view of the map is an address. What is selected is the path; how it is looked at is the query (stores/view.ts).
import { createRouter, createWebHistory } from 'vue-router'
import MapShell from './shells/MapShell.vue'

export const router = createRouter({
  history: createWebHistory(),
  routes: [
    { path: '/', name: 'map', component: MapShell },
    { path: '/water/:code', name: 'water', component: MapShell },
    { path: '/feature/:layer/:code', name: 'feature', component: MapShell },
    { path: '/people/:code?', name: 'people', component: MapShell },
    { path: '/audit', name: 'audit', component: MapShell },
    { path: '/import/:id?', name: 'import', component: MapShell },
    { path: '/wall', name: 'wall', component: () => import('./shells/WallShell.vue') },
    { path: '/:elsewhere(.*)*', redirect: '/' },
  ],
})
