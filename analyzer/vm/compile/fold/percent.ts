/** `'...' % constant`, for conversions without flags, width or precision. Others, and errors, wait for run time. */
import type { CodeConstant } from '../code';
import { floatText, quote } from '../unparse';

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
  switch (conversion) {
    case 's':
      return item.type === 'str' ? item.value : representation(item);
    case 'r':
      return representation(item);
    case 'd':
    case 'i':
    case 'u':
      return item.type === 'int' ? item.value.toString() : undefined;
    case 'x':
      return item.type === 'int' ? item.value.toString(16) : undefined;
    case 'o':
      return item.type === 'int' ? item.value.toString(8) : undefined;
    default:
      return undefined;
  }
}

function representation(item: CodeConstant): string | undefined {
  switch (item.type) {
    case 'none':
      return 'None';
    case 'true':
      return 'True';
    case 'false':
      return 'False';
    case 'int':
      return item.value.toString();
    case 'float':
      if (!Number.isFinite(item.value)) return undefined;
      return Object.is(item.value, -0) ? '-0.0' : floatText(item.value);
    case 'str':
      return quote(item.value);
    default:
      return undefined;
  }
}
