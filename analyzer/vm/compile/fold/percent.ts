/** `'...' % constant` for the conversions that are plain text: %s of str and int, %d of int, %%. Others wait for run time. */
import type { CodeConstant } from '../code';

export function formatPercent(format: string, argument: CodeConstant): CodeConstant | undefined {
  const values = argument.type === 'tuple' ? argument.items : [argument];
  let used = 0;
  let failed = false;
  const value = format.replace(/%(.?)/gsu, (_, conversion: string) => {
    if (conversion === '%') return '%';
    const item = values[used++];
    const text = item === undefined ? undefined : convert(conversion, item);
    if (text === undefined) failed = true;
    return text ?? '';
  });
  return failed || used !== values.length ? undefined : { type: 'str', value };
}

function convert(conversion: string, item: CodeConstant): string | undefined {
  if (conversion !== 's' && conversion !== 'd') return undefined;
  if (item.type === 'int') return item.value.toString();
  return conversion === 's' && item.type === 'str' ? item.value : undefined;
}
