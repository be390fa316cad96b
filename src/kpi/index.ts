export {
  checkReading,
  enterReading,
  fieldsOf,
  type ReadingProblem,
} from './check-reading.ts';
export {
  type Comparison,
  compareMeasure,
  totalsByWeek,
  type WeeklyReading,
} from './compare.ts';
export {
  type Expectation,
  type ExpectationResult,
  ExpectationSchema,
  scoreExpectation,
} from './expectation.ts';
export {
  formatAmount,
  formatDelta,
  formatMovement,
  formatReading,
  formatValue,
  missingText,
} from './format.ts';
export { numberForInput, parseNumber } from './parse-number.ts';
export {
  combine,
  inUnitShown,
  MixedReadingsError,
  type Reading,
  ReadingSchema,
  readingSize,
  readingValue,
} from './reading.ts';
export {
  loadReadings,
  type NewReading,
  storeFirstReadings,
  storeReading,
  teamHistories,
  teamHistory,
} from './store.ts';
export { type Unusual, unusual } from './unusual.ts';
