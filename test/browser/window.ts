import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';

/** Where pictures of every screen are kept for somebody to look at; unset: none are taken. */
const shotsFolder = process.env['SHOTS'];

const desktop = { width: 1280, height: 900 };
const looks = [
  { name: 'light', colorScheme: 'light', viewport: desktop },
  { name: 'dark', colorScheme: 'dark', viewport: desktop },
  { name: 'phone', colorScheme: 'light', viewport: { width: 390, height: 844 } },
] as const;

export interface BrowserWindows {
  open(as: string, place: string): Promise<Window>;
  /** Pictures of every window, for whoever wants to know why a test failed. */
  photograph(name: string): Promise<void>;
  /** What went wrong in any window since it was last asked. */
  trouble(): string[];
  close(): Promise<void>;
}

/** Windows on a local workspace, which may talk to nobody else. */
export function openWindows(browser: Browser, workspaceUrl: string): BrowserWindows {
  const trouble: string[] = [];
  const contexts: BrowserContext[] = [];
  const windows: Window[] = [];
  return {
    photograph: async (name) => {
      for (const [number, window] of windows.entries()) {
        if (!window.page.isClosed()) await window.isPhotographed(`${name}-${number}`);
      }
    },
    open: async (as, place) => {
      // A browser draws a tab in the background about once a second, a window of its own at full speed.
      const context = await browser.newContext({ viewport: desktop });
      contexts.push(context);
      context.setDefaultTimeout(10_000);
      const page = await context.newPage();
      page.on('console', (message) => {
        if (['error', 'warning'].includes(message.type())) trouble.push(message.text());
      });
      page.on('pageerror', (error) => trouble.push(error.message));
      page.on('request', (request) => {
        const url = new URL(request.url());
        if (url.protocol !== 'data:' && url.origin !== workspaceUrl) trouble.push(`request to ${url}`);
      });
      await page.goto(`${workspaceUrl}/#as=${as}&in=${place}`);
      await page.getByRole('navigation', { name: 'Workspace' }).waitFor({ state: 'attached' });
      const window = new Window(page);
      windows.push(window);
      return window;
    },
    trouble: () => trouble.splice(0),
    close: async () => {
      await Promise.all(contexts.map((context) => context.close()));
    },
  };
}

/** One window of somebody: finds things by the words on the screen, as they do. */
export class Window {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  async goesTo(place: string): Promise<void> {
    const link = this.page.getByRole('link', { name: place, exact: true }).first();
    await link.click();
    await link.and(this.page.locator('[aria-current=page]')).waitFor();
  }

  async becomes(person: string): Promise<void> {
    const you = this.page.getByLabel('You are');
    const label = await you.locator('option', { hasText: person }).first().textContent();
    await you.selectOption({ label: label ?? person });
  }

  /** The newest message that says this. */
  message(words: string | RegExp): Locator {
    return this.page.getByRole('article').filter({ hasText: words }).last();
  }

  async sees(words: string | RegExp): Promise<void> {
    await this.page.getByRole('main').getByText(words).last().waitFor();
  }

  /** The newest button of this name, in the open place or its thread. */
  async clicks(button: string): Promise<void> {
    await this.page.getByRole('button', { name: button, exact: true }).last().click();
  }

  /** By keyboard alone: Tab until the control of this name has the focus. */
  async reaches(name: string): Promise<void> {
    for (let step = 0; step < 120; step += 1) {
      if ((await this.#focused()) === name) return;
      await this.page.keyboard.press('Tab');
    }
    throw new Error(`"${name}" cannot be reached with Tab.`);
  }

  /** By keyboard alone: the button is reached and pressed. */
  async presses(button: string): Promise<void> {
    await this.reaches(button);
    await this.page.keyboard.press('Enter');
  }

  /** By keyboard alone: each control is reached by its label; what it takes is typed, choices by their first letters. */
  async typesInto(title: string, answers: Readonly<Record<string, string>>): Promise<void> {
    await this.form(title);
    for (const [label, answer] of Object.entries(answers)) {
      await this.reaches(label);
      await this.page.keyboard.type(answer);
    }
  }

  #focused(): Promise<string> {
    return this.page.evaluate<string>(
      `(({ labels, ariaLabel, textContent }) => (labels?.[0]?.textContent ?? ariaLabel ?? textContent).trim())(document.activeElement)`,
    );
  }

  async types(text: string): Promise<void> {
    const box = this.page.getByRole('textbox', { name: /^Message / }).first();
    await box.fill(text);
    await box.press('Enter');
  }

  async movesTime(button: string | RegExp): Promise<void> {
    const clock = this.page.getByRole('region', { name: 'Clock' });
    await clock.getByRole('button', { name: button }).click();
    await clock.and(this.page.locator('[aria-busy=false]')).waitFor();
  }

  /** Presses "To the next thing due" until that thing has just been due. */
  async goesOnUntil(what: RegExp): Promise<void> {
    for (;;) {
      // Asked for, because the label follows what somebody has just done by half a second.
      const next = await this.#nextDue();
      await this.movesTime(/^To the next thing due/);
      if (what.test(next)) return;
    }
  }

  async #nextDue(): Promise<string> {
    const answer = await this.page.request.get(new URL('/control/workspace', this.page.url()).href);
    const { clock } = (await answer.json()) as { clock: { nextDue: { what: string } | null } };
    if (clock.nextDue === null) throw new Error('Nothing is due any more.');
    return clock.nextDue.what;
  }

  /** The form on top, once it has this title. */
  async form(title: string): Promise<Locator> {
    const form = this.page.getByRole('dialog', { name: title, exact: true });
    await form.waitFor();
    return form;
  }

  async hasNoForm(): Promise<void> {
    await this.page.getByRole('dialog').waitFor({ state: 'detached' });
  }

  /** Fills in by label; choices by the words that are shown. */
  async fills(title: string, answers: Readonly<Record<string, string>>): Promise<Locator> {
    const form = await this.form(title);
    for (const [label, answer] of Object.entries(answers)) await fillIn(form, label, answer);
    return form;
  }

  /** Fills in a form and presses the button that sends it. */
  async answers(title: string, answers: Readonly<Record<string, string>>): Promise<void> {
    const form = await this.fills(title, answers);
    await form.locator('button[type=submit]').click();
  }

  /** Keeps pictures of what is on the screen: light, dark and on a phone. */
  async isPhotographed(name: string): Promise<void> {
    if (shotsFolder === undefined) return;
    mkdirSync(shotsFolder, { recursive: true });
    for (const look of looks) {
      await this.page.setViewportSize(look.viewport);
      await this.page.emulateMedia({ colorScheme: look.colorScheme });
      await this.page.screenshot({ path: path.join(shotsFolder, `${name}.${look.name}.png`) });
    }
    await this.page.setViewportSize(desktop);
    await this.page.emulateMedia({ colorScheme: null });
  }
}

async function fillIn(form: Locator, label: string, answer: string): Promise<void> {
  const control = form.getByLabel(label, { exact: true }).first();
  const kind = await control.evaluate(
    (node: { tagName: string; getAttribute(name: string): string | null }) =>
      node.getAttribute('role') ?? node.tagName.toLowerCase(),
  );
  if (kind === 'radiogroup' || kind === 'group') {
    await control.getByLabel(answer, { exact: true }).check();
  } else if (kind === 'select') {
    await control.selectOption({ label: answer });
  } else if (kind === 'combobox') {
    await control.fill(answer);
    await form.getByRole('listbox').getByRole('option', { name: answer }).first().click();
  } else {
    await control.fill(answer);
  }
}
