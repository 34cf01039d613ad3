/** time: the run's clock, see ../clock.ts. Source: Python's library reference, "time". */
import { error, typeError, valueError } from '../../runtime/errors';
import { hooks } from '../../runtime/hooks';
import { newTuple, newBool, w_None, W_Float, newStr, tupleItems, type W } from '../../runtime/values';
import { defineModule } from '../define';
import { clock } from '../clock';
import { floatArgument, intArgument, intOf, textArgument } from '../native';
import { waitFor } from './threads/scheduler';
import { structSequence } from '../struct-sequence';

const structTime = structSequence(
  'time',
  'struct_time',
  ['tm_year', 'tm_mon', 'tm_mday', 'tm_hour', 'tm_min', 'tm_sec', 'tm_wday', 'tm_yday', 'tm_isdst'],
  ['tm_zone', 'tm_gmtoff'],
);

const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const LONG_DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];

/** Seconds since 1970 that a date of JavaScript reaches. */
const FARTHEST = 8.64e12;

/** Broken-down time. The local time zone is UTC. */
function broken(seconds: number, zone = 'UTC'): W {
  if (Number.isNaN(seconds)) throw valueError('Invalid value NaN (not a number)');
  if (Math.abs(seconds) > FARTHEST) throw error('OverflowError', 'timestamp out of range for platform time_t');
  const d = new Date(Math.floor(seconds) * 1000);
  const yearStart = Date.UTC(d.getUTCFullYear(), 0, 1);
  const day = Math.floor((d.getTime() - yearStart) / 86_400_000) + 1;
  return structTime.make([
    d.getUTCFullYear(),
    d.getUTCMonth() + 1,
    d.getUTCDate(),
    d.getUTCHours(),
    d.getUTCMinutes(),
    d.getUTCSeconds(),
    (d.getUTCDay() + 6) % 7,
    day,
    0,
    zone,
    0,
  ]);
}

function numbers(w: W): number[] {
  const items = tupleItems(w);
  if (items === null || items.length < 9) throw typeError('Tuple or struct_time argument required');
  return items.map(intArgument);
}

const two = (n: number): string => String(n).padStart(2, '0');
/** strftime for a broken-down time. */
export function strftime(format: string, t: readonly number[]): string {
  const [year, month, day, hour, minute, second, weekday, yearDay] = t;
  const table = new Map<string, () => string>([
    ['Y', () => String(year)],
    ['m', () => two(month)],
    ['d', () => two(day)],
    ['H', () => two(hour)],
    ['M', () => two(minute)],
    ['S', () => two(second)],
    ['y', () => two(year % 100)],
    ['a', () => DAYS[weekday]],
    ['A', () => LONG_DAYS[weekday]],
    ['b', () => MONTHS[month - 1].slice(0, 3)],
    ['h', () => MONTHS[month - 1].slice(0, 3)],
    ['B', () => MONTHS[month - 1]],
    ['j', () => String(yearDay).padStart(3, '0')],
    ['I', () => two(hour % 12 === 0 ? 12 : hour % 12)],
    ['p', () => (hour < 12 ? 'AM' : 'PM')],
    ['w', () => String((weekday + 1) % 7)],
    ['u', () => String(weekday + 1)],
    ['Z', () => 'UTC'],
    ['z', () => '+0000'],
    ['%', () => '%'],
    ['e', () => String(day).padStart(2, ' ')],
    ['F', () => `${year}-${two(month)}-${two(day)}`],
    ['T', () => `${two(hour)}:${two(minute)}:${two(second)}`],
    ['R', () => `${two(hour)}:${two(minute)}`],
    ['D', () => `${two(month)}/${two(day)}/${two(year % 100)}`],
    [
      'c',
      () =>
        `${DAYS[weekday]} ${MONTHS[month - 1].slice(0, 3)} ${String(day).padStart(2, ' ')} ${two(hour)}:${two(minute)}:${two(second)} ${year}`,
    ],
    ['x', () => `${two(month)}/${two(day)}/${two(year % 100)}`],
    ['X', () => `${two(hour)}:${two(minute)}:${two(second)}`],
    ['n', () => '\n'],
    ['t', () => '\t'],
  ]);
  return format.replace(/%(.)/gs, (all, code: string) => table.get(code)?.() ?? all);
}

defineModule('time', (m) => {
  m.set('struct_time', structTime.type);
  m.set('timezone', 0);
  m.set('altzone', 0);
  m.set('daylight', 0);
  m.def('time', 0, 0, () => new W_Float(clock.now()));
  m.def('time_ns', 0, 0, () => intOf(Math.floor(clock.now() * 1e6) * 1000));
  for (const name of ['perf_counter', 'monotonic', 'process_time', 'thread_time']) {
    const seconds = name.endsWith('_time') ? clock.busy : clock.elapsed;
    m.def(name, 0, 0, () => new W_Float(seconds()));
    m.def(`${name}_ns`, 0, 0, () => intOf(Math.floor(seconds() * 1e9)));
  }
  m.def('get_clock_info', 1, 1, (name) => {
    const text = textArgument(name);
    if (!['time', 'monotonic', 'perf_counter', 'process_time', 'thread_time'].includes(text)) throw valueError('unknown clock');
    const namespace = hooks.getattr(hooks.importModule('types', newTuple(['SimpleNamespace']), 0, w_None), 'SimpleNamespace');
    return hooks.call(
      namespace,
      [],
      new Map<string, W>([
        ['implementation', 'clock_gettime(CLOCK_MONOTONIC)'],
        ['monotonic', newBool(text !== 'time')],
        ['adjustable', newBool(text === 'time')],
        ['resolution', new W_Float(1e-9)],
      ]),
    );
  });
  m.set('tzname', newTuple(['UTC', 'UTC']));
  m.raw('strptime', (args) => {
    const parse = hooks.getattr(hooks.importModule('_strptime', newTuple(['_strptime_time']), 0, w_None), '_strptime_time');
    return hooks.call(parse, args);
  });
  m.set('_STRUCT_TM_ITEMS', 11);
  m.def('sleep', 1, 1, (s) => {
    const seconds = floatArgument(s);
    if (seconds < 0) throw valueError('sleep length must be non-negative');
    waitFor({ ready: () => false, deadline: clock.elapsed() + seconds });
    return w_None;
  });
  const seconds = (w: W | undefined): number => (w === undefined || w === w_None ? clock.now() : floatArgument(w));
  m.def('gmtime', 0, 1, (s) => broken(seconds(s), 'GMT'));
  m.def('localtime', 0, 1, (s) => broken(seconds(s)));
  m.def('mktime', 1, 1, (t) => {
    const [y, mo, d, h, mi, s] = numbers(t);
    return new W_Float(Date.UTC(y, mo - 1, d, h, mi, s) / 1000);
  });
  m.def('strftime', 1, 2, (f, t) => newStr(strftime(textArgument(f), numbers(t ?? broken(seconds(undefined))))));
  m.def('ctime', 0, 1, (s) => newStr(strftime('%c', numbers(broken(seconds(s))))));
  m.def('asctime', 0, 1, (t) => newStr(strftime('%c', numbers(t ?? broken(seconds(undefined))))));
});
