/**
 * Layouts of guest values: what PyPy's guard_class tells apart. One number each, on the prototype of the class
 * (`number`, `bigint` and `string` are the layouts of int and str). The double build pastes the numbers into the
 * generated interpreter, so that its switches become jump tables.
 */
export const K = {
  INT: 1, BOOL: 2, FLOAT: 3, LONG: 4, STR: 5, NONE: 6, TUPLE: 7, TUPLE_II: 8, TUPLE_FF: 9, TUPLE_OO: 10, LIST: 11, DICT: 12,
  SET: 13, RANGE: 14, SLICE: 15, FUNCTION: 16, BUILTIN: 17, METHOD: 18, TYPE: 19, INSTANCE: 20, EXCEPTION: 21, GENERATOR: 22,
  MODULE: 23, CELL: 24, RANGE_ITER: 25, SEQ_ITER: 26, TUPLE_ITER: 27, DICT_ITER: 28, ENUMERATE: 29, ZIP: 30, MAP: 31, FILTER: 32,
  STR_ITER: 33, PROPERTY: 34, STATICMETHOD: 35, CLASSMETHOD: 36, SUPER: 37, BYTES: 38, BYTEARRAY: 39, COMPLEX: 40, ELLIPSIS: 41,
  NOT_IMPLEMENTED: 42, CODE: 43, NATIVE: 44, UNROLLER: 45, TRACEBACK: 46, SET_ITER: 47, WIDE_STR: 48, DICT_VIEW: 49, REVERSED: 50,
  MEMBER: 51, CALL_ITER: 52, FRAME: 53, MEMORYVIEW: 54, RANGE_STEP_ITER: 55, NATIVE_ITER: 56,
} as const;
export type Kind = (typeof K)[keyof typeof K];

/** PyPy's name of the class with that layout, for traces. */
export const KIND_NAMES: Readonly<Record<number, string>> = {
  [K.INT]: 'W_IntObject', [K.BOOL]: 'W_BoolObject', [K.FLOAT]: 'W_FloatObject', [K.LONG]: 'W_LongObject', [K.STR]: 'W_UnicodeObject',
  [K.NONE]: 'NoneType', [K.TUPLE]: 'W_TupleObject', [K.TUPLE_II]: 'W_SpecialisedTupleObject_ii',
  [K.TUPLE_FF]: 'W_SpecialisedTupleObject_ff', [K.TUPLE_OO]: 'W_SpecialisedTupleObject_oo', [K.LIST]: 'W_ListObject', [K.DICT]: 'W_DictObject',
  [K.SET]: 'W_SetObject', [K.RANGE]: 'W_Range', [K.SLICE]: 'W_SliceObject', [K.FUNCTION]: 'Function', [K.BUILTIN]: 'BuiltinFunction',
  [K.METHOD]: 'Method', [K.TYPE]: 'W_TypeObject', [K.INSTANCE]: 'W_ObjectObject', [K.EXCEPTION]: 'W_BaseException', [K.GENERATOR]: 'GeneratorIterator',
  [K.MODULE]: 'Module', [K.CELL]: 'Cell', [K.RANGE_ITER]: 'W_IntRangeIterator', [K.SEQ_ITER]: 'W_FastListIterObject',
  [K.TUPLE_ITER]: 'W_FastTupleIterObject', [K.DICT_ITER]: 'W_BaseDictMultiIterObject', [K.ENUMERATE]: 'W_Enumerate', [K.ZIP]: 'W_Zip', [K.MAP]: 'W_Map',
  [K.FILTER]: 'W_Filter', [K.STR_ITER]: 'W_FastUnicodeIterObject', [K.PROPERTY]: 'W_Property', [K.STATICMETHOD]: 'StaticMethod',
  [K.CLASSMETHOD]: 'ClassMethod', [K.SUPER]: 'W_Super', [K.BYTES]: 'W_BytesObject', [K.BYTEARRAY]: 'W_BytearrayObject', [K.COMPLEX]: 'W_ComplexObject',
  [K.ELLIPSIS]: 'Ellipsis', [K.NOT_IMPLEMENTED]: 'NotImplemented', [K.CODE]: 'PyCode', [K.NATIVE]: 'W_Root', [K.UNROLLER]: 'SApplicationException',
  [K.TRACEBACK]: 'PyTraceback', [K.SET_ITER]: 'W_SetIterObject', [K.WIDE_STR]: 'W_UnicodeObject', [K.DICT_VIEW]: 'W_DictViewObject', [K.REVERSED]: 'W_ReverseSeqIterObject',
  [K.MEMBER]: 'Member', [K.CALL_ITER]: 'W_CallableIterator', [K.FRAME]: 'PyFrame', [K.MEMORYVIEW]: 'W_MemoryView', [K.RANGE_STEP_ITER]: 'W_IntRangeStepIterator', [K.NATIVE_ITER]: 'W_Iterator',
};
