// Whether the map is about to be put on paper.
import { defineStore } from 'pinia'
import { ref } from 'vue'

export const usePrinting = defineStore('printing', () => ({ open: ref(false) }))
