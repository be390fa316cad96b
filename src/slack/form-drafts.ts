import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import { type Queryable, toJsonColumn, type Work } from '../kernel/index.ts';

/** Which form of whom, about what. */
export interface FormKey {
  readonly personId: string;
  readonly form: string;
  readonly subjectId: string;
}

/** Keeps what a person has entered so far, so that a form that is closed half way can be continued. */
export async function saveFormDraft(work: Work, key: FormKey, content: object): Promise<void> {
  const values = { content: toJsonColumn(content), updatedAt: work.now };
  await work.tx.formDraft.upsert({
    where: { personId_form_subjectId: { ...key } },
    create: { id: randomUUID(), ...key, ...values },
    update: values,
  });
}

/** @returns undefined when there is none, or when it was kept by a version that this one cannot read. */
export async function loadFormDraft<T>(
  db: Queryable,
  key: FormKey,
  shape: z.ZodType<T>,
): Promise<T | undefined> {
  const row = await db.formDraft.findUnique({ where: { personId_form_subjectId: { ...key } } });
  if (row === null) return undefined;
  const parsed = shape.safeParse(row.content);
  return parsed.success ? parsed.data : undefined;
}

/** The form was finished. */
export async function dropFormDraft(work: Pick<Work, 'tx'>, key: FormKey): Promise<void> {
  await work.tx.formDraft.deleteMany({ where: { ...key } });
}
