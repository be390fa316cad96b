import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sealedColumns, sealedRelations } from '../../src/kernel/sealed-columns.ts';
import { createVault, keyIdOf } from '../../src/kernel/vault.ts';

const key = randomBytes(32);
const other = randomBytes(32);
const place = ['answer', 'content', 'a1'] as const;

describe('the vault', () => {
  test('gives back any text and any document, with a key and without', () => {
    for (const vault of [createVault([key]), createVault([])]) {
      fc.assert(
        fc.property(fc.string({ unit: 'binary' }), fc.jsonValue(), (text, value) => {
          // What a column can hold: JSON has no minus zero.
          const document: unknown = JSON.parse(JSON.stringify({ value }));
          expect(vault.openText(place, vault.sealText(place, text))).toBe(text);
          expect(vault.openJson(place, vault.sealJson(place, document))).toEqual(document);
        }),
      );
    }
  });

  test.each(['pace-sealed:0000000000000000:AAAA', 'pace-sealed:', 'pace-plain:x', 'pace-plain:pace-sealed:'])(
    'what somebody types to look encrypted (%s) is a text like any other',
    (typed) => {
      for (const vault of [createVault([key]), createVault([])]) {
        expect(vault.openText(place, vault.sealText(place, typed))).toBe(typed);
      }
      expect(createVault([key]).openText(place, createVault([]).sealText(place, typed))).toBe(typed);
    },
  );

  test('the same text is never stored the same way twice, and does not show', () => {
    const vault = createVault([key]);
    const stored = [1, 2].map(() => vault.sealText(place, 'the offer to Contoso'));
    expect(new Set(stored).size).toBe(2);
    expect(stored.join()).not.toContain('Contoso');
    expect(JSON.stringify(vault.sealJson(place, { focus: 'Contoso' }))).not.toMatch(/Contoso|focus/);
  });

  test('a value is readable in its own row only', () => {
    const vault = createVault([key]);
    const stored = vault.sealText(place, 'mine');
    for (const elsewhere of [
      ['answer', 'content', 'a2'],
      ['action', 'content', 'a1'],
      ['answer', 'text', 'a1'],
      ['answer', 'content', 'a', '1'],
    ] as const) {
      expect(() => vault.openText(elsewhere, stored)).toThrow(/altered or moved/);
    }
  });

  test('a changed value is refused, whichever byte it is', () => {
    const vault = createVault([key]);
    const stored = vault.sealText(place, 'mine');
    const start = stored.lastIndexOf(':') + 1;
    for (let at = start; at < stored.length; at += 1) {
      const changed = `${stored.slice(0, at)}${stored[at] === 'A' ? 'B' : 'A'}${stored.slice(at + 1)}`;
      if (Buffer.from(changed.slice(start), 'base64').equals(Buffer.from(stored.slice(start), 'base64')))
        continue;
      expect(() => vault.openText(place, changed)).toThrow(
        expect.objectContaining({ code: 'value_altered' }),
      );
    }
    expect(() => vault.openText(place, stored.slice(0, start))).toThrow(/altered/);
  });

  test('the first key encrypts and every key decrypts', () => {
    const before = createVault([key]).sealText(place, 'mine');
    const vault = createVault([other, key]);
    expect(vault.openText(place, before)).toBe('mine');
    expect(vault.sealText(place, 'mine')).toContain(keyIdOf(other));
    expect(() => createVault([other]).openText(place, before)).toThrow(
      expect.objectContaining({ code: 'key_missing', message: expect.stringContaining(keyIdOf(key)) }),
    );
    expect(() => createVault([]).openText(place, before)).toThrow(/not in ENCRYPTION_KEY/);
  });

  test('the id of a key says nothing about it and no key is held twice', () => {
    expect(keyIdOf(key)).toMatch(/^[0-9a-f]{16}$/);
    expect(key.toString('hex')).not.toContain(keyIdOf(key));
    expect(createVault([key, key]).keyIds).toEqual([keyIdOf(key)]);
  });
});

describe('the table of encrypted columns', () => {
  const models = [
    ...readFileSync('prisma/schema.prisma', 'utf8').matchAll(/^model (\w+) \{\n(.*?)^\}/gms),
  ].map(([, name = '', body = '']) => ({
    name,
    table: /@@map\("(\w+)"\)/.exec(body)?.[1],
    fields: body.split('\n').flatMap((line) => {
      const [, field = '', type = ''] = /^ {2}(\w+) +(\w+)/.exec(line) ?? [];
      return field === '' ? [] : [{ field, type, column: /@map\("(\w+)"\)/.exec(line)?.[1] ?? field }];
    }),
  }));

  test('names what the schema names', () => {
    for (const [name, sealed] of Object.entries(sealedColumns)) {
      const model = models.find((one) => one.name === name);
      expect(model?.table).toBe(sealed.table);
      const column = model?.fields.find(({ field }) => field === sealed.field);
      expect(column).toMatchObject({
        column: sealed.column,
        type: sealed.type === 'json' ? 'Json' : 'String',
      });
      expect(sealed.identity.map((one) => model?.fields.find(({ field }) => field === one)?.column)).toEqual(
        sealed.identityColumns,
      );
    }
  });

  test('knows every relation that leads to such a column', () => {
    const leads = new Set(Object.keys(sealedColumns));
    for (let size = 0; size !== leads.size; ) {
      size = leads.size;
      for (const { name, fields } of models) if (fields.some(({ type }) => leads.has(type))) leads.add(name);
    }
    for (const { name, fields } of models) {
      for (const { field, type } of fields) {
        if (sealedColumns[type] !== undefined || (leads.has(type) && field in sealedRelations)) {
          expect(sealedRelations[field], `${name}.${field}`).toBe(type);
        }
      }
    }
  });

  test('has each column of a document, but for those that hold no text of a person', () => {
    const documents = models.flatMap(({ name, fields }) =>
      fields.filter(({ type }) => type === 'Json').map(({ field }) => `${name}.${field}`),
    );
    const sealed = Object.entries(sealedColumns).map(([name, { field }]) => `${name}.${field}`);
    expect(documents.filter((one) => !sealed.includes(one))).toEqual([
      'DueRow.payload',
      'DomainEvent.data',
      'AuditEvent.data',
      'Team.rhythm',
    ]);
  });
});
