/**
 * Many things at once: requests that overlap, cancellations, edits under running profiles, files that come and go while they are read.
 *
 * A step a line, as JSON. Afterwards every request has exactly one answer, none of them an internal error; the server still works, and when it has ended
 * none of the processes it started runs on.
 */
import type { Message, ServerProcess } from '../../server/testing/server-process';
import type { Fuzzer } from '../fuzzer';
import { Random, several } from '../random';
import { ailment, greeted, innerFailure, lastWords } from './conversation';
import { Folder, NAMES, PROGRAMS } from './files';
import { canSeeProcesses, childrenOf, gone } from './processes';

type Step =
  | { readonly do: 'ask'; readonly method: string; readonly name: string }
  | { readonly do: 'profile'; readonly name: string; readonly command: string }
  | { readonly do: 'cancel'; readonly back: number }
  | { readonly do: 'open' | 'close'; readonly name: string }
  | { readonly do: 'edit'; readonly name: string; readonly text: string }
  | { readonly do: 'write' | 'remove'; readonly name: string; readonly text: string }
  | { readonly do: 'watched'; readonly names: readonly string[] }
  | { readonly do: 'settings'; readonly targets: readonly string[] }
  | { readonly do: 'folders'; readonly add: boolean }
  | { readonly do: 'wait'; readonly milliseconds: number };

const SECONDS = 20;

export function stormsFuzzer(): Fuzzer {
  return {
    name: 'storms',
    what: 'concurrent requests, cancel storms, edits under running profiles, and files that come and go',
    timed: true,
    make: (seed) =>
      storm(new Random(seed))
        .map((step) => JSON.stringify(step))
        .join('\n'),
    async complaint(input) {
      const folder = new Folder();
      const server = await greeted([folder.uri]);
      try {
        return await weathered(
          server,
          folder,
          input.split('\n').map((line) => JSON.parse(line) as Step),
        );
      } finally {
        server.process.kill('SIGKILL');
        await server.exited();
        folder.dispose();
      }
    },
  };
}

function storm(random: Random): Step[] {
  const name = (): string => random.pick(NAMES);
  const calm = (): Step =>
    random.pick<() => Step>([
      () => ({ do: 'ask', method: random.pick(['hover', 'codeLens', 'inlayHint', 'diagnostic', 'codeAction']), name: name() }),
      () => ({
        do: 'profile',
        name: name(),
        command: random.pick(['profileFile', 'profileFile', 'checkWorkspace', 'report', 'traces', 'clearEvidence', 'tests']),
      }),
      () => ({ do: 'cancel', back: random.below(6) }),
      () => ({ do: random.pick(['open', 'open', 'close']), name: name() }),
      () => ({ do: 'edit', name: name(), text: random.pick(['x = 1\n', 'for i in range(9):\n', '(', '\n']) }),
      () => ({
        do: random.pick(['write', 'write', 'remove']),
        name: random.pick([name(), 'new/a.py', 'new', 'pyproject.toml']),
        text: random.pick([PROGRAMS[name()]!, '', '[tool.jitlens]\ntargets = ["x"]\n']),
      }),
      () => ({ do: 'watched', names: several(random.pick([1, 5, 500]), name) }),
      () => ({ do: 'settings', targets: random.pick([['pypy'], ['cpython3.14'], ['x']]) }),
      () => ({ do: 'folders', add: random.chance(60) }),
      () => ({ do: 'wait', milliseconds: random.pick([0, 1, 20, 150]) }),
    ])();
  const steps: Step[] = several(3, (): Step => ({ do: 'open', name: name() }));
  for (let burst = random.between(2, 6); burst > 0; burst--) {
    const kind = random.below(4);
    if (kind === 0) steps.push(...several(random.between(5, 40), calm));
    // The same program again and again, each request cancelling or being cancelled.
    if (kind === 1) {
      const one = name();
      steps.push(
        ...several(random.between(3, 12), (): Step =>
          random.chance(60) ? { do: 'profile', name: one, command: 'profileFile' } : { do: 'cancel', back: random.below(3) },
        ),
      );
    }
    if (kind === 2)
      steps.push(...several(random.between(20, 120), (): Step => ({ do: 'edit', name: name(), text: 'x' })), {
        do: 'ask',
        method: 'hover',
        name: name(),
      });
    if (kind === 3)
      steps.push(
        { do: 'profile', name: 'large.py', command: 'checkWorkspace' },
        ...several(random.between(5, 40), (): Step =>
          random.pick<Step>([
            { do: 'write', name: name(), text: PROGRAMS[name()]! },
            { do: 'remove', name: name(), text: '' },
            { do: 'watched', names: [name()] },
          ]),
        ),
      );
  }
  return steps;
}

