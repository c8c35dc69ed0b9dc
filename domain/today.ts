/** Today in the city, YYYY-MM-DD: Asia/Shanghai, wherever the server or the browser stands. */
export const today = (now = new Date()): string => new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' }).format(now)
