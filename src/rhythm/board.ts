import type { Queryable } from '../kernel/index.ts';
import { addWeeks, type IsoWeek } from '../kernel/iso-week.ts';
import {
  type Comparison,
  compareMeasure,
  type Expectation,
  type ExpectationResult,
  type Reading,
  scoreExpectation,
  teamHistories,
  totalsByWeek,
  type WeeklyReading,
} from '../kpi/index.ts';
import type { Measure, Playbook } from '../playbook/index.ts';
import type { Cycle } from './cycle.ts';

/** One measure in one week, against what was and what was expected. */
export interface BoardRow {
  readonly measure: Measure;
  readonly reading: Reading | null;
  readonly comparison: Comparison;
  /** The newest reading before the week, and when it was. */
  readonly before: WeeklyReading | undefined;
  readonly expectation: Expectation | undefined;
  readonly result: { readonly result: ExpectationResult; readonly why: string } | undefined;
}

/** The measures that are asked for, in the playbook's order. */
export function measuresAsked(playbook: Playbook): Measure[] {
  return playbook.measures.filter((measure) => measure.enabled);
}

/** @param override readings that are not stored yet, by measure id. */
export async function loadBoard(db: Queryable, playbook: Playbook, cycle: Cycle): Promise<BoardRow[]> {
  const measures = measuresAsked(playbook);
  const ids = measures.map(({ id }) => id);
  const histories = await teamHistories(db, cycle.team.id, ids, cycle.week);
  return measures.map((measure) => boardRow(measure, cycle, histories.get(measure.id) ?? []));
}

export function boardRow(measure: Measure, cycle: Cycle, history: readonly WeeklyReading[]): BoardRow {
  const totals = totalsByWeek(history);
  const reading = totals.get(cycle.week) ?? null;
  const before = newestBefore(totals, cycle.week);
  const expectation = cycle.focus?.content.expectations.find((one) => one.measure === measure.id);
  return {
    measure,
    reading,
    comparison: compareMeasure(history, cycle.week),
    before,
    expectation,
    result:
      expectation === undefined
        ? undefined
        : scoreExpectation(expectation, before?.reading ?? null, reading, measure),
  };
}

function newestBefore(totals: ReadonlyMap<IsoWeek, Reading>, week: IsoWeek): WeeklyReading | undefined {
  return [...totals].map(([of, reading]) => ({ week: of, reading })).findLast((entry) => entry.week < week);
}

/** Whether a reading is of the very week before. */
export function isOfLastWeek(entry: WeeklyReading, week: IsoWeek): boolean {
  return entry.week === addWeeks(week, -1);
}
