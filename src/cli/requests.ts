import { z } from 'zod';
import {
  auditPages,
  backupPages,
  keyUsage,
  RotationPlaceSchema,
  retireKeys,
  rotateBatch,
  textPages,
  verifyTexts,
} from '../governance/index.ts';
import { type Database, migrate, refuseUnlessLocal, StartupError } from '../kernel/index.ts';

/** What the command line asks of whoever has the database open: the running app, or itself. */
const RequestSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('hello') }),
  z.strictObject({ kind: z.literal('audit_page'), afterSeq: z.int().min(0), limit: z.int().min(1) }),
  z.strictObject({ kind: z.literal('audit_texts') }),
  z.strictObject({ kind: z.literal('text_page'), afterSeq: z.int().min(0), limit: z.int().min(1) }),
  z.strictObject({ kind: z.literal('backup_begin') }),
  z.strictObject({ kind: z.literal('backup_page') }),
  z.strictObject({ kind: z.literal('key_check') }),
  z.strictObject({ kind: z.literal('key_rotate'), place: RotationPlaceSchema }),
  z.strictObject({ kind: z.literal('key_retire') }),
  z.strictObject({ kind: z.literal('migrate') }),
  z.strictObject({ kind: z.literal('demo_reset') }),
]);
export type Request = z.infer<typeof RequestSchema>;

export interface RequestContext {
  readonly database: Database;
  /** The app runs, and goes on running after a reset. */
  readonly isRunning: boolean;
  /** Puts the demo company back as on the first start. */
  readonly resetDemo: () => Promise<void>;
}

/** The backup that is being read, one for each database. One that nobody reads to its end is ended by the next. */
const backups = new WeakMap<Database, AsyncGenerator<string>>();

/** Carries out one request; the answer is plain JSON. @throws StartupError `not_local` for a reset of a real database. */
export async function answerRequest(
  asked: unknown,
  { database, isRunning, resetDemo }: RequestContext,
): Promise<unknown> {
  const { success, data: request } = RequestSchema.safeParse(asked);
  if (!success) {
    throw new StartupError('unknown_request', [
      'The running Pacekeeper does not know what was asked. Is it another version than this command?',
    ]);
  }
  switch (request.kind) {
    case 'hello':
      return { ready: true };
    case 'audit_page':
      return auditPages(database.prisma)(request.afterSeq, request.limit);
    case 'text_page':
      return textPages(database.prisma)(request.afterSeq, request.limit);
    case 'audit_texts':
      return verifyTexts(database.prisma);
    case 'backup_begin':
      await backups.get(database)?.return(undefined);
      backups.set(database, backupPages(database));
      return null;
    case 'backup_page': {
      const page = await backups.get(database)?.next();
      return page === undefined || page.done === true ? null : page.value;
    }
    case 'key_check':
      return { usage: await keyUsage(database.prisma), keys: database.vault.keyIds };
    case 'key_rotate': {
      const { changed, next } = await rotateBatch(database, request.place);
      return { changed, next: next ?? null };
    }
    case 'key_retire':
      return { retired: await retireKeys(database) };
    case 'migrate':
      return { applied: await migrate(database) };
    case 'demo_reset':
      await refuseUnlessLocal(database);
      await resetDemo();
      return { isRunning };
  }
}
