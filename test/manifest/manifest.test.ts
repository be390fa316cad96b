import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { isScalar, isSeq, parse, parseDocument } from 'yaml';
import { Manifest } from './manifest-schema.ts';

const ADDRESS = 'https://YOUR-HOST/slack/events';

function textOf(name: string): string {
  return readFileSync(join(import.meta.dirname, '../..', name), 'utf8');
}

const socketText = textOf('manifest.yml');
const httpText = textOf('manifest.http.yml');

describe.each([
  ['manifest.yml', socketText],
  ['manifest.http.yml', httpText],
])('%s', (_name, text) => {
  test('is what Slack accepts', () => {
    expect(Manifest.safeParse(parse(text)).error).toBeUndefined();
  });

  test('says of every scope and event why it is there', () => {
    const document = parseDocument(text);
    for (const path of [
      ['oauth_config', 'scopes', 'bot'],
      ['settings', 'event_subscriptions', 'bot_events'],
    ]) {
      const list = document.getIn(path);
      expect(isSeq(list)).toBe(true);
      const items = isSeq(list) ? list.items : [];
      expect(items.length).toBeGreaterThan(0);
      const unexplained = items.filter((item) => !isScalar(item) || (item.comment ?? '').trim() === '');
      expect(unexplained.map(String)).toEqual([]);
    }
  });

  test('asks for the scope of every event it hears, and for no scope twice', () => {
    const manifest = Manifest.parse(parse(text));
    const scopes = manifest.oauth_config?.scopes?.bot ?? [];
    const needed: Record<string, string | undefined> = {
      app_home_opened: undefined,
      app_uninstalled: undefined,
      tokens_revoked: undefined,
      'message.im': 'im:history',
      user_change: 'users:read',
    };
    for (const event of manifest.settings?.event_subscriptions?.bot_events ?? []) {
      expect(Object.keys(needed)).toContain(event);
      const scope = needed[event];
      if (scope !== undefined) expect(scopes).toContain(scope);
    }
    expect(scopes).toEqual([...new Set(scopes)]);
  });
});

test('the two differ in nothing but the addresses and the way in', () => {
  const addressed = /^ *(?:url|request_url|message_menu_options_url): (.*)\n/gm;
  const addresses = [...httpText.matchAll(addressed)].map(([, address]) => address);
  expect(addresses).toEqual(new Array(4).fill(ADDRESS));

  const withoutAddresses = parse(httpText.replace(addressed, ''));
  const socket = parse(socketText);
  expect(socket.settings.socket_mode_enabled).toBe(true);
  expect(withoutAddresses).toEqual({
    ...socket,
    settings: { ...socket.settings, socket_mode_enabled: false },
  });
});

describe('what Slack would refuse is refused here', () => {
  const manifest = () => structuredClone(Manifest.parse(parse(socketText)));

  test.each<[string, (broken: ReturnType<typeof manifest>) => void]>([
    ['a misspelt key', (m) => Object.assign(m, { setting: {} })],
    ['a misspelt key further in', (m) => Object.assign(m.features?.app_home ?? {}, { home_tab: true })],
    ['a key in the wrong place', (m) => Object.assign(m.settings ?? {}, { bot_events: [] })],
    ['a name of 36 characters', (m) => Object.assign(m.display_information, { name: 'x'.repeat(36) })],
    ['a description of 141', (m) => Object.assign(m.display_information, { description: 'x'.repeat(141) })],
    ['a colour by name', (m) => Object.assign(m.display_information, { background_color: 'navy' })],
    [
      'a command without its slash',
      (m) => m.features?.slash_commands?.push({ command: 'pace', description: 'x' }),
    ],
    [
      'a command of 33',
      (m) => m.features?.slash_commands?.push({ command: `/${'x'.repeat(32)}`, description: 'x' }),
    ],
    ['an event twice', (m) => m.settings?.event_subscriptions?.bot_events?.push('message.im')],
    ['yes for true', (m) => Object.assign(m.settings ?? {}, { socket_mode_enabled: 'yes' })],
    ['no address', (m) => Object.assign(m.settings?.interactivity ?? {}, { request_url: 'YOUR-HOST' })],
  ])('%s', (_what, spoil) => {
    const broken = manifest();
    spoil(broken);
    expect(Manifest.safeParse(broken).success).toBe(false);
  });
});
