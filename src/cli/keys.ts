import { z } from 'zod';
import {
  type KeyUsage,
  KeyUsageSchema,
  type RotationPlace,
  RotationPlaceSchema,
} from '../governance/index.ts';
import { readConfig } from '../kernel/index.ts';
import { type DatabaseAccess, withDatabase } from './database-access.ts';
import type { ExitCode, Surroundings } from './outcome.ts';

const CheckAnswer = z.object({ usage: KeyUsageSchema, keys: z.array(z.string()) });
const RotateAnswer = z.object({ changed: z.int(), next: RotationPlaceSchema.nullable() });
const RetireAnswer = z.object({ retired: z.array(z.string()) });

/** A process that still encrypts with an older key makes new values while the others are done; once more catches them. */
const mostRounds = 3;

/** `key check`: 0 when every value is as a new one would be stored, 1 otherwise. */
export async function keyCheckCommand(
  { environment, stdout }: Surroundings,
  { json }: { json?: boolean },
): Promise<ExitCode> {
  const answer = CheckAnswer.parse(
    await withDatabase(readConfig(environment), (access) => access.ask({ kind: 'key_check' })),
  );
  const [first] = answer.keys;
  const others = valuesOutside(answer.usage, first);
  if (json === true) await stdout(`${JSON.stringify({ ...answer, others })}\n`);
  else await stdout(`${[...inWords(answer), conclusion(first, others)].join('\n')}\n`);
  return others === 0 ? 0 : 1;
}

/** `key rotate`: everything under the first key; 1 when other processes go on writing with an older one. */
export async function keyRotateCommand(
  { environment, stdout, stderr }: Surroundings,
  { json }: { json?: boolean },
): Promise<ExitCode> {
  const { changed, retired, left } = await withDatabase(readConfig(environment), async (access) => {
    let total = 0;
    for (let round = 1; ; round += 1) {
      total += await rotateOnce(access, async (now) => {
        if (json !== true && total + now > 0) await stderr(`${total + now} values encrypted anew\n`);
      });
      const { usage, keys } = CheckAnswer.parse(await access.ask({ kind: 'key_check' }));
      const others = valuesOutside(usage, keys[0]);
      if (others > 0 && round < mostRounds) continue;
      const answer = RetireAnswer.parse(await access.ask({ kind: 'key_retire' }));
      return { changed: total, retired: answer.retired, left: others };
    }
  });
  if (json === true) await stdout(`${JSON.stringify({ changed, retired, left })}\n`);
  else {
    const said = [`${changed} values were encrypted anew.`];
    if (retired.length > 0) {
      said.push(`Nothing is under ${retired.join(' and ')} any more: take it out of ENCRYPTION_KEY.`);
    }
    if (left > 0) {
      said.push(
        `${left} values are still under another key: some process encrypts with it. Start every process with the new key first in ENCRYPTION_KEY, then run this again.`,
      );
    }
    await stdout(`${said.join('\n')}\n`);
  }
  return left === 0 ? 0 : 1;
}

async function rotateOnce(
  access: DatabaseAccess,
  progress: (changed: number) => Promise<void>,
): Promise<number> {
  let changed = 0;
  let place: RotationPlace | null = { column: 0, after: null };
  while (place !== null) {
    const answer: z.infer<typeof RotateAnswer> = RotateAnswer.parse(
      await access.ask({ kind: 'key_rotate', place }),
    );
    changed += answer.changed;
    if (answer.next?.column !== place.column) await progress(changed);
    place = answer.next;
  }
  return changed;
}

function valuesOutside(usage: KeyUsage, first: string | undefined): number {
  return usage.reduce((sum, { key, values }) => (key === (first ?? null) ? sum : sum + values), 0);
}

function inWords({ usage, keys }: z.infer<typeof CheckAnswer>): string[] {
  return usage.map(({ table, column, key, values }) => {
    const under =
      key === null
        ? 'not encrypted'
        : `under ${key}${key === keys[0] ? '' : keys.includes(key) ? ' (an older key)' : ' (NOT in ENCRYPTION_KEY)'}`;
    return `${table}.${column}: ${values} ${under}`;
  });
}

function conclusion(first: string | undefined, others: number): string {
  if (first === undefined) {
    return others === 0
      ? 'ENCRYPTION_KEY is not set, and nothing is encrypted.'
      : `ENCRYPTION_KEY is not set, and ${others} values are encrypted.`;
  }
  return others === 0
    ? `Everything is under ${first}, the first key in ENCRYPTION_KEY.`
    : `${others} values are not under ${first}, the first key in ENCRYPTION_KEY. Bring them there with: npm run -s pace -- key rotate`;
}
