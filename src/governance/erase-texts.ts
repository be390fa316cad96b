/** Fields in answers and snapshots that hold what people wrote; names, numbers, ids and codes are not among them. */
const fieldsOfPeople = new Set([
  'focus',
  'mindChanger',
  'change',
  'impact',
  'rollback',
  'note',
  'outcomes',
  'lessons',
  'text',
]);

/** What stands where a text was. */
export function erasedMark(now: Date): string {
  return `(erased on ${now.toISOString().slice(0, 10)})`;
}

/** The same document with `mark` in place of every text of a person; empty texts stay empty. */
export function eraseTexts(value: unknown, mark: string): unknown {
  if (Array.isArray(value)) return value.map((part) => eraseTexts(part, mark));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([field, part]) => [
      field,
      typeof part === 'string' && part !== '' && fieldsOfPeople.has(field) ? mark : eraseTexts(part, mark),
    ]),
  );
}
