/**
 * Builtins that have no micro-program of their own, each with the reason for its class. What is not sure to be looked into is opaque:
 * a run then claims too much of it rather than too little.
 */
import type { CallClass, CallKind, CallRow } from '../calls';

/** [class, reason, names] */
// prettier-ignore
const GROUPS: readonly (readonly [CallClass, string, readonly string[]])[] = [
  ['inline', 'the operator with its operands swapped: the same implementation as int.__radd__', [
    'int.__rmul__', 'int.__rtruediv__', 'int.__rfloordiv__', 'int.__rmod__', 'int.__rpow__', 'int.__rlshift__', 'int.__rrshift__', 'int.__rand__',
    'int.__ror__', 'int.__rxor__', 'float.__radd__', 'float.__rsub__', 'float.__rmul__', 'float.__rtruediv__', 'float.__rfloordiv__',
    'float.__rmod__', 'float.__rpow__', 'complex.__radd__', 'complex.__rsub__', 'complex.__rmul__', 'complex.__rtruediv__', 'complex.__rpow__',
    'float.__pos__', 'complex.__pos__',
  ]],
  ['inline', 'a function without a loop over data, which rpython/jit/codewriter/policy.py looks into', [
    'object.__init__', 'object.__lt__', 'object.__le__', 'object.__gt__', 'object.__ge__', 'object.__setattr__', 'type.__instancecheck__',
    'type.__call__', 'BaseException.__init__', 'property.__get__', 'property.__set__', 'property.__delete__', 'staticmethod.__call__',
    'staticmethod.__get__', 'classmethod.__get__', 'function.__get__', 'wrapper_descriptor.__get__', 'wrapper_descriptor.__call__',
    'method_descriptor.__get__', 'method_descriptor.__call__', 'method-wrapper.__call__', 'builtin_function_or_method.__call__', 'method.__get__',
    'method', 'member_descriptor.__get__', 'member_descriptor.__set__', 'getset_descriptor.__get__', 'getset_descriptor.__set__', 'list.__init__',
    'set.__init__', 'super', 'NoneType', 'generator.send', 'coroutine.send', 'generator.__iter__', 'generator.__next__', 'coroutine.__await__',
  ]],
  ['inline', 'gives the iterator itself, or makes one: no loop', [
    'mappingproxy.__iter__', 'memoryview.__iter__', '_IOBase.__iter__', 'count.__iter__', 'repeat.__iter__', 'product.__iter__',
    'permutations.__iter__', 'combinations.__iter__', 'combinations_with_replacement.__iter__', '_tee.__iter__',
  ]],
  ['inline', 'makes an object or reads a field of one: no loop over data', [
    'tuple.__getnewargs__', 'dict_keys.__reversed__', 'dict_values.__reversed__', 'dict_items.__reversed__', 'frozenset.__hash__',
    'memoryview.release', 'memoryview.__enter__', 'OSError', 'ImportError', 'NameError', 'AttributeError', '_IOBase.readable', '_IOBase.writable',
    '_IOBase.seekable', '_IOBase.tell', 'StringIO', 'BytesIO', 'Struct', 'count', 'repeat', 'permutations', 'combinations',
    'combinations_with_replacement', 'deque', '_thread.get_ident', 'sys.getfilesystemencoding', 'sys.getswitchinterval',
  ]],
  ['inline+helper', 'list + list and tuple + tuple: arraycopy', [
    'list.__add__', 'tuple.__add__',
  ]],
  ['helper', 'list * int: ll_mul', [
    'list.__mul__', 'tuple.__mul__',
  ]],
  ['own loop', 'hash(tuple): a jitdriver of its own', [
    'tuple.__hash__',
  ]],
  ['opaque', 'newer than Python 3.9, so PyPy 7.3.11 has none: the careful class', [
    'BaseException.add_note', 'Union.__repr__', 'Union.__eq__', 'Union.__hash__', 'Union.__instancecheck__', 'Union.__subclasscheck__',
    'Union.__or__', 'Union.__ror__', 'int.bit_count', 'int.is_integer', 'BaseExceptionGroup', 'BaseExceptionGroup.__str__',
    'BaseExceptionGroup.derive', 'BaseExceptionGroup.split', 'BaseExceptionGroup.subgroup', 'BaseExceptionGroup.__class_getitem__', 'aiter',
    'anext', 'math.cbrt', 'math.exp2', 'math.sumprod', 'sys.exception', 'sys.get_int_max_str_digits', 'sys.set_int_max_str_digits',
    'sys._is_gil_enabled',
  ]],
  ['opaque', 'not measured; it may run guest code or look at frames, so the careful class', [
    'mappingproxy', 'mappingproxy.__getitem__', 'mappingproxy.__contains__', 'mappingproxy.__len__', 'mappingproxy.__reversed__',
    'mappingproxy.__repr__', 'mappingproxy.__str__', 'mappingproxy.__hash__', 'mappingproxy.__or__', 'mappingproxy.__ror__', 'mappingproxy.__ior__',
    'mappingproxy.__lt__', 'mappingproxy.__le__', 'mappingproxy.__eq__', 'mappingproxy.__ne__', 'mappingproxy.__gt__', 'mappingproxy.__ge__',
    'mappingproxy.get', 'mappingproxy.keys', 'mappingproxy.values', 'mappingproxy.items', 'mappingproxy.copy', 'object.__sizeof__',
    'object.__reduce_ex__', 'object.__init_subclass__', 'object.__subclasshook__', 'type.__init__', 'type.mro', 'type.__subclasses__',
    'type.__subclasscheck__', 'type.__repr__', 'type.__prepare__', 'property.getter', 'property.setter', 'property.deleter',
    'property.__set_name__', 'staticmethod.__repr__', 'classmethod.__repr__', 'member_descriptor.__delete__', 'member_descriptor.__repr__',
    'getset_descriptor.__delete__', 'getset_descriptor.__repr__', 'GenericAlias.__repr__', 'GenericAlias.__call__', 'GenericAlias.__eq__',
    'GenericAlias.__hash__', 'GenericAlias.__mro_entries__', 'GenericAlias.__or__', 'GenericAlias.__ror__', 'dict.__init__',
    'bytearray.__contains__', 'bytearray.__setitem__', 'bytearray.__delitem__', 'dict_keys.__rand__', 'dict_items.__and__', 'dict_items.__rand__',
    'dict_keys.__ror__', 'dict_items.__or__', 'dict_items.__ror__', 'dict_keys.__rxor__', 'dict_items.__xor__', 'dict_items.__rxor__',
    'dict_keys.__rsub__', 'dict_items.__sub__', 'dict_items.__rsub__', 'dict_items.isdisjoint', 'complex.__format__', 'list.__repr__',
    'list.__format__', 'tuple.__repr__', 'tuple.__format__', 'bytes.__format__', 'set.__repr__', 'set.__format__', 'frozenset.__repr__',
    'frozenset.__format__', 'dict.__format__', 'bool.__repr__', 'coroutine.throw', 'coroutine.close', 'bytearray.maketrans', 'memoryview.__eq__',
    'memoryview.hex', 'memoryview.__exit__', 'OSError.__str__', 'OSError.__repr__', 'UnicodeDecodeError.__str__', 'UnicodeEncodeError.__str__',
    'ImportError.__init__', 'NameError.__init__', 'AttributeError.__init__', 'SyntaxError.__str__', '_IOBase.__enter__', '_IOBase.__exit__',
    '_IOBase.close', '_IOBase.flush', '_IOBase.isatty', '_IOBase.fileno', '_IOBase.reconfigure', 'TextIOWrapper.readline', 'TextIOWrapper.readlines',
    'TextIOWrapper.__next__', 'TextIOWrapper.writelines', 'TextIOWrapper.seek', 'TextIOWrapper.truncate', 'BufferedReader.write',
    'BufferedReader.read1', 'BufferedReader.readline', 'BufferedReader.readinto', 'BufferedReader.readlines', 'BufferedReader.__next__',
    'BufferedReader.writelines', 'BufferedReader.seek', 'BufferedReader.truncate', 'BufferedWriter.read', 'BufferedWriter.read1',
    'BufferedWriter.readline', 'BufferedWriter.readinto', 'BufferedWriter.readlines', 'BufferedWriter.__next__', 'BufferedWriter.writelines',
    'BufferedWriter.seek', 'BufferedWriter.truncate', 'StringIO.__init__', 'BytesIO.__init__', 'TextIOWrapper', 'TextIOWrapper.__repr__',
    'BufferedReader.__repr__', 'BufferedWriter.__repr__', 'Struct.__init__', 'version_info', 'version_info.__repr__', 'float_info',
    'float_info.__repr__', 'int_info', 'int_info.__repr__', 'hash_info', 'hash_info.__repr__', 'flags', 'flags.__repr__', 'implementation',
    'implementation.__repr__', 'product', '_tee.__next__', 'deque.__init__', 'deque.__copy__', 'deque.__iadd__', 'deque.__mul__', 'deque.__rmul__',
    'deque.__imul__', 'Random', 'Random.__init__', 'Random.getstate', 'Random.setstate', 'Pattern.__repr__', 'Match.expand', 'Match.__repr__',
    'Pattern', 'struct_time', 'struct_time.__repr__', 'stat_result', 'stat_result.__repr__', '_abc._set_abstract', '_io.open', '_itertools.tee',
    '_thread.get_native_id', '_thread._count', '_thread.stack_size', 'base64.standard_b64encode', 'base64.urlsafe_b64decode', 'dir',
    '__build_class__', '__import__', 'compile', 'breakpoint', 'exit', 'quit', 'input', 'gc.collect', 'gc.get_count', 'gc.get_threshold',
    'gc.set_threshold', 'gc.get_objects', 'gc.get_referrers', 'gc.get_referents', 'gc.get_stats', 'gc.is_tracked', 'gc.freeze', 'gc.unfreeze',
    'hashlib.sha224', 'hashlib.sha384', 'hashlib.sha512', 'hashlib.new', 'posix.chdir', 'posix.kind', 'posix.remove', 'posix.rename', 'posix.stat',
    'posix.system', 're.subn', 're.purge', 'sys.exit', 'sys.getrefcount', 'sys.getsizeof', 'sys.getfilesystemencodeerrors', 'sys.setswitchinterval',
    'sys.settrace', 'sys.setprofile', 'sys.displayhook', 'sys.excepthook', 'sys.audit', 'sys.addaudithook', 'sys.breakpointhook',
    'sys._clear_type_cache', 'sys.call_tracing', 'time.thread_time_ns',
  ]],
];

const kindOf = (name: string): CallKind => (name.includes('.') ? 'method' : 'builtin');

export const UNMEASURED: readonly CallRow[] = GROUPS.flatMap(([callClass, evidence, names]) =>
  names.map((name): CallRow => ({
    kind: kindOf(name),
    name,
    when: '',
    class: callClass,
    calls: '',
    allocations: 0,
    nanoseconds: null,
    nanosecondsCPython: null,
    evidence,
  })),
);
