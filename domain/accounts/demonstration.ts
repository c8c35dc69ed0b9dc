/** What everybody of the demonstration city signs in with. Nobody in it is real, and no other city has this password. */
export const demoPassword = 'rongzhou'
