/** A cell that may hold several values: an array, or text joined by `;`. Everything else is one value. */
export function listOf(value: unknown): string[] {
  if (value === null || value === undefined || value === '') return []
  if (Array.isArray(value)) return value.flatMap(listOf)
  if (typeof value === 'string') return value.split(/[;；]/).map((part) => part.trim()).filter(Boolean)
  if (typeof value === 'object') return [JSON.stringify(value)]
  return [String(value as number | boolean)]
}
