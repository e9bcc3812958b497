/** A moment as a bank reads it: `2026-11-28 09:05 UTC`. */
export const minute = (at: Date): string => `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`
