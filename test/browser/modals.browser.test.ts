import { describe, expect, test } from 'vitest';
import { actionBlocks, pixel } from './sample-blocks.ts';
import { log, useStage } from './stage.ts';

const stage = useStage();

describe('modals', () => {
  test('says so when the app does not answer, and keeps what is typed', async () => {
    const page = await stage.open();
    const form = await stage.openForm(page);
    await form.getByLabel('Focus of the week').fill('no answer');
    await form.getByRole('button', { name: 'Save the focus' }).click();
    await form.getByRole('button', { name: 'Working…' }).waitFor();
    await form.getByRole('alert').getByText('trouble').waitFor();
    await form.getByRole('button', { name: 'Save the focus' }).waitFor();
    expect(await form.getByLabel('Focus of the week').inputValue()).toBe('no answer');
  });

  test('the type-ahead says what is wanted, moves by arrow keys and can be cleared', async () => {
    const page = await stage.open();
    const form = await stage.openForm(page);
    const zone = form.getByLabel('Zone');
    await zone.pressSequentially('b');
    await form.getByText('Type at least 2 characters').first().waitFor();
    await zone.pressSequentially('xx');
    await form.getByText('Nothing found').first().waitFor();
    await zone.fill('be');
    await form.getByRole('option', { name: 'Berlin' }).waitFor();
    await zone.press('ArrowDown');
    await zone.press('ArrowDown');
    expect(await zone.getAttribute('aria-activedescendant')).toMatch(/--1$/);
    await zone.press('Escape');
    await form.getByRole('option', { name: 'Berlin' }).waitFor({ state: 'detached' });
    await zone.fill('mad');
    await form.getByRole('option', { name: 'Madrid' }).waitFor();
    await zone.press('Enter');
    expect(await zone.inputValue()).toBe('Madrid');
    await zone.fill('');
    await form.getByLabel('Focus of the week').fill('Cleared');
    await form.getByRole('button', { name: 'Save the focus' }).click();
    await form.waitFor({ state: 'detached' });
    await expect.poll(() => stage.sample.submitted()?.['zone']?.['zone.input']?.selected_option).toBe(null);
  });

  test('errors stand at the field, which gets the focus; what is typed stays', async () => {
    const page = await stage.open();
    const form = await stage.openForm(page);
    const focus = form.getByLabel('Focus of the week');
    await form.getByRole('button', { name: 'Save the focus' }).click();
    await form.locator('.error').waitFor();
    expect(await focus.getAttribute('aria-invalid')).toBe('true');
    await form.getByLabel('Completed').fill('58');
    await focus.fill('too vague');
    await form.getByRole('button', { name: 'Save the focus' }).click();
    await form.getByText('Say what is true on Friday.').waitFor();
    expect(await focus.inputValue()).toBe('too vague');
    expect(await form.getByLabel('Completed').inputValue()).toBe('58');
    const described = (await focus.getAttribute('aria-describedby'))?.split(' ') ?? [];
    const texts = await Promise.all(described.map((id) => page.locator(`[id="${id}"]`).textContent()));
    expect(texts).toEqual(['Say what is true on Friday.', 'One sentence']);
    await focus.and(page.locator(':focus')).waitFor();
  });

  test('every input sends what was put into it', async () => {
    const page = await stage.open();
    const form = await stage.openForm(page);
    await form.getByLabel('Focus of the week').fill('Answers under two hours');
    await form.getByLabel('Completed').fill('58');
    await form.getByLabel('Mail').fill('dana@example.org');
    await form.getByLabel('Evidence').fill('https://example.org/e');
    await form.getByLabel('At risk').check();
    await form.getByLabel('The channel').check();
    await form.getByLabel('Owner').selectOption({ label: 'Tom Weber' });
    await form.getByLabel('Reviewers').fill('pri');
    await form.getByRole('listbox').getByRole('option', { name: 'Priya Shah' }).click();
    await form.getByLabel('Post to').selectOption({ label: '# support-ops' });
    await form.getByLabel('Zone').fill('ber');
    await form.getByRole('option', { name: 'Bern' }).click();
    await form.getByLabel('Measures').click();
    await form.getByRole('option', { name: 'Speed' }).waitFor();
    await form.getByLabel('Measures').press('ArrowDown');
    await form.getByLabel('Measures').press('Enter');
    await form.getByLabel('Day').fill('2026-11-20');
    await form.getByLabel('Time').fill('09:30');
    await form.getByLabel('Due').fill('2026-11-20T15:00');
    await form.getByLabel('Note').fill('A note');
    await form.getByLabel('Proof').setInputFiles([
      { name: 'readings.csv', mimeType: 'text/csv', buffer: Buffer.from('team,n\nSupport,143\n') },
      { name: 'chart.png', mimeType: 'image/png', buffer: pixel },
    ]);
    await form.getByRole('button', { name: 'Remove chart.png' }).click();
    await form.getByText('readings.csv').waitFor();
    await form.getByRole('button', { name: 'Save the focus' }).click();
    await form.waitFor({ state: 'detached' });
    await log(page).getByText('Focus by @Dana Reyes: Answers under two hours').waitFor();
    const entry = (id: string) => stage.sample.submitted()?.[id]?.[`${id}.input`];
    expect(entry('count')?.value).toBe('58');
    expect(entry('mail')?.value).toBe('dana@example.org');
    expect(entry('link')?.value).toBe('https://example.org/e');
    expect(entry('status')?.selected_option?.value).toBe('risk');
    expect(entry('tell')?.selected_options?.map((one) => one.value)).toEqual(['channel']);
    expect(entry('owner')?.selected_user).toBe('UTOM');
    expect(entry('reviewers')?.selected_users).toEqual(['UPRIYA']);
    expect(entry('room')?.selected_conversation).toBe('CSUPPORT');
    expect(entry('zone')?.selected_option?.value).toBe('Bern');
    expect(entry('measures')?.selected_options?.map((one) => one.value)).toEqual(['speed']);
    expect(entry('day')?.selected_date).toBe('2026-11-20');
    expect(entry('time')?.selected_time).toBe('09:30');
    // 15:00 on Dana's clock in Berlin.
    expect(entry('due')?.selected_date_time).toBe(Date.UTC(2026, 10, 20, 14, 0) / 1000);
    expect(JSON.stringify(entry('note')?.rich_text_value)).toContain('A note');
    expect(JSON.stringify(entry('proof'))).toContain('readings.csv');
    expect(JSON.stringify(entry('proof'))).not.toContain('chart.png');
  });

  test('an update keeps what is typed, a push comes on top, Escape goes back one', async () => {
    const page = await stage.open();
    const form = await stage.openForm(page);
    await form.getByLabel('Focus of the week').fill('Half a sent');
    await form.getByRole('button', { name: 'Add a line' }).click();
    await form.getByText('One more line').waitFor();
    expect(await form.getByLabel('Focus of the week').inputValue()).toBe('Half a sent');
    await form.getByRole('button', { name: 'Look closer' }).click();
    const closer = page.getByRole('dialog', { name: 'A closer look' });
    await closer.getByText('Details').waitFor();
    expect(await page.getByRole('dialog').count()).toBe(1);
    await page.keyboard.press('Escape');
    await form.waitFor();
    expect(await form.getByLabel('Focus of the week').inputValue()).toBe('Half a sent');
    await page.keyboard.press('Escape');
    await form.waitFor({ state: 'detached' });
    await log(page).getByRole('button', { name: 'Set the focus' }).and(page.locator(':focus')).waitFor();
  });

  test('the whole way by keyboard alone', async () => {
    const page = await stage.open();
    await stage.say('Set the focus', actionBlocks);
    await log(page).getByRole('button', { name: 'Set the focus' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'Set the focus' }).waitFor();
    await page.keyboard.type('By keyboard');
    await page.keyboard.press('Tab');
    await page.keyboard.type('3');
    await page.keyboard.press('Enter');
    await log(page).getByText('Focus by @Dana Reyes: By keyboard').waitFor();
  });
});
