/**
 * Random edits of a document over LSP: what the server says of it afterwards is what it says of a new document with the same text.
 *
 * The first line of an input is the text at the beginning; each other line is the changes of one `didChange`.
 */
import { TextDocument } from 'vscode-languageserver-textdocument';
import { randomEdit, seeded } from '../../analyzer/syntax/testing/random-edits';
import { editBetween } from '../../analyzer/syntax/module';
import type { ServerProcess } from '../../server/testing/server-process';
import { repositoryPrograms } from '../files/python-texts';
import type { Fuzzer } from '../fuzzer';
import { Random } from '../random';
import { greeted, innerFailure } from './conversation';

interface Change {
  readonly range?: { readonly start: Place; readonly end: Place };
  readonly text: string;
}

interface Place {
  readonly line: number;
  readonly character: number;
}

const EDITED = 'file:///fuzz/edited.py';
/** A server that has seen so many documents is replaced: its received messages are searched from the beginning. */
const CASES_PER_SERVER = 60;

export function editsFuzzer(): Fuzzer {
  let server: ServerProcess | null = null;
  let cases = 0;
  const stop = async (): Promise<void> => {
    server?.process.kill('SIGKILL');
    await server?.exited();
    server = null;
  };
  return {
    name: 'edits',
    what: 'random edits over LSP: incremental results equal fresh ones',
    make: (seed) =>
      editing(seed)
        .map((line) => JSON.stringify(line))
        .join('\n'),
    async complaint(input) {
      if (cases++ % CASES_PER_SERVER === 0) await stop();
      server ??= await greeted();
      const complaint = await compared(server, input).catch((error: unknown) => (error instanceof Error ? error.message : String(error)));
      if (complaint !== null) await stop();
      return complaint;
    },
    dispose: stop,
  };
}

/** A text, and edits of it as fingers and tools make them: one at a time, several in one message, all of it at once, beyond the end. */
function editing(seed: number): readonly (string | readonly Change[])[] {
  const random = new Random(seed);
  const uniform = seeded(seed);
  const first = random.chance(10)
    ? ''
    : `${random.pick(repositoryPrograms()).slice(0, 5000)}\n${random.pick(repositoryPrograms()).slice(0, 2000)}`;
  const steps: (string | readonly Change[])[] = [first];
  let document = TextDocument.create(EDITED, 'python', 1, first);
  for (let round = random.between(1, 25); round > 0; round--) {
    const changes: Change[] = [];
    for (let more = random.pick([1, 1, 1, 2, 5]); more > 0; more--) {
      const change = changeOf(document, random, uniform);
      changes.push(change);
      document = TextDocument.update(document, [change], document.version + 1);
    }
    steps.push(changes);
  }
  return steps;
}

function changeOf(document: TextDocument, random: Random, uniform: () => number): Change {
  const text = document.getText();
  if (random.chance(3)) return { text: randomEdit(text, uniform) };
  if (random.chance(3)) {
    const start = { line: random.pick([0, 5, 2147483647]), character: random.pick([0, 99_999, 2147483647]) };
    return { range: { start, end: { line: random.pick([0, 9, 2147483647]), character: 3 } }, text: random.pick(['', 'x', '\n']) };
  }
  const next = randomEdit(text, uniform);
  const { start, oldEnd, newEnd } = editBetween(text, next);
  return { range: { start: document.positionAt(start), end: document.positionAt(oldEnd) }, text: next.slice(start, newEnd) };
}

async function compared(server: ServerProcess, input: string): Promise<string | null> {
  const [first = '""', ...steps] = input.split('\n');
  const opened: unknown = JSON.parse(first);
  if (typeof opened !== 'string') return null;
  let document = TextDocument.create(EDITED, 'python', 1, opened);
  server.notify('textDocument/didOpen', { textDocument: { uri: EDITED, languageId: 'python', version: 1, text: opened } });
  const from = server.received.length;
  for (const [index, step] of steps.entries()) {
    const contentChanges = JSON.parse(step) as Change[];
    document = TextDocument.update(document, contentChanges, document.version + 1);
    server.notify('textDocument/didChange', { textDocument: { uri: EDITED, version: document.version }, contentChanges });
    // Not after each step: edits that nobody asked about between must add up as well.
    if (index % 4 === 0) await asked(server, EDITED, document);
  }
  const incremental = await asked(server, EDITED, document);
  const version = 1;
  server.notify('textDocument/didClose', { textDocument: { uri: EDITED } });
  server.notify('textDocument/didOpen', { textDocument: { uri: EDITED, languageId: 'python', version, text: document.getText() } });
  const fresh = await asked(server, EDITED, document);
  server.notify('textDocument/didClose', { textDocument: { uri: EDITED } });
  const failed = innerFailure(server.received.slice(from));
  if (failed !== null) return failed;
  const at = fresh.findIndex((answer, i) => answer !== incremental[i]);
  return at < 0
    ? null
    : `${QUESTIONS[Math.min(at, QUESTIONS.length - 1)]} is ${incremental[at]!.slice(0, 300)}, not ${fresh[at]!.slice(0, 300)}`;
}

const QUESTIONS = ['diagnostic', 'codeLens', 'inlayHint', 'codeAction', 'hover'] as const;
const HOVERS = 4;

/** What the server says of the document, each answer as text. */
async function asked(server: ServerProcess, uri: string, document: TextDocument): Promise<string[]> {
  const textDocument = { uri };
  const end = document.positionAt(document.getText().length);
  const range = { start: { line: 0, character: 0 }, end };
  const params = { textDocument, range, context: { diagnostics: [] } };
  const ids = QUESTIONS.slice(0, -1).map((name) => server.ask(`textDocument/${name}`, params));
  for (let i = 1; i <= HOVERS; i++)
    ids.push(
      server.ask('textDocument/hover', {
        textDocument,
        position: document.positionAt(Math.floor((document.getText().length * i) / (HOVERS + 1))),
      }),
    );
  const answers: string[] = [];
  for (const id of ids) {
    const { result, error } = await server.answer(id);
    answers.push(JSON.stringify(error ?? result ?? null));
  }
  return answers;
}
