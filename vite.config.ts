// The client's build. In development the server mounts Vite as middleware, so nothing is proxied here.
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'

export default defineConfig(({ command }) => ({
  // Built, everything is asked for from where the page says it is (index.html, <base>).
  base: command === 'build' ? './' : '/',
  plugins: [vue()],
  define: {
    __VUE_OPTIONS_API__: false,
    __VUE_PROD_DEVTOOLS__: false,
    __VUE_I18N_FULL_INSTALL__: false,
    __VUE_I18N_LEGACY_API__: false,
    __INTLIFY_PROD_DEVTOOLS__: false,
  },
  build: {
    target: 'es2022',
    outDir: 'dist',
    emptyOutDir: true,
    chunkSizeWarningLimit: 400,
    rolldownOptions: {
      output: {
        // Libraries change seldom and ours often: apart, a new version of ours costs a visitor little.
        codeSplitting: {
          groups: [
            { name: 'openlayers', test: /node_modules\/(ol|ol-ext|pbf|rbush|earcut|quickselect)\// },
            { name: 'vue', test: /node_modules\/(@?vue|pinia|@intlify)/ },
            // Each noun has its own words; who asks for English asks for all of it, once.
            { name: 'en', test: /client\/\w+\/en\.ts$/ },
          ],
        },
      },
    },
  },
}))
