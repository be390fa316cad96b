import type { Workspace } from '../workspace.ts';

/** What people type, as Slack hands it to apps. */

/** `<@U…>`, `<#C…>`, `<!here>` and links that a person's client has already put in. */
const TOKEN = /<(?:@[A-Z0-9]+|#[A-Z0-9]+(?:\|[^<>]*)?|![a-z]+|https?:\/\/[^<>\s]+)>/g;

/** Escapes `&`, `<` and `>` everywhere but inside the tokens. */
function escapeAround(text: string): string {
  const escaped = (part: string) => part.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
  let done = '';
  let from = 0;
  for (const match of text.matchAll(TOKEN)) {
    done += escaped(text.slice(from, match.index)) + match[0];
    from = match.index + match[0].length;
  }
  return done + escaped(text.slice(from));
}

function idOfName(ws: Workspace, name: string): string | undefined {
  if (name === ws.app.botName) return ws.app.botUserId;
  return ws.store.people().find((person) => person.name === name)?.id;
}

/** A message: `@name` of someone in the workspace becomes a mention. */
export function messageText(ws: Workspace, typed: string): string {
  const mentioned = typed.replace(/(?<![\w<])@([\w.-]*\w)/g, (whole, name: string) => {
    const id = idOfName(ws, name);
    return id === undefined ? whole : `<@${id}>`;
  });
  return escapeAround(mentioned);
}

/** A command's text: with `should_escape`, `@name` and `#channel` become ids with names. */
export function commandText(ws: Workspace, typed: string, shouldEscape: boolean): string {
  if (!shouldEscape) return typed;
  return typed
    .replace(/&/g, '&amp;')
    .replace(/<(?![@#!])/g, '&lt;')
    .replace(/(?<![\w<])@([\w.-]*\w)/g, (whole, name: string) => {
      const id = idOfName(ws, name);
      return id === undefined ? whole : `<@${id}|${name}>`;
    })
    .replace(/(?<![\w<])#([\w-]+)/g, (whole, name: string) => {
      const found = ws.store.conversations().find((one) => one.kind !== 'im' && one.name === name);
      return found ? `<#${found.id}|${name}>` : whole;
    });
}
