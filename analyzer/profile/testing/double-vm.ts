/**
 * A double of the VM for tests of the process around it: it obeys the same contract, and its "programs" say what to do.
 *
 *     print TEXT | warn TEXT | echo | spin | stuck | fill | abort | throw | compile N | read PATH | exit N | fail LINE MESSAGE
 *
 * One instruction a line; `spin` polls for ever, `stuck` does not even poll.
 */
import type { Outcome, RunResult, VmOptions } from '../../vm/api';
import { compiledEvent, countsEvent } from './logs';

export function runDouble(options: VmOptions): RunResult {
  let operations = 0;
  let written = 0;
  let traces = 0;
  let kept: unknown[] = [];
  const result = (outcome: Outcome, exitStatus = outcome === 'finished' ? 0 : 1): RunResult => {
    options.onEvent?.(countsEvent(traces, operations));
    return { outcome, exitStatus, failure: null, operations };
  };
  const write = (stream: 'stdout' | 'stderr', text: string): boolean => {
    written += text.length;
    options[stream](text);
    return written <= (options.limits.output ?? Infinity);
  };
  for (const [index, line] of options.source.split('\n').entries()) {
    const [word = '', ...rest] = line.split(' ');
    const argument = rest.join(' ');
    operations++;
    switch (word) {
      case 'print':
        if (!write('stdout', `${argument}\n`)) return result('output-limit');
        break;
      case 'flood':
        while (write('stdout', 'x'.repeat(1000)));
        return result('output-limit');
      case 'warn':
        write('stderr', `${argument}\n`);
        break;
      case 'echo':
        if (options.readStdin === undefined) write('stdout', options.stdin);
        else for (let text = options.readStdin(); text !== null; text = options.readStdin()) write('stdout', text);
        break;
      case 'args':
        write('stdout', `${JSON.stringify(options.args)}\n`);
        break;
      case 'read': {
        const data = options.files.read(argument);
        write('stdout', `${data === null ? 'nothing' : new TextDecoder().decode(data)}\n`);
        break;
      }
      case 'compile':
        for (let left = Number(argument); left > 0; left--) options.onEvent?.(compiledEvent(++traces, operations, options.path));
        break;
      case 'spin':
        for (;;) {
          operations += 1;
          const reason = options.poll(operations);
          if (reason !== null) return result(reason);
          if (operations > (options.limits.operations ?? Infinity)) return result('operation-limit');
        }
      case 'stuck':
        for (;;) kept = [];
      case 'fill':
        for (;;) {
          kept.push(new Array(100_000).fill(kept.length));
          const reason = options.poll(operations);
          if (reason !== null) return result(reason);
        }
      case 'heap':
        for (;;) kept.push({ kept: [kept.length] });
      case 'throw':
        throw new Error(argument);
      case 'exit':
        return { ...result('finished'), exitStatus: Number(argument) };
      case 'fail': {
        write('stderr', `Traceback: ${argument}\n`);
        const failure = { type: 'ValueError', message: argument, path: options.path, line: index + 1, column: 1 };
        return { ...result('failed'), failure };
      }
    }
  }
  return result('finished');
}
