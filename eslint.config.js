// The architecture as lint rules: each says in a sentence what to do instead.
import js from '@eslint/js'
import stylistic from '@stylistic/eslint-plugin'
import vue from 'eslint-plugin-vue'
import globals from 'globals'
import ts from 'typescript-eslint'

/** Packages a folder may not import, with the reason. Which of our folders may look at which is held by test/arrows.test.ts. */
const borders = (files, ...rules) => ({
  files,
  rules: {
    'no-restricted-imports': ['error', { patterns: rules.map(([group, message]) => ({ group, message })) }],
  },
})

const openLayers = [['ol', 'ol/*', 'ol-ext', 'ol-ext/*'], 'Only client/map and *Layer.vue touch OpenLayers; hand out plain objects instead.']
const database = [['pg', 'pg-*', '@electric-sql/*', 'express'], 'geodata/ knows files and a made-up city, and no database: what speaks SQL stands in server/.']
const outside = [['node:*', 'express', 'pg'], 'domain/ is pure: no I/O, nothing of ours imported.']

export default ts.config(
  { ignores: ['dist/', 'node_modules/', '.data/', 'bench/results/'] },
  js.configs.recommended,
  ...ts.configs.recommended,
  ...vue.configs['flat/essential'],
  {
    languageOptions: { globals: { ...globals.node, ...globals.browser } },
    plugins: { '@stylistic': stylistic },
    rules: {
      // Of templates and styles too; a line with a string, SQL or a pattern in it is as long as that takes.
      '@stylistic/max-len': ['error', {
        code: 140, ignoreStrings: true, ignoreTemplateLiterals: true, ignoreRegExpLiterals: true, ignoreUrls: true,
      }],
      eqeqeq: 'error',
      // Chinese text is spaced by its own wide space.
      'no-irregular-whitespace': ['error', { skipTemplates: true }],
      'no-console': 'off',
      '@typescript-eslint/consistent-type-imports': 'error',
      // `const { hidden: _, ...rest }` is how a field is left out.
      '@typescript-eslint/no-unused-vars': ['error', { varsIgnorePattern: '^_', argsIgnorePattern: '^_' }],
      'vue/multi-word-component-names': 'off',
    },
  },
  { files: ['**/*.vue'], languageOptions: { parserOptions: { parser: ts.parser } }, rules: { 'no-undef': 'off' } },
  { files: ['**/*.ts'], rules: { 'no-undef': 'off' } },
  {
    files: ['server/**/*.ts', 'geodata/**/*.ts', 'domain/**/*.ts', 'test/**/*.ts', 'bench/**/*.ts'],
    languageOptions: { parserOptions: { projectService: true } },
    // A `!` that says nothing the compiler does not know hides the ones that do.
    rules: { '@typescript-eslint/no-floating-promises': 'error', '@typescript-eslint/no-unnecessary-type-assertion': 'error' },
  },
  { ...borders(['client/**/*.{ts,vue}'], openLayers), ignores: ['client/map/**', 'client/**/*Layer.vue'] },
  // All there is to see of a part of the map is on the map.
  { files: ['client/**/*{Layer,Scene}.vue'], rules: { 'vue/valid-template-root': 'off' } },
  borders(['server/**/*.ts'], openLayers),
  borders(['geodata/**/*.ts'], openLayers, database),
  borders(['domain/**/*.ts'], openLayers, outside),
  { files: ['**/*.test.ts'], rules: { 'no-restricted-syntax': ['error', { selector: "MemberExpression[property.name='only']", message: 'Run one test with -t; .only hides the others in CI.' }] } },
)
