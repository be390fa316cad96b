import { z } from 'zod';
import { codec } from '../slack/index.ts';

/** The value of buttons that are about one team. */
export const teamCodec = codec(1, z.object({ teamId: z.string() }));
