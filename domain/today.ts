/** The city's time zone: its days begin and end there, in the database too. */
export const zone = 'Asia/Shanghai'

/** Today in the city, YYYY-MM-DD: Asia/Shanghai, wherever the server or the browser stands. */
export const today = (now = new Date()): string => new Intl.DateTimeFormat('sv-SE', { timeZone: zone }).format(now)
