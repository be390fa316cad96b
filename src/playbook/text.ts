import { z } from 'zod';

/** One line of text for people: not empty, at most `max` code points, no control characters, no blanks at its ends. */
export function plainText(max: number) {
  return z
    .string()
    .refine((text) => text.trim() !== '', { message: 'must not be empty', abort: true })
    .refine((text) => [...text].length <= max, `must not be longer than ${max} characters`)
    .refine((text) => !/\p{Cc}|[\p{Zl}\p{Zp}]/u.test(text), 'must be one line without control characters')
    .refine((text) => text === text.trim(), 'must not begin or end with a blank');
}

/** A name that other files and stored rows refer to. */
export function identifier(max: number) {
  return z
    .string()
    .max(max)
    .regex(
      /^[a-z][a-z0-9_]*$/,
      'must be lower-case letters, digits and underscores, beginning with a letter',
    );
}
