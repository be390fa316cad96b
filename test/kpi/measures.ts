import type { MeanMeasure, RatioMeasure } from '../../src/playbook/index.ts';

const common = {
  role: 'output',
  decimals: 0,
  floorN: 10,
  guardrail: false,
  range: { min: 0, max: 100 },
  target: null,
  owner: 'operations_lead',
  backup: 'qa_lead',
  enabled: true,
} as const;

export const completionRate: RatioMeasure = {
  ...common,
  id: 'completion_rate',
  name: 'Completion rate',
  question: 'How much of what was started got done?',
  kind: 'ratio',
  unit: '%',
  labels: { numerator: 'Completed', denominator: 'Started' },
  direction: 'higher',
};

export const reworkRate: RatioMeasure = {
  ...completionRate,
  id: 'rework_rate',
  name: 'Rework rate',
  labels: { numerator: 'Reworked', denominator: 'Finished' },
  direction: 'lower',
};

export const responseSpeed: MeanMeasure = {
  ...common,
  id: 'response_speed',
  name: 'Response speed',
  question: 'How long did a first answer take?',
  kind: 'mean',
  unit: 'h',
  labels: { value: 'Hours to first answer', n: 'Requests answered' },
  direction: 'lower',
  decimals: 1,
  range: { min: 0, max: 720 },
};

export function ratio(numerator: number, denominator: number) {
  return { kind: 'ratio' as const, numerator, denominator };
}

export function mean(value: number, n = 100) {
  return { kind: 'mean' as const, value, n };
}
