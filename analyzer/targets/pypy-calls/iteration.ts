/**
 * `for` over each kind of iterable, itertools and generators: what PyPy leaves of each in an optimized loop. Columns and evidence: row.ts.
 */
import type { Measured } from './row';

// prettier-ignore
export const ITERATION: readonly Measured[] = [
  ['m171', 'op', 'for v in range', '', 'inline', '', 5, 45.82, 457.44],
  ['m172', 'op', 'for v in list', '', 'inline', '', 0, 63.13, 451.67],
  ['m173', 'op', 'for v in tuple', '', 'inline', '', 4, 62.72, 401.06],
  ['m174', 'op', 'for v in str', '', 'inline', '', 5, 70.97, 460.74],
  ['m175', 'op', 'for k in dict', '', 'helper', '_ll_dictnext_look_inside_iff EF5', 1, 117.88, 524.3],
  ['m176', 'op', 'for k, v in dict.items()', '', 'helper', '_ll_dictnext_look_inside_iff EF5', 1, 125.75, 824.25],
  ['m177', 'op', 'for v in set', '', 'helper', '_ll_dictnext_look_inside_iff EF5', 1, 118.78, 550.89],
  ['m178', 'op', 'for i, v in enumerate', '', 'inline', '', 0, 67.59, 731.8],
  ['m179', 'op', 'for a, b in zip', '', 'inline', '', 0, 113.73, 1107.66],
  ['m180', 'op', 'for v in map(lambda)', '', 'inline', '', 0, 105.54, 1189.59],
  ['m181', 'op', 'for v in reversed', '', 'inline', '', 0, 34.91, 606.29],
  ['m182', 'op', 'for v in generator', '', 'helper', 'addr EF2 x2; may_ignore_finalizer__pypy_interpreter_generator_GeneratorOrCoroutine EF2; _ll_1_weakref_create EF5', 5, 91.87, 1045.13],
  ['m183', 'op', 'for v in user iterator', '', 'inline', '', 6, 63.37, 2003.07],
  ['m184', 'op', 'for v in bytes', '', 'inline', '', 5, 61.67, 422.82],
  ['m185', 'op', 'for v in deque', '', 'inline', '', 0, 52.33, 473.92],
  ['m352', 'library', 'itertools.count', '', 'inline', '', 1, 1.79, 53.07],
  ['m353', 'library', 'itertools.islice', '', 'own loop', 'ASM indirect', 0, 121.25, 368.78],
  ['m354', 'library', 'itertools.chain', '', 'inline', '', 0, 87.59, 1276.19],
  ['m355', 'library', 'itertools.product', '', 'helper', 'W_Product.fill_next_result EF5; arraycopy/move EF2', 1, 404.7, 1439.7],
  ['m356', 'library', 'itertools.permutations', '', 'helper', 'W_Permutations.descr_next EF5', 0, 136.98, 524.36],
  ['m357', 'library', 'itertools.combinations', '', 'helper', 'W_Combinations.descr_next EF5 x2; getitems_fixedsize EF5; ll_range2list EF5', 1, 310.9, 712.52],
  ['m358', 'library', 'itertools.accumulate', '', 'inline', '', 0, 85.96, 697.77],
  ['m359', 'library', 'itertools.groupby', '', 'opaque', 'MAY_FORCE W_GroupBy._skip_to_next_iteration_group EF7 x2', 3, 892.35, 1691.67],
  ['m360', 'library', 'itertools.zip_longest', '', 'inline', '', 8, 107.33, 1037.01],
  ['m361', 'library', 'itertools.takewhile', '', 'inline', '', 0, 24.9, 606.74],
  ['m362', 'library', 'itertools.starmap', '', 'inline', '', 10, 25.07, 307.06],
  ['m363', 'library', 'itertools.repeat', '', 'inline', '', 4, 34.3, 393.22],
  ['m364', 'library', 'itertools.cycle', '(islice)', 'own loop', 'ASM indirect; list grow (rare) EF5', 1, 400.99, 1098.81],
  ['m365', 'library', 'itertools.tee', '', 'opaque', 'MAY_FORCE tee EF7', 2, 206.99, 705.93],
  ['m366', 'builtin', 'next', 'generator', 'inline', 'addr EF2', 1, 3.54, 75.12],
  ['m367', 'op', 'generator 1 item', '', 'helper', 'addr EF2 x2; may_ignore_finalizer__pypy_interpreter_generator_GeneratorOrCoroutine EF2; _ll_1_weakref_create EF5', 4, 26.61, 127.78],
  ['m368', 'op', 'yield from delegation', '', 'inline', 'addr EF2 x2', 1, 7.99, 86.32],
  ['m369', 'op', 'generator send', '', 'inline', 'addr EF2', 1, 3.56, 58.59],
  ['m370', 'op', 'generator expression created, next once', '', 'helper', '_ll_1_weakref_create EF5; addr EF2', 5, 20.13, 307.26],
  ['m371', 'op', 'await coroutine that returns at once', '', 'helper', 'register_finalizer__n EF2; _ll_1_weakref_create EF5; addr EF2; ...', 4, 24.52, 296.51],
];
