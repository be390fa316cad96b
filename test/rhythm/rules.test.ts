import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { boardRow } from '../../src/rhythm/board.ts';
import type { Cycle, CyclePhase, FocusPhase } from '../../src/rhythm/cycle.ts';
import { earlyPart, needsFrom, nudgesFor } from '../../src/rhythm/needs.ts';
import { openReviewForm, submitReview, submitStory } from '../../src/rhythm/review-form.ts';
import { promptKinds } from '../../src/rhythm/schedule.ts';
import { takeSnapshot } from '../../src/rhythm/snapshot.ts';
import { measureWords } from '../../src/rhythm/views/review-message.ts';
import { readFormValues } from '../../src/slack/form-values.ts';
import { startWorkplace, type Workplace } from '../support/workplace.ts';
import { fullCycle, longMeasures, people, sampleBoard, sampleCycle, shipped } from './sample-cycle.ts';

const someone = fc.constantFrom(...Object.values(people));
const answered = fullCycle('x', { actions: 0, blockers: 0 }, []);
const anyCycle: fc.Arbitrary<Cycle> = fc
  .record({
    phase: fc.constantFrom<CyclePhase>('open', 'frozen', 'closed', 'cancelled'),
    focusPhase: fc.constantFrom<FocusPhase>('missing', 'proposed', 'changes_asked', 'approved'),
    hasChange: fc.boolean(),
    hasCheckpoint: fc.boolean(),
    isPublished: fc.boolean(),
    lead: someone,
    approver: someone,
    owners: fc.uniqueArray(someone, { minLength: 1, maxLength: 3 }),
  })
  .map(({ phase, focusPhase, hasChange, hasCheckpoint, isPublished, lead, approver, owners }) => {
    const cycle = sampleCycle({
      phase,
      focusPhase,
      focus: focusPhase === 'missing' ? undefined : answered.focus,
      change: hasChange ? answered.change : undefined,
      checkpoint: hasCheckpoint ? answered.checkpoint : undefined,
      publishedAt: isPublished ? answered.publishedAt : undefined,
    });
    const roles = { ...cycle.team.people, operationsLead: lead, approver, workflowOwners: owners };
    return { ...cycle, team: { ...cycle.team, people: roles } };
  });
const anyInstant = fc
  .integer({ min: -5 * 24, max: 8 * 24 })
  .map((hours) => new Date(Date.UTC(2026, 10, 16, 8 + hours)));

describe('what a week needs of whom', () => {
  test('nothing once it is frozen, closed or called off; nothing early either', () => {
    fc.assert(
      fc.property(anyCycle, someone, anyInstant, (cycle, person, now) => {
        if (cycle.phase === 'open') return;
        expect(needsFrom(cycle, person, now)).toEqual([]);
        expect(earlyPart(cycle, person, now)).toBeUndefined();
      }),
    );
  });

  test('only of those whose role it is, however many roles one person holds, and each thing once', () => {
    fc.assert(
      fc.property(anyCycle, someone, anyInstant, (cycle, person, now) => {
        const { operationsLead, approver, workflowOwners } = cycle.team.people;
        const kinds = needsFrom(cycle, person, now).map(({ kind }) => kind);
        expect(new Set(kinds).size).toBe(kinds.length);
        for (const kind of kinds) {
          if (kind === 'approve_focus') expect(person).toBe(approver);
          else if (kind === 'propose_change') expect(workflowOwners).toContain(person);
          else expect(person).toBe(operationsLead);
        }
      }),
    );
  });

  test('what is asked for now is not offered as early, and a reminder is never about anything else', () => {
    fc.assert(
      fc.property(anyCycle, someone, anyInstant, (cycle, person, now) => {
        const needs = needsFrom(cycle, person, now);
        const early = earlyPart(cycle, person, now);
        expect(needs.map(({ kind }) => kind)).not.toContain(early?.kind);
        for (const kind of promptKinds) {
          const nudges = nudgesFor(cycle, kind, now);
          expect(new Set(nudges.map(({ personId }) => personId)).size).toBe(nudges.length);
          for (const { personId, need } of nudges)
            expect(needsFrom(cycle, personId, now)).toContainEqual(need);
        }
      }),
    );
  });
});

