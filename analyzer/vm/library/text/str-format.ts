/** str.format: replacement fields with attribute and item look-ups, conversions and nested specs. */
import { error, keyError, valueError } from '../../runtime/errors';
import { hooks } from '../../runtime/hooks';
import { newStr, strText, type W } from '../../runtime/values';
import { formatValue } from './text';

/** `named`: keyword arguments, or any mapping (format_map). */
export function formatMethod(template: string, args: readonly W[], named: ReadonlyMap<string, W> | W): string {
  const state = { automatic: 0, manual: false };
  return render(template, args, named, state, 2);
}

type Named = ReadonlyMap<string, W> | W;

function render(template: string, args: readonly W[], named: Named, state: { automatic: number; manual: boolean }, depth: number): string {
  if (depth === 0) throw valueError('Max string recursion exceeded');
  let out = '';
  for (let i = 0; i < template.length;) {
    const c = template[i++];
    if (c === '{' || c === '}') {
      if (template[i] === c) {
        out += c;
        i++;
        continue;
      }
      if (c === '}') throw valueError("Single '}' encountered in format string");
      if (i >= template.length) throw valueError("Single '{' encountered in format string");
      let level = 1;
      const start = i;
      while (i < template.length && level > 0) {
        if (template[i] === '{') level++;
        else if (template[i] === '}') level--;
        i++;
      }
      if (level > 0)
        throw valueError(/![^:{]*$/.test(template.slice(start)) ? "unmatched '{' in format spec" : "expected '}' before end of string");
      out += field(template.slice(start, i - 1), args, named, state, depth);
    } else out += c;
  }
  return out;
}

function field(body: string, args: readonly W[], named: Named, state: { automatic: number; manual: boolean }, depth: number): string {
  const found = /^((?:[^!:[{]|\[[^\]]*\])*)(?:!([^:]*))?(?::(.*))?$/s.exec(body);
  if (found === null) throw valueError("expected '}' before end of string");
  const [, name, conversion, spec] = found;
  let w = lookUp(name, args, named, state);
  let kind = 0;
  if (conversion !== undefined) {
    if (!['s', 'r', 'a'].includes(conversion))
      throw valueError(conversion === '' ? "unmatched '{' in format spec" : `Unknown conversion specifier ${conversion}`);
    kind = conversion === 's' ? 1 : conversion === 'r' ? 2 : 3;
  }
  const rendered = spec === undefined ? '' : spec.includes('{') || spec.includes('}') ? render(spec, args, named, state, depth - 1) : spec;
  w = formatValue(w, kind, newStr(rendered));
  return strText(w) ?? '';
}

function lookUp(name: string, args: readonly W[], named: Named, state: { automatic: number; manual: boolean }): W {
  const [, first, rest] = /^([^.[]*)(.*)$/s.exec(name) as unknown as [string, string, string];
  let w: W;
  if (first === '' || /^\d+$/.test(first)) {
    if (first === '') {
      if (state.manual) throw valueError('cannot switch from manual field specification to automatic field numbering');
    } else if (state.automatic > 0) throw valueError('cannot switch from automatic field numbering to manual field specification');
    else state.manual = true;
    const at = first === '' ? state.automatic++ : Number(first);
    if (at >= args.length) throw error('IndexError', `Replacement index ${at} out of range for positional args tuple`);
    w = args[at];
  } else if (named instanceof Map) {
    const v = named.get(first) as W | undefined;
    if (v === undefined) throw keyError(newStr(first));
    w = v;
  } else w = hooks.getitem(named as W, newStr(first));
  for (const step of rest.matchAll(/\.([^.[]+)|\[([^\]]+)\]|(.)/gs)) {
    if (step[3] !== undefined) throw valueError("Only '.' or '[' may follow ']' in format field specifier");
    w = step[1] !== undefined ? hooks.getattr(w, step[1]) : hooks.getitem(w, /^\d+$/.test(step[2]) ? Number(step[2]) : newStr(step[2]));
  }
  return w;
}
