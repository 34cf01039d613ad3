/** Runs in a process of its own: repeats `run()` of a program in the embedded VM, and prints how long each call took. */
import { readFileSync } from 'node:fs';
import { loadSyntax } from '../../analyzer/syntax';
import { runProgram } from '../../analyzer/vm';
import { REPEATED } from './measure';
import { sealed } from '../../analyzer/vm/testing/sealed-run';

const NO_LIMIT = Number.MAX_SAFE_INTEGER;

/** The program writes a line before the first call and after each: the clock is read as the lines come. */
export async function timeCalls(file: string, jitOff: boolean): Promise<void> {
  await loadSyntax();
  const calls = `\nprint()\nfor _ in range(${REPEATED.most}):\n    run()\n    print()\n`;
  const marks: number[] = [];
  const started = processorTime();
  let errors = '';
  const result = runProgram(
    sealed(readFileSync(file, 'utf8').replace('"__main__"', '"__elsewhere__"') + calls, {
      jit: jitOff ? 'off' : {},
      limits: { operations: NO_LIMIT, memory: NO_LIMIT, output: NO_LIMIT, recursion: 1000 },
      stdout: () => void marks.push(processorTime()),
      stderr: (text) => void (errors += text),
      poll: () => (marks.length > REPEATED.least && processorTime() - started > REPEATED.seconds * 1000 ? 'time-limit' : null),
    }),
  );
  if (result.outcome === 'failed') {
    process.stderr.write(errors);
    process.exitCode = 1;
    return;
  }
  console.log(
    marks
      .slice(1)
      .map((mark, i) => (mark - marks[i]!).toFixed(4))
      .join(' '),
  );
}

/** Milliseconds: other processes do not count. */
function processorTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
