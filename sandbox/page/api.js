// @ts-check

/** The control API refused, or could not be reached (`code` is then `unreachable`). */
export class ApiError extends Error {
  /**
   * @param {string} code
   * @param {string} message
   * @param {unknown} [cause]
   */
  constructor(code, message, cause) {
    super(message, { cause });
    this.name = 'ApiError';
    this.code = code;
  }
}

/**
 * @param {string} path below `/control/`
 * @param {RequestInit} init
 * @returns {Promise<unknown>}
 */
async function request(path, init) {
  let response;
  try {
    response = await fetch(`/control/${path}`, init);
  } catch (cause) {
    throw new ApiError('unreachable', 'The local workspace does not answer. Is it still running?', cause);
  }
  const text = await response.text();
  /** @type {{ error?: string, message?: string }} */
  let body = {};
  try {
    body = text === '' ? {} : JSON.parse(text);
  } catch (cause) {
    throw new ApiError('not_json', `The local workspace answered ${response.status} without JSON.`, cause);
  }
  if (!response.ok)
    throw new ApiError(body.error ?? 'failed', body.message ?? body.error ?? `Error ${response.status}`);
  return body;
}

/**
 * @template T
 * @param {string} path
 * @param {Record<string, string>} [query]
 * @returns {Promise<T>}
 */
export async function get(path, query = {}) {
  const search = new URLSearchParams(query).toString();
  return /** @type {T} */ (
    await request(search ? `${path}?${search}` : path, { headers: { accept: 'application/json' } })
  );
}

/**
 * @template T
 * @param {string} path
 * @param {Record<string, unknown>} body
 * @returns {Promise<T>}
 */
export async function post(path, body) {
  const init = {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  };
  return /** @type {T} */ (await request(path, init));
}

/**
 * @template T
 * @param {string} path
 * @returns {Promise<T>}
 */
export async function remove(path) {
  return /** @type {T} */ (await request(path, { method: 'DELETE' }));
}
