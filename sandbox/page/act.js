// @ts-check
import { post } from './api.js';
import { report, state } from './store.js';
import { toast } from './toast.js';

/**
 * Does something as the person of this window. Refusals and notices are shown; the caller gets the answer or undefined.
 * @template {{ notice?: string }} T
 * @param {string} what the last part of `/control/act/…`
 * @param {Record<string, unknown>} body
 * @param {{ quiet?: boolean }} [options] quiet: the caller shows the notice itself
 * @returns {Promise<T | undefined>}
 */
export async function act(what, body, options = {}) {
  try {
    /** @type {T} */
    const answer = await post(`act/${what}`, { as: state.route.as, ...body });
    if (answer.notice && !options.quiet) toast(answer.notice, 'error');
    return answer;
  } catch (error) {
    report(error);
    return undefined;
  }
}
