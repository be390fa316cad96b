import type { Prisma } from '../../generated/prisma/client.ts';

/** What may be stored as JSON: no undefined, no dates, no functions. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };

/**
 * Hands a value to a JSON column. PostgreSQL refuses the zero character and halves of surrogate pairs in JSON, so they
 * are taken out here, at the one gate that every stored document passes.
 */
export function toJsonColumn(value: unknown): Prisma.InputJsonValue {
  return JSON.parse(JSON.stringify(value), (_key, part: unknown) =>
    typeof part === 'string' ? storableText(part) : part,
  ) as Prisma.InputJsonValue;
}

/** Text that PostgreSQL stores as it is: no zero character, no lone surrogate. */
export function storableText(text: string): string {
  return text.replaceAll('\u0000', '').toWellFormed();
}
