import type { KnownBlock } from '@slack/types';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, vi } from 'vitest';
import { launchBrowser } from './launch.ts';
import { type Sample, startSample } from './sample-app.ts';
import { actionBlocks } from './sample-blocks.ts';

export interface Stage {
  readonly sample: Sample;
  /** A window of its own: someone, in a place. */
  open(as?: string, place?: string): Promise<Page>;
  /** The app posts to the open channel. */
  say(text: string, blocks?: KnownBlock[]): Promise<void>;
  openForm(page: Page): Promise<Locator>;
  /** A GET of the control API. */
  reads<T>(path: string): Promise<T>;
  /** A POST to the control API. @throws when it is refused. */
  control<T>(path: string, body: object): Promise<T>;
  /** Takes what this test provoked out of the trouble, and fails when there was none. */
  expectTrouble(pattern: RegExp): void;
}

/**
 * One browser per file; a workspace, an app and clean windows per test. After each test nothing may have gone wrong in any
 * window: no console error, no page error, no request to another host.
 */
export function useStage(): Stage {
  vi.setConfig({ testTimeout: 40_000, hookTimeout: 40_000 });
  let browser: Browser;
  let sample: Sample;
  let context: BrowserContext;
  let trouble: string[] = [];

  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());
  beforeEach(async () => {
    trouble = [];
    sample = await startSample();
    context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    context.setDefaultTimeout(8_000);
  });
  afterEach(async () => {
    await context.close();
    await sample.close();
    expect(trouble).toEqual([]);
  });

  return {
    get sample() {
      return sample;
    },
    async open(as = 'UDANA', place = 'CSUPPORT') {
      const page = await context.newPage();
      page.on('console', (message) => {
        if (['error', 'warning'].includes(message.type())) trouble.push(message.text());
      });
      page.on('pageerror', (error) => trouble.push(error.message));
      page.on('request', (request) => {
        const url = new URL(request.url());
        const own = url.protocol === 'data:' || url.origin === sample.workspace.url;
        if (!own) trouble.push(`request to ${url}`);
      });
      await page.goto(`${sample.workspace.url}/#as=${as}&in=${place}`);
      await page.getByRole('navigation', { name: 'Workspace' }).waitFor({ state: 'attached' });
      return page;
    },
    async say(text, blocks = []) {
      const more = blocks.length > 0 ? { blocks } : {};
      await sample.app.client.chat.postMessage({ channel: 'CSUPPORT', text, ...more });
    },
    expectTrouble(pattern) {
      const other = trouble.filter((line) => !pattern.test(line));
      expect(other.length).toBeLessThan(trouble.length);
      trouble = other;
    },
    async reads<T>(path: string) {
      return (await (await fetch(`${sample.workspace.url}/control/${path}`)).json()) as T;
    },
    async control<T>(path: string, body: object) {
      const response = await fetch(`${sample.workspace.url}/control/${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      expect(response.ok).toBe(true);
      return (await response.json()) as T;
    },
    async openForm(page) {
      await this.say('Set the focus', actionBlocks);
      await log(page).getByRole('button', { name: 'Set the focus' }).click();
      const form = page.getByRole('dialog', { name: 'Set the focus' });
      await form.waitFor();
      return form;
    },
  };
}

/** The messages of the channel that the tests talk in. */
export function log(page: Page): Locator {
  return page.getByRole('log', { name: 'Messages in # support-ops' });
}
