import { z } from 'zod';
import { identifier, plainText } from './text.ts';

/** The roles that a playbook may name; Slack binds them to people. */
const roles = [
  'operations_lead',
  'qa_lead',
  'workflow_owner',
  'automation_engineer',
  'domain_reviewer',
  'approver',
] as const;
export const RoleSchema = z.enum(roles);
export type Role = z.infer<typeof RoleSchema>;

const maxMeasures = 40;

const common = {
  id: identifier(40),
  name: plainText(60),
  question: plainText(150),
  direction: z.enum(['higher', 'lower']),
  role: z.enum(['input', 'output']),
  decimals: z.int().min(0).max(6),
  floor_n: z.int().min(1).max(1_000_000),
  guardrail: z.boolean(),
  range: z.strictObject({ min: z.number(), max: z.number() }),
  target: z.number().optional(),
  owner: RoleSchema,
  backup: RoleSchema,
  enabled: z.boolean(),
};

const RatioSchema = z.strictObject({
  ...common,
  kind: z.literal('ratio'),
  numerator: plainText(48),
  denominator: plainText(48),
});

const MeanSchema = z.strictObject({
  ...common,
  kind: z.literal('mean'),
  unit: plainText(12),
  value: plainText(48),
  n: plainText(48),
});

interface MeasureBase {
  id: string;
  name: string;
  /** As asked in the modal. */
  question: string;
  /** Which way is better. */
  direction: 'higher' | 'lower';
  role: 'input' | 'output';
  /** Places after the decimal point, for display only. */
  decimals: number;
  /** Below this n a reading says too little to be judged. */
  floorN: number;
  guardrail: boolean;
  /** What can be true at all, both ends included, in the unit shown (percent for ratios). */
  range: { min: number; max: number };
  /** In the unit shown, or null. */
  target: number | null;
  owner: Role;
  backup: Role;
  /** Whether it is asked for and shown. */
  enabled: boolean;
}

/** Entered as two counts; shown in percent. */
export interface RatioMeasure extends MeasureBase {
  kind: 'ratio';
  unit: '%';
  labels: { numerator: string; denominator: string };
}

/** Entered as a value and the n it is the mean of; shown in its unit. */
export interface MeanMeasure extends MeasureBase {
  kind: 'mean';
  unit: string;
  labels: { value: string; n: string };
}

/** The definition of a KPI. */
export type Measure = RatioMeasure | MeanMeasure;

const MeasureEntrySchema = z
  .discriminatedUnion('kind', [RatioSchema, MeanSchema])
  .superRefine((entry, context) => {
    const { range, target } = entry;
    const ends = `${range.min} to ${range.max}`;
    if (range.min >= range.max) {
      context.addIssue({
        code: 'custom',
        path: ['range'],
        message: `has to grow from min to max, not ${ends}`,
      });
    }
    if (entry.kind === 'ratio' && (range.min < 0 || range.max > 100)) {
      context.addIssue({
        code: 'custom',
        path: ['range'],
        message: 'of a ratio is in percent, within 0 to 100',
      });
    }
    if (target !== undefined && (target < range.min || target > range.max)) {
      context.addIssue({ code: 'custom', path: ['target'], message: `has to lie in the range, ${ends}` });
    }
  });

/** The content of `measures.yml`. */
export const MeasuresFileSchema = z
  .strictObject({ measures: z.array(MeasureEntrySchema).min(1).max(maxMeasures) })
  .transform(({ measures }): Measure[] => measures.map(toMeasure));

/** Two measures with one id, which the schema cannot see while something else is wrong. */
export function repeatedIds(raw: unknown): { path: (string | number)[]; message: string }[] {
  const file = z.object({ measures: z.array(z.unknown()) }).safeParse(raw);
  if (!file.success) return [];
  const seen = new Set<string>();
  return file.data.measures.flatMap((entry, index) => {
    const named = z.object({ id: z.string() }).safeParse(entry);
    if (!named.success) return [];
    const { id } = named.data;
    if (!seen.has(id)) {
      seen.add(id);
      return [];
    }
    return [
      {
        path: ['measures', index, 'id'],
        message: `is used twice: another measure is already called "${id}"`,
      },
    ];
  });
}

function toMeasure(entry: z.infer<typeof MeasureEntrySchema>): Measure {
  const { floor_n: floorN, target = null, ...rest } = entry;
  if (rest.kind === 'ratio') {
    const { numerator, denominator, ...base } = rest;
    return { ...base, floorN, target, unit: '%', labels: { numerator, denominator } };
  }
  const { value, n, ...base } = rest;
  return { ...base, floorN, target, labels: { value, n } };
}
