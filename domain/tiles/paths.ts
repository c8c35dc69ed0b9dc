export const reliefPath = (theme: 'light' | 'dark' = 'light') => `/relief/{z}/{x}/{y}.webp${theme === 'dark' ? '?theme=dark' : ''}`
