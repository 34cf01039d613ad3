/**
 * The part of `_testlimitedcapi` and `_testinternalcapi` that speaks of objects and of the interpreter, not of memory: CPython's own tests of bytes,
 * classes, code and tracebacks import them. Source: CPython's Modules/_testlimitedcapi/ and Modules/_testinternalcapi.c; PyPy has its own in lib_pypy.
 */
import { definePythonModule } from './registry';

definePythonModule(
  '_testlimitedcapi',
  String.raw`
import operator


def _counted_from(sequence, i):
    # PySequence_GetItem adds the length once, and leaves the rest to the sequence.
    return i + len(sequence) if i < 0 else i


def _checked(sequence, i):
    i = _counted_from(sequence, i)
    if i < 0:
        raise IndexError(f'{type(sequence).__name__} index out of range')
    return i


def sequence_getitem(sequence, i):
    return sequence[_checked(sequence, i)]


def sequence_setitem(sequence, i, value):
    sequence[_checked(sequence, i)] = value
    return 0


def sequence_delitem(sequence, i):
    del sequence[_checked(sequence, i)]
    return 0


sequence_size = sequence_length = mapping_size = mapping_length = object_size = len
sequence_contains = operator.contains
sequence_concat = operator.concat
sequence_list, sequence_tuple = list, tuple
object_repr, object_ascii, object_str, object_bytes = repr, ascii, str, bytes
object_getattr, object_setattr, object_delattr = getattr, setattr, delattr
object_getitem, object_setitem, object_delitem = operator.getitem, operator.setitem, operator.delitem


def object_hasattr(object, name):
    return int(hasattr(object, name))


def object_hasattrstring(object, name):
    return int(hasattr(object, name.decode()))


def object_getattrstring(object, name):
    return getattr(object, name.decode())


def call_vectorcall(function):
    return function('foo', baz='bar')


def call_vectorcall_method(object):
    return object.f('foo', baz='bar')
`,
);

definePythonModule(
  '_testinternalcapi',
  String.raw`
import sys


def get_config():
    return {'code_debug_ranges': 1, 'int_max_str_digits': sys.get_int_max_str_digits(), 'use_hash_seed': 1, 'hash_seed': 0}


get_configs = get_config


def suppress_immortalization(suppress):
    # No object here is immortal: nothing counts references.
    pass


def get_immortalize_deferred():
    return False


def get_recursion_depth():
    depth, frame = 0, sys._getframe(1)
    while frame is not None:
        depth, frame = depth + 1, frame.f_back
    return depth


def dict_getitem_knownhash(mapping, key, hash):
    return mapping[key]


def has_inline_values(object):
    # Whether an instance still keeps its attributes beside it, not in a dict of its own.
    return type(object).__flags__ & 0x200 != 0 and hasattr(object, '__dict__')
`,
);

// What CPython's tests of imports take from it. Source: Modules/_testsinglephase.c.
definePythonModule(
  '_testsinglephase',
  String.raw`
class error(Exception):
    pass


error.__module__ = '_testsinglephase'
int_const = 1969
str_const = 'something different'


def sum(i, j, /):
    return i + j


def look_up_self():
    import sys
    return sys.modules[__name__]


def initialized_count():
    return 1


def state_initialized():
    import time
    return time.monotonic()
`,
);
