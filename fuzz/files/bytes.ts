/** Random bytes as a Python file, through `check`, `profile` and `run`. */
import { disposeSpare } from '../../analyzer/profile';
import type { Fuzzer } from '../fuzzer';
import { Random } from '../random';
import { complaintAbout, Workplace } from './command';
import { pythonText } from './python-texts';

const LIMITS = ['--time-limit', '4', '--limit', 'operations=3M,memory=200MB,output=100K'];

export function bytesFuzzer(): Fuzzer {
  const workplace = new Workplace();
  return {
    name: 'bytes',
    what: 'random bytes and damaged programs, through check, profile and run',
    make: (seed) => pythonText(new Random(seed)),
    async complaint(input) {
      workplace.write('input.py', input, 'latin1');
      const checked = await workplace.call('check', '--format', 'json', '--target', 'pypy,cpython3.14', 'input.py');
      const wrong = complaintAbout('check', checked, { statuses: [0, 1, 2], json: true });
      if (wrong !== null) return wrong;
      const profiled = await workplace.call('profile', '--format', 'json', ...LIMITS, 'input.py');
      // A program that cannot be read is a request that cannot be carried out; one that does not compile is a program that failed.
      const odd = complaintAbout('profile', profiled, { statuses: [0, 2, 3], json: true }) ?? brokenProfile(profiled.out);
      if (odd !== null) return odd;
      const ran = await workplace.call('run', ...LIMITS, 'input.py');
      return ran.milliseconds > 20_000 ? `run took ${ran.milliseconds} ms` : profilerFault(ran.err);
    },
    dispose() {
      disposeSpare();
      workplace.dispose();
    },
  };
}

/** A run that failed names the exception of the program: without one it is the profiler that failed. */
function brokenProfile(out: string): string | null {
  if (out === '') return null;
  const { outcome, failure, notes } = JSON.parse(out) as { outcome: string; failure: unknown; notes: readonly string[] };
  return outcome === 'failed' && failure === null ? `the profiler failed: ${notes.join('; ')}` : null;
}

function profilerFault(err: string): string | null {
  const line = err.split('\n').find((one) => /the profiler (failed|process)/.test(one));
  return line === undefined ? null : `run failed inside: ${line}`;
}
