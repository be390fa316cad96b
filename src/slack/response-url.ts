/**
 * Whether an answer to this address reaches Slack: the host that the API is called at, its `hooks.`, or hooks.slack.com,
 * with the API's own protocol. Payloads without an address are answered in other ways.
 */
export function answersToSlack(responseUrl: unknown, apiUrl: string): boolean {
  if (responseUrl === undefined) return true;
  if (typeof responseUrl !== 'string' || !URL.canParse(responseUrl)) return false;
  const [api, to] = [new URL(apiUrl), new URL(responseUrl)];
  const hosts = [api.hostname, `hooks.${api.hostname}`, 'hooks.slack.com'];
  return to.protocol === api.protocol && hosts.includes(to.hostname);
}
