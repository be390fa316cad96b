import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, onTestFailed, test, vi } from 'vitest';
import { startWorkplace, type Workplace } from '../support/workplace.ts';
import { launchBrowser } from './launch.ts';
import { type BrowserWindows, openWindows, type Window } from './window.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

describe('a week in the browser', () => {
  let at: Workplace;
  let browser: Browser;
  let windows: BrowserWindows;
  let dana: Window;
  let priya: Window;

  beforeAll(async () => {
    [browser, at] = await Promise.all([launchBrowser(), startWorkplace()]);
    windows = openWindows(browser, at.slack.url);
    dana = await windows.open(at.person('Dana').id, 'home');
  });
  afterAll(async () => {
    await windows.close();
    await browser.close();
    await at.close();
  });
  beforeEach(() => {
    onTestFailed(({ task }) => windows.photograph(`failed-${task.name.slice(0, 20)}`));
  });
  afterEach(() => {
    expect(windows.trouble()).toEqual([]);
  });

  test('Dana finds her Home, and time goes on to the next thing due', async () => {
    await dana.sees('Nothing needs you');
    await dana.isPhotographed('01-home-before');
    await dana.clicks('Got it');
    await dana.movesTime('To the next thing due: ');
    await dana.sees('Needs you now (1)');
    await dana.isPhotographed('02-home-monday');
    await dana.goesTo('# support-ops');
    await dana.sees('Monday focus · Support');
    await dana.isPhotographed('03-focus-asked');
  });

  test('she sets the focus; an error is drawn at its field', async () => {
    await dana.clicks('Set the focus');
    await dana.form('Set the focus');
    await dana.isPhotographed('04-focus-form');
    await dana.answers('Set the focus', {
      'What is this week about?': 'First answers to billing questions under two hours',
      'Which measures do we expect to move?': 'Response speed',
    });
    await dana.answers('Set the focus · 2 of 2', {
      'Response speed: which way?': 'Down',
      'Response speed: by how much, in h?': 'a lot',
      'Response speed: what would change our mind?': 'Volume above 200',
    });
    const form = await dana.form('Set the focus · 2 of 2');
    await form.getByText('Please enter digits only, without letters or a unit.').waitFor();
    await form
      .getByLabel('Response speed: by how much, in h?')
      .and(dana.page.locator('[aria-invalid=true]:focus'))
      .waitFor();
    await dana.isPhotographed('05-focus-error');
    await dana.answers('Set the focus · 2 of 2', { 'Response speed: by how much, in h?': '0.9' });
    await dana.hasNoForm();
    await dana.sees('waiting for approval');
    await dana.isPhotographed('06-focus-proposed');
  });

  test('Tom proposes the change, Priya approves in a second window, and both windows follow', async () => {
    const tom = await windows.open(at.person('Tom').id, at.channel('#support-ops'));
    priya = await windows.open(at.person('Priya').id, at.channel('#support-ops'));
    await tom.clicks('Got it');
    await priya.clicks('Got it');
    await tom.clicks('Propose a change');
    await tom.form('Propose a change');
    await tom.isPhotographed('07-change-form');
    await tom.answers('Propose a change', {
      'What do we change?': 'Route billing questions before triage',
      'What do we expect from it?': '0.8 h faster',
      'How do we back out?': 'Switch the rule off',
    });
    await priya.sees('Route billing questions before triage');
    await dana.clicks('Approve');
    await dana.sees('Only the approver of Support can approve');
    await dana.isPhotographed('08-not-the-approver');
    await priya.isPhotographed('09-focus-for-priya');
    await priya.clicks('Ask for a change');
    await priya.form('Ask for a change');
    await priya.isPhotographed('10-return-form');
    await priya.page.keyboard.press('Escape');
    await priya.hasNoForm();
    await priya.goesTo('App Home');
    await priya.sees('waits for your approval');
    await priya.isPhotographed('11-home-priya');
    await priya.goesTo('# support-ops');
    await priya.presses('Approve');
    for (const window of [dana, tom, priya]) await window.sees(/Approved by/);
    expect(await dana.page.getByRole('button', { name: 'Approve' }).count()).toBe(0);
    await dana.isPhotographed('12-focus-approved');
    await tom.page.close();
  });

  test('on Wednesday the checkpoint has a status and a blocker', async () => {
    await dana.movesTime('+1 day');
    await dana.goesTo('App Home');
    await dana.goesOnUntil(/Wednesday checkpoint · Support/);
    await dana.sees('where it stands');
    await dana.isPhotographed('13-home-wednesday');
    await dana.goesTo('# support-ops');
    await dana.sees('Wednesday checkpoint');
    await dana.isPhotographed('14-checkpoint-asked');
    // By keyboard: the radio buttons go by arrow keys.
    await dana.presses('Say where we are');
    const where = await dana.form('Where are we?');
    await dana.isPhotographed('15-checkpoint-form');
    await dana.reaches('on track');
    await dana.page.keyboard.press('ArrowDown');
    await where.getByLabel('at risk').and(dana.page.locator(':checked:focus')).waitFor();
    await dana.typesInto('Where are we?', { 'What is behind it?': 'Billing backlog from the outage' });
    await dana.presses('Save');
    await dana.hasNoForm();
    await dana.clicks('Raise a blocker');
    await dana.form('Raise a blocker');
    await dana.isPhotographed('16-blocker-form');
    await dana.answers('Raise a blocker', {
      'What is stuck?': 'The billing export fails every night',
      'Who can unblock it?': 'Tom Becker',
    });
    await dana.hasNoForm();
    await dana.sees('1 blocker');
    await priya.sees('The billing export fails every night');
    await dana.isPhotographed('17-checkpoint-blocker');
    await dana.becomes('Tom');
    await dana.goesTo('App Home');
    await dana.sees('The billing export fails every night');
    await dana.isPhotographed('18-home-tom-blocker');
    await dana.becomes('Dana');
    await dana.goesTo('# support-ops');
  });

  test('two people decide on the same card: hers is on its way when his arrives, and both windows show one decision', async () => {
    const tom = await windows.open(at.person('Tom').id, at.channel('#support-ops'));
    await tom.clicks('Got it');
    const unblock = 'Unblock: The billing export fails every night';
    await tom.page.getByRole('button', { name: unblock }).waitFor();
    // What Dana clicks takes long enough to reach the app that Tom, half a second later, comes first.
    await at.control('POST', 'faults', { kind: 'delay_next', delayMs: 2_000 });
    const clicked = dana.page.waitForRequest('**/control/act/click');
    await dana.clicks(unblock);
    await clicked;
    await tom.clicks(unblock);
    for (const window of [dana, tom, priya]) {
      await window.message('Wednesday checkpoint').getByText('Unblocked').waitFor();
      expect(await window.page.getByRole('button', { name: unblock }).count()).toBe(0);
    }
    await dana.sees(/tom.* unblocked this before you\. Nothing was changed\./i);
    expect(await tom.page.getByText('before you').count()).toBe(0);
    await dana.isPhotographed('19-checkpoint-unblocked');
    await tom.page.close();
  });

  test('on Friday the review takes the numbers, asks about an odd one, and is published', async () => {
    await dana.goesOnUntil(/Friday review · Support/);
    await dana.sees('Friday review');
    await dana.isPhotographed('20-review-asked');
    await dana.clicks('Fill in the review');
    await dana.form('Review · 1 of 4');
    await dana.isPhotographed('21-review-numbers');
    await dana.answers('Review · 1 of 4', {
      'Completion rate: Completed': '62',
      'Completion rate: Started': '58',
    });
    const form = await dana.form('Review · 1 of 4');
    await form.getByText('Completed (62) cannot be more than started (58).').waitFor();
    await dana.isPhotographed('22-review-error');
    await dana.answers('Review · 1 of 4', {
      'Response speed: Hours to first answer': '41',
      'Response speed: Requests answered': '143',
      'Completion rate: Completed': '131',
      'Completion rate: Started': '146',
    });
    const doubt = await dana.form('Is this right?');
    await dana.isPhotographed('23-is-this-right');
    await doubt.getByRole('button', { name: 'Correct it' }).waitFor();
    await dana.presses('Correct it');
    // By keyboard: what stands in a field is selected first.
    await dana.form('Review · 1 of 4');
    await dana.reaches('Response speed: Hours to first answer');
    await dana.page.keyboard.press('ControlOrMeta+A');
    await dana.typesInto('Review · 1 of 4', {
      'Response speed: Hours to first answer': '2.7',
      'Quality score: Passed': '55',
      'Quality score: Checked': '61',
    });
    await dana.presses('Next');
    await dana.form('Review · 2 of 4');
    await dana.isPhotographed('24-review-more-numbers');
    await dana.answers('Review · 2 of 4', {
      'Conversion assist: Bought': '7',
      'Conversion assist: Helped': '29',
      'Rework rate: Reworked': '20',
      'Rework rate: Finished': '131',
    });
    await dana.form('Review · 3 of 4');
    await dana.isPhotographed('25-review-story');
    await dana.answers('Review · 3 of 4', {
      'What did we learn?': 'The account lookup fails for merged accounts.',
    });
    await dana.isPhotographed('26-review-undecided');
    await dana.answers('Review · 3 of 4', {
      Decision: 'We decided something',
      'What is decided, or why does nothing change?': 'Keep billing routing for two more weeks',
    });
    await dana.form('Review · 4 of 4');
    await dana.isPhotographed('27-review-actions');
    await dana.answers('Review · 4 of 4', {
      'Action 1': 'Find the cause of the rework',
      'Action 1: who?': 'Tom Becker',
      'Action 1: by when?': '2026-11-25',
    });
    await dana.hasNoForm();
    await dana.sees('published by');
    await dana.isPhotographed('28-review-published');
  });

  test('the snapshot is in #leadership and #delivery; a team without a review is missing', async () => {
    await dana.goesOnUntil(/[Ss]napshot.*Support/);
    await priya.goesTo('# leadership');
    await priya.sees('Support · week 47 · KPI snapshot');
    await priya.isPhotographed('29-snapshot');
    await priya.becomes('Sam');
    await priya.goesTo('# delivery');
    await priya.sees('Support · week 47 · KPI snapshot');
    await priya.goesTo('App Home');
    await priya.isPhotographed('30-home-sam-behind');
    await priya.goesTo('# sales-ops');
    await priya.isPhotographed('31-sales-unanswered');
    await priya.goesTo('Pacekeeper');
    await priya.isPhotographed('32-sam-nudges');
    await priya.goesOnUntil(/[Ss]napshot.*Sales/);
    await priya.goesTo('# leadership');
    await priya.sees('Sales · week 47 · KPI snapshot');
    await priya.isPhotographed('33-snapshot-missing');
    await dana.isPhotographed('34-support-after-snapshot');
    await dana.goesTo('App Home');
    await dana.isPhotographed('35-home-weekend');
  });

  test("on Monday last week's action comes back, and Tom ticks it off", async () => {
    await dana.goesOnUntil(/Monday focus · Support/);
    await dana.becomes('Tom');
    await dana.goesTo('App Home');
    await dana.isPhotographed('36-home-tom-action');
    await dana.goesTo('# support-ops');
    await dana.sees('Open from earlier weeks: 1 action');
    await dana.isPhotographed('37-monday-carried');
    await dana.message('Open from earlier weeks').getByRole('link', { name: '1 reply' }).click();
    await dana.page.getByText('Actions from earlier weeks').waitFor();
    await dana.isPhotographed('38-thread-carried');
    await dana.clicks('Done: Find the cause of the rework');
    await dana.page
      .getByRole('button', { name: 'Done: Find the cause of the rework' })
      .waitFor({ state: 'detached' });
    await dana.message('Actions from earlier weeks').getByText('done (@Tom Becker)').waitFor();
    await dana.isPhotographed('39-thread-done');
  });

  test('the focus is set by keyboard alone, and whoever leaves a form is where they were', async () => {
    const { keyboard } = dana.page;
    const focused = (name: string) =>
      dana.page.getByRole('button', { name, exact: true }).and(dana.page.locator(':focus')).waitFor();
    await dana.becomes('Dana');
    await dana.goesTo('# support-ops');
    await dana.page.getByRole('button', { name: 'Set the focus' }).last().focus();
    await keyboard.press('Enter');
    await dana.form('Set the focus');
    await keyboard.press('Escape');
    await dana.hasNoForm();
    await focused('Set the focus');
    await keyboard.press('Tab');
    await focused('Propose a change');
    await keyboard.press('Shift+Tab');
    await keyboard.press('Enter');
    await dana.form('Set the focus');
    await keyboard.type('Fewer handovers');
    await keyboard.press('Tab');
    await keyboard.press('Space');
    // Five measures, Cancel, Next.
    for (let step = 0; step < 6; step += 1) await keyboard.press('Tab');
    await keyboard.press('Enter');
    await dana.form('Set the focus · 2 of 2');
    await keyboard.press('ArrowDown');
    await keyboard.press('Tab');
    await keyboard.type('0.3');
    await keyboard.press('Tab');
    await keyboard.type('More than 200 requests');
    await keyboard.press('Enter');
    await dana.hasNoForm();
    await dana.sees('Fewer handovers');
    // The button that opened the form is gone from the message; the focus is on what came of it.
    await dana.message('Fewer handovers').and(dana.page.locator(':focus-within, :focus')).waitFor();
  });

  test('/pace says what it knows, where the week is and who the teams are', async () => {
    await dana.becomes('Dana');
    await dana.goesTo('# general');
    await dana.page.getByText('Nothing has been said here yet.').waitFor();
    await dana.types('/pace');
    await dana.sees('/pace setup');
    await dana.isPhotographed('40-pace');
    await dana.types('/pace wat');
    await dana.sees('I do not know “wat”');
    await dana.isPhotographed('41-pace-unknown');
    await dana.types('/pace help');
    await dana.types('/pace status');
    await dana.sees('Needs you now');
    await dana.isPhotographed('42-pace-status');
    await dana.goesTo('Pacekeeper');
    await dana.types('hello');
    await dana.sees('Prompts come by themselves');
    await dana.isPhotographed('44-direct-message');
  });

  test('/pace setup makes a team in four steps, and says what to do where the app is not', async () => {
    await dana.types('/pace setup');
    await dana.form('Set up a team · 1 of 4');
    await dana.isPhotographed('50-setup-basics');
    await dana.answers('Set up a team · 1 of 4', {
      'Name of the team': 'Onboarding',
      'Team channel': '# general',
      'Time zone': 'Kolkata',
    });
    const basics = await dana.form('Set up a team · 1 of 4');
    await basics.getByText('I am not in #general, so I could not post there.').waitFor();
    await dana.isPhotographed('51-setup-not-in-channel');
    await dana.page.keyboard.press('Escape');
    await dana.hasNoForm();
    await dana.goesTo('# general');
    await dana.types('/invite @Pacekeeper');
    await dana.page.getByText('@Pacekeeper is in this channel now.').waitFor();
    await dana.isPhotographed('51b-invited');
    // By keyboard: the command, a text, a select by its first letters, and the type-ahead.
    await dana.reaches('Message # general');
    await dana.page.keyboard.type('/pace setup');
    await dana.page.keyboard.press('Enter');
    await dana.typesInto('Set up a team · 1 of 4', {
      'Name of the team': 'Onboarding',
      'Team channel': '# general',
      'Time zone': 'Kolkata',
    });
    await dana.page.getByRole('option', { name: 'Kolkata' }).first().waitFor();
    await dana.page.keyboard.press('Enter');
    await dana.presses('Next');
    await dana.form('Set up a team · 2 of 4');
    await dana.isPhotographed('52-setup-roles');
    await dana.answers('Set up a team · 2 of 4', {
      'QA lead': 'Mia Lindqvist',
      'Workflow owners': 'Tom Becker',
      Approver: 'Priya Nair',
    });
    await dana.form('Set up a team · 3 of 4');
    await dana.isPhotographed('53-setup-channels');
    await dana.answers('Set up a team · 3 of 4', { 'Leadership channel': '# leadership' });
    await dana.form('Set up a team · 4 of 4');
    await dana.isPhotographed('54-setup-week');
    await dana.answers('Set up a team · 4 of 4', { 'Focus time': '10:30' });
    const done = await dana.form('Team set up');
    await done.getByText('Onboarding is set up.').waitFor();
    await dana.isPhotographed('55-setup-done');
    await done.getByRole('button', { name: 'Close', exact: true }).click();
    await dana.hasNoForm();
  });

  test('a team is edited, archived and brought back', async () => {
    await dana.types('/pace teams');
    await dana.sees('3 active');
    await dana.isPhotographed('60-teams');
    await dana.clicks('Edit Onboarding');
    await dana.form('Edit team · 1 of 4');
    await dana.isPhotographed('61-edit-team');
    await dana.answers('Edit team · 1 of 4', { 'Name of the team': 'Welcome' });
    await dana.answers('Edit team · 2 of 4', {});
    await dana.answers('Edit team · 3 of 4', {});
    await dana.answers('Edit team · 4 of 4', {});
    const saved = await dana.form('Team saved');
    await dana.isPhotographed('62-team-saved');
    await saved.getByRole('button', { name: 'Close', exact: true }).click();
    await dana.hasNoForm();
    await dana.types('/pace teams');
    await dana.sees('Welcome');
    await dana.clicks('Archive Welcome');
    const asked = await dana.form('Archive this team?');
    await dana.isPhotographed('63-archive');
    await asked.getByRole('button', { name: 'Archive', exact: true }).click();
    await dana.hasNoForm();
    await dana.sees('2 active, 1 archived');
    await dana.isPhotographed('64-archived');
    await dana.clicks('Bring back Welcome');
    await dana.sees(/3 active$/);
  });
});
