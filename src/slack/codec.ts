import { z } from 'zod';
import { UserFacingError } from '../kernel/index.ts';

/** A button's `value` or a view's `private_metadata`: versioned, because old messages stay clickable for years. */
export interface Codec<T> {
  encode(data: T): string;
  /** @throws UserFacingError code `outdated_button` for what this version cannot read. */
  decode(text: string | undefined): T;
}

/** @param version raise it when the shape changes; older texts are then refused with a sentence for the person. */
export function codec<T>(version: number, shape: z.ZodType<T>): Codec<T> {
  const envelope = z.object({ v: z.literal(version), d: shape });
  return {
    encode: (data) => JSON.stringify({ v: version, d: data }),
    decode: (text) => {
      const parsed = envelope.safeParse(parseJson(text));
      if (parsed.success) return parsed.data.d;
      throw new UserFacingError(
        'outdated_button',
        'This button belongs to an older version of the message. Open the newest message, or my Home, and use the button there.',
      );
    },
  };
}

function parseJson(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}
