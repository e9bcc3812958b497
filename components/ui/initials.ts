/** The first letters of the first two words; of a name without letters its first sign. Never half of a sign. */
export function initialsOf(name: string): string {
  const firsts = name.split(/\s+/).flatMap((word) => word.match(/[\p{L}\p{N}]/u) ?? [])
  return (firsts.slice(0, 2).join('') || ([...name][0] ?? '')).toUpperCase()
}
