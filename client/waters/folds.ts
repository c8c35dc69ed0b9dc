// The parts of a water's card, one chunk of the built client.
export { default as FactList } from '../features/FactList.vue'
export { default as WaterArchive } from './WaterArchive.vue'
export { default as WaterFacilities } from './WaterFacilities.vue'
export { default as WaterHistory } from './WaterHistory.vue'
export { default as WaterNeighbours } from './WaterNeighbours.vue'
export { default as WaterPeople } from './WaterPeople.vue'
export { default as WaterReaches } from './WaterReaches.vue'
export { default as WaterStrategy } from './WaterStrategy.vue'
