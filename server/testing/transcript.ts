/**
 * Whole conversations as text. A transcript holds what the client sends (`-->`) and what the server is expected to say (`<--`);
 * playing it sends the one and writes down the other, so the played text equals the file when nothing has changed.
 *
 *     --> textDocument/hover            a message with its parameters as JSON; a request is waited for
 *     ~~> workspace/executeCommand      the same, not waited for
 *     --> raw                           bytes as they stand, \r and \n written out
 *     <-- textDocument/hover            the result of that request; `<-- error ...` when it failed
 *     <-- textDocument/publishDiagnostics   a message of the server's own; `<-- request ...` when it wants an answer
 *
 * `{"id": "last"}` in the client's messages stands for the id of its last request, `"token"` for a token the server made.
 */
import type { Message, ServerProcess } from './server-process';

export interface Step {
  /** The client's message, as it stands in the file. */
  readonly arrow: '-->' | '~~>';
  readonly method: string;
  readonly body: string;
  /** How many messages of the server are written down after it. */
  readonly expected: number;
}

export interface Script {
  /** Comment lines at the top. */
  readonly title: string;
  readonly steps: readonly Step[];
}

export function readScript(text: string): Script {
  const blocks = text.split(/^(?=(?:-->|~~>|<--) )/m);
  const title = blocks[0]!.startsWith('#') ? blocks.shift()! : '';
  const steps: Step[] = [];
  for (const block of blocks) {
    const [head, ...rest] = block.trimEnd().split('\n');
    const match = /^(-->|~~>|<--) (.*)$/.exec(head!)!;
    if (match[1] === '<--') steps[steps.length - 1] = { ...steps[steps.length - 1]!, expected: steps[steps.length - 1]!.expected + 1 };
    else steps.push({ arrow: match[1] as Step['arrow'], method: match[2]!, body: rest.join('\n'), expected: 0 });
  }
  return { title: title.trimEnd(), steps };
}

/** Plays a script and gives the whole conversation. `recording`: the expected counts are not to be trusted, so each step waits for silence. */
export async function play(script: Script, server: ServerProcess, recording: boolean): Promise<string> {
  const parts = [script.title];
  const methods = new Map<number, string>();
  let seen = 0;
  let lastId = 0;
  let token: string | number = '';
  for (const step of script.steps) {
    parts.push(`${step.arrow} ${step.method}${step.body === '' ? '' : `\n${step.body}`}`);
    if (step.method === 'raw') server.sendBytes(step.body.replaceAll('\n', '').replaceAll('\\r', '\r').replaceAll('\\n', '\n'));
    else {
      const params: unknown = step.body === '' ? undefined : fill(JSON.parse(step.body), lastId, token);
      if (isNotification(step.method)) server.notify(step.method, params);
      else {
        lastId = server.ask(step.method, params);
        methods.set(lastId, step.method);
        if (step.arrow === '-->') await server.answer(lastId);
      }
    }
    await settle(server, seen + step.expected, recording);
    for (const message of server.received.slice(seen)) {
      const made = tokenOf(message);
      if (made !== null) token = made;
      parts.push(written(message, methods, token));
    }
    seen = server.received.length;
  }
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

/** Waits for as many messages as were expected; a little longer, so that one too many is seen too. */
async function settle(server: ServerProcess, expected: number, recording: boolean): Promise<void> {
  const deadline = Date.now() + 5000;
  while (server.received.length < expected && Date.now() < deadline && server.alive) await pause(5);
  for (let before = -1; before !== server.received.length;) {
    before = server.received.length;
    await pause(recording ? 400 : 30);
  }
}

function written(message: Message, methods: ReadonlyMap<number, string>, token: string | number): string {
  const shown = (value: unknown): string =>
    print(token === '' ? value : JSON.parse(JSON.stringify(value ?? null).replaceAll(JSON.stringify(token), '"token"')));
  if (message.method !== undefined) return `<-- ${message.id === undefined ? '' : 'request '}${message.method}\n${shown(message.params)}`;
  const method = methods.get(message.id as number) ?? `id ${String(message.id)}`;
  return message.error === undefined ? `<-- ${method}\n${shown(message.result)}` : `<-- error ${method}\n${shown(message.error)}`;
}

/** The token of `window/workDoneProgress/create`: random, so written as `token`. */
function tokenOf(message: Message): string | number | null {
  return message.method === 'window/workDoneProgress/create' ? (message.params as { token: string | number }).token : null;
}

function fill(value: unknown, lastId: number, token: string | number): unknown {
  return JSON.parse(
    JSON.stringify(value)
      .replaceAll('"id":"last"', `"id":${lastId}`)
      .replaceAll('"token":"token"', `"token":${JSON.stringify(token)}`),
  );
}

function isNotification(method: string): boolean {
  return /^(initialized|exit|\$\/.*|window\/.*|jitlens\/.*|textDocument\/did.*|notebookDocument\/did.*|workspace\/did.*)$/.test(method);
}

/** JSON, on one line where that is short enough; long texts of several lines as they read. */
function print(value: unknown, indent = ''): string {
  if (typeof value === 'string' && value.length > 100 && value.includes('\n')) {
    const lines = ['"""', ...value.split('\n'), '"""'].map((line) => (line === '' ? '' : `${indent}  ${line}`));
    return lines.join('\n').trimStart();
  }
  const line = compact(value);
  if (typeof value !== 'object' || value === null || indent.length + line.length <= 120) return line;
  const inner = `${indent}  `;
  if (Array.isArray(value)) return `[\n${value.map((item) => inner + print(item, inner)).join(',\n')}\n${indent}]`;
  const entries = Object.entries(value).map(([key, item]) => `${inner}${JSON.stringify(key)}: ${print(item, inner)}`);
  return `{\n${entries.join(',\n')}\n${indent}}`;
}

function compact(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(compact).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return `{${Object.entries(value)
    .map(([key, item]) => `${JSON.stringify(key)}: ${compact(item)}`)
    .join(', ')}}`;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
