/** A place in a JSON document. */
export interface Place {
  readonly pointer: string;
  readonly value: unknown;
}

const encode = (key: string) => key.replaceAll('~', '~0').replaceAll('/', '~1');
const decode = (token: string) => token.replaceAll('~1', '/').replaceAll('~0', '~');

/** Every value in `document`, the document itself first. */
export function places(document: unknown, pointer = ''): readonly Place[] {
  const here = { pointer, value: document };
  if (typeof document !== 'object' || document === null) return [here];
  return [
    here,
    ...Object.entries(document).flatMap(([key, value]) => places(value, `${pointer}/${encode(key)}`)),
  ];
}

/** A copy of `document` in which the value at `pointer` is what `change` makes of it. */
export function changed(document: unknown, pointer: string, change: (value: unknown) => unknown): unknown {
  if (pointer === '') return change(document);
  const [, token = '', ...rest] = pointer.split('/');
  const tail = rest.map((part) => `/${part}`).join('');
  const key = decode(token);
  if (Array.isArray(document)) {
    return document.map((item, index) => (String(index) === key ? changed(item, tail, change) : item));
  }
  const source: Readonly<Record<string, unknown>> = isRecord(document) ? document : {};
  return { ...source, [key]: changed(source[key], tail, change) };
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether `pointer` names a value in `document`, or a field that its parent could have. Reads nothing that throws. */
export function resolves(document: unknown, pointer: string): boolean {
  if (pointer === '') return true;
  if (!pointer.startsWith('/')) return false;
  let value = document;
  for (const token of pointer.slice(1).split('/').slice(0, -1).map(decode)) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, token)) return false;
    value = Reflect.get(value, token);
  }
  return typeof value === 'object' && value !== null;
}