async function weathered(server: ServerProcess, folder: Folder, steps: readonly Step[]): Promise<string | null> {
  const ids: number[] = [];
  const versions = new Map<string, number>();
  for (const step of steps) await play(server, folder, step, ids, versions);
  // What still runs is not waited for.
  for (const id of ids) server.notify('$/cancelRequest', { id });
  for (const id of ids) await server.answer(id, SECONDS).catch(() => undefined);
  const answers = (id: number): number =>
    server.received.filter((message: Message) => message.id === id && message.method === undefined).length;
  const odd = ids.find((id) => answers(id) !== 1);
  if (!server.alive) return `the server has ended: ${lastWords(server)}`;
  if (odd !== undefined) return `request ${odd} has ${answers(odd)} answers`;
  const ill = innerFailure(server.received) ?? (await ailment(server));
  if (ill !== null) return ill;
  const children = canSeeProcesses ? childrenOf(server.process.pid!) : [];
  await server.stop();
  const left = await gone(children, 3000);
  return left.length === 0 ? null : `${left.length} processes run on after the server has ended`;
}

async function play(server: ServerProcess, folder: Folder, step: Step, ids: number[], versions: Map<string, number>): Promise<void> {
  const whole = { start: { line: 0, character: 0 }, end: { line: 5, character: 0 } };
  switch (step.do) {
    case 'ask': {
      const textDocument = { uri: folder.uriOf(step.name) };
      ids.push(
        server.ask(`textDocument/${step.method}`, { textDocument, position: whole.start, range: whole, context: { diagnostics: [] } }),
      );
      return;
    }
    case 'profile':
      ids.push(
        server.ask('workspace/executeCommand', {
          command: `jitlens.${step.command}`,
          arguments: [folder.uriOf(step.name), { timeLimit: 2, fresh: true }],
        }),
      );
      return;
    case 'cancel': {
      const id = ids.at(-1 - step.back);
      if (id !== undefined) server.notify('$/cancelRequest', { id });
      return;
    }
    case 'open':
      versions.set(step.name, 1);
      server.notify('textDocument/didOpen', {
        textDocument: { uri: folder.uriOf(step.name), languageId: 'python', version: 1, text: PROGRAMS[step.name] ?? '' },
      });
      return;
    case 'close':
      server.notify('textDocument/didClose', { textDocument: { uri: folder.uriOf(step.name) } });
      return;
    case 'edit': {
      const version = (versions.get(step.name) ?? 1) + 1;
      versions.set(step.name, version);
      const contentChanges = [{ range: { start: whole.start, end: whole.start }, text: step.text }];
      server.notify('textDocument/didChange', { textDocument: { uri: folder.uriOf(step.name), version }, contentChanges });
      return;
    }
    case 'write': {
      folder.write(step.name, step.text);
      return;
    }
    case 'remove': {
      folder.remove(step.name);
      return;
    }
    case 'watched':
      server.notify('workspace/didChangeWatchedFiles', { changes: step.names.map((name) => ({ uri: folder.uriOf(name), type: 2 })) });
      return;
    case 'settings':
      server.notify('workspace/didChangeConfiguration', { settings: { jitlens: { targets: step.targets } } });
      return;
    case 'folders': {
      const one = [{ uri: folder.uri, name: 'x' }];
      server.notify('workspace/didChangeWorkspaceFolders', { event: { added: step.add ? one : [], removed: step.add ? [] : one } });
      return;
    }
    case 'wait':
      await new Promise((resolve) => setTimeout(resolve, step.milliseconds));
  }
}