describe('the numbers, by hand', () => {
  const speed = shipped.measures.find(({ id }) => id === 'response_speed');
  const rework = shipped.measures.find(({ id }) => id === 'rework_rate');
  if (speed === undefined || rework === undefined) throw new Error('the shipped measures have other ids');
  const week = (number: number) => `2026-W${number}` as Cycle['week'];
  const expecting = (direction: 'up' | 'down', size: number) => {
    const cycle = fullCycle('x', { actions: 0, blockers: 0 }, []);
    const expectations = [{ measure: 'response_speed', direction, size, mindChanger: 'x' }];
    return {
      ...cycle,
      focus: answered.focus && { ...answered.focus, content: { focus: 'x', expectations } },
    };
  };
  const hours = (...values: number[]) =>
    values.map((value, index) => ({
      week: week(47 - values.length + 1 + index),
      reading: { kind: 'mean' as const, value, n: 100 + index },
    }));

  test('a provisional baseline is the mean of all there are, this week among them', () => {
    // (4 + 3 + 2) / 3 = 3; 2 − 3 = −1; 2 − 3 = −1 against last week.
    const words = measureWords(boardRow(speed, expecting('down', 1), hours(4, 3, 2)));
    expect(words).toContain('2.0 h (n = 102)');
    expect(words).toMatch(/vs last week −1\.0 h ▲ better/);
    expect(words).toMatch(/provisional, 3 weeks/);
    expect(words).toMatch(/−1\.0 h ▲ better.*3\.0 h|3\.0 h.*−1\.0 h ▲ better/);
    expect(words).toContain('met');
  });

  test('a locked baseline is the mean of the first twelve, whatever came after', () => {
    // Twelve weeks of 4 h, then 10, then 2: the baseline stays 4, and 2 − 4 = −2, against last week −8.
    const row = boardRow(speed, expecting('up', 1), hours(...Array.from({ length: 12 }, () => 4), 10, 2));
    const cycle = sampleCycle();
    const [measure] = takeSnapshot(cycle, [row], { seq: 1, hash: 'a' }, cycle.times.snapshotAt).measures;
    expect(measure?.vsLastWeek).toBe('−8.0 h ▲ better');
    expect(measure?.vsBaseline).toMatch(/^−2\.0 h ▲ better .*4\.0 h.*locked/);
    expect(measure?.expectation).toContain('not met');
    expect(measureWords(row)).toContain('vs last week −8.0 h ▲ better');
  });

  test('a share is compared in points, and a week without a reading is missing', () => {
    const readings = [
      { week: week(46), reading: { kind: 'ratio' as const, numerator: 6, denominator: 100 } },
      { week: week(47), reading: { kind: 'ratio' as const, numerator: 22, denominator: 200 } },
    ];
    const words = measureWords(boardRow(rework, sampleCycle(), readings));
    expect(words).toContain('11 % (n = 200)');
    expect(words).toContain('vs last week +5 points ▼ worse');
    const gap = measureWords(boardRow(rework, sampleCycle(), readings.slice(0, 1)));
    expect(gap).toContain('– missing');
  });

  test('the snapshot says of every measure what the review says', () => {
    const measures = longMeasures(12);
    const cycle = fullCycle('x', { actions: 0, blockers: 0 }, measures);
    const board = sampleBoard(cycle, measures);
    const content = takeSnapshot(cycle, board, { seq: 1, hash: 'a' }, cycle.times.snapshotAt);
    for (const [index, row] of board.entries()) {
      const said = measureWords(row).replaceAll('*', '');
      const shown = content.measures[index];
      expect(said).toContain(shown?.value);
      expect(said).toContain(shown?.vsLastWeek);
      expect(said).toContain(shown?.expectation);
    }
  });
});

describe('playbooks of other sizes', () => {
  let at: Workplace;
  beforeAll(async () => {
    at = await startWorkplace();
  });
  afterAll(() => at.close());

  test.each([
    [0, 'Review · 1 of 2', 'review.story'],
    [12, 'Review · 1 of 6', 'review.numbers'],
  ])('with %i measures the review has its steps and can be published', async (count, title, firstForm) => {
    const services = {
      ...at.app.services,
      playbook: { ...at.app.services.playbook, measures: longMeasures(count) },
    };
    const { id } = await services.kernel.database.prisma.cycle.findFirstOrThrow({
      where: { team: { name: count === 0 ? 'Support' : 'Sales' } },
    });
    const personId = at.person(count === 0 ? 'Dana' : 'Sam').id;
    const first = await openReviewForm(services, id, personId);
    expect([first.title.text, first.callback_id]).toEqual([title, firstForm]);
    const submission = (d: object, values: object = {}) => ({
      personId,
      onceKey: `${count}:${JSON.stringify(d)}`,
      viewId: 'V1',
      privateMetadata: JSON.stringify({ v: 1, d: { cycleId: id, ...d } }),
      values: readFormValues(values),
    });
    const story = await submitStory(
      services,
      submission(
        { step: 0, depth: 1 },
        {
          'decision-kind': { any: { selected_option: { value: 'no_change' } } },
          decision: { any: { value: 'it works' } },
        },
      ),
    );
    expect(story.kind).toBe('next');
    const published = await submitReview(services, submission({ rows: 2, depth: 1 }));
    expect(published.kind).toBe('close_all');
    const answer = await services.kernel.database.prisma.answer.findMany({
      where: { cycleId: id, kind: 'review' },
    });
    expect(answer).toHaveLength(1);
  });
});
