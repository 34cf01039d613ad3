/** What `help()` and `__doc__` say of builtin types: how each is called and what it makes. */
import { exceptionTypes } from '../../runtime/errors';
import { typeDocs } from '../protocols/type-attributes';
import { T, w_boolType, w_object, w_type, type W_Type } from '../../runtime/types';

const DOCS: readonly (readonly [W_Type, string])[] = [
  [w_object, 'The base class of the class hierarchy.\n\nWhen called, it accepts no arguments and returns a new featureless instance.'],
  [w_type, "type(object) -> the object's type\ntype(name, bases, dict, **kwds) -> a new type"],
  [T.int, 'int([x]) -> integer\nint(x, base=10) -> integer\n\nA whole number of any size, made of a number or of its digits.'],
  [w_boolType, 'True where the argument is true, False otherwise: the only two instances of bool.'],
  [T.float, 'A double: of a number, or of a string that spells one.'],
  [T.complex, 'A complex number of a real and an imaginary part, or of a string that spells one.'],
  [
    T.str,
    "str(object='') -> str\nstr(bytes_or_buffer[, encoding[, errors]]) -> str\n\nText: what an object says of itself, or bytes decoded.",
  ],
  [T.bytes, 'bytes(iterable_of_ints) -> bytes\nbytes(string, encoding[, errors]) -> bytes\nbytes(int) -> so many zero bytes'],
  [
    T.bytearray,
    'bytearray(iterable_of_ints) -> bytearray\nbytearray(string, encoding[, errors]) -> bytearray\nbytearray(int) -> so many zero bytes',
  ],
  [T.memoryview, 'A view of the memory of an object, without a copy.'],
  [T.tuple, 'An immutable sequence, of the items of an iterable.'],
  [T.list, 'A mutable sequence, of the items of an iterable.'],
  [
    T.dict,
    'dict() -> new empty dictionary\ndict(mapping) -> new dictionary of its pairs\ndict(iterable) -> new dictionary of the pairs in it\ndict(**kwargs) -> new dictionary of the name=value pairs',
  ],
  [T.set, 'An unordered collection of unique elements.'],
  [T.frozenset, 'An immutable unordered collection of unique elements.'],
  [
    T.range,
    'range(stop) -> range object\nrange(start, stop[, step]) -> range object\n\nWhole numbers from start up to stop, not including it, by step.',
  ],
  [T.slice, 'slice(stop)\nslice(start, stop[, step])\n\nWhat stands between the brackets of an extended subscript.'],
  [T.property, 'An attribute that functions get, set and delete.'],
  [T.staticmethod, 'A function in a class that is not given the instance it is called on.'],
  [T.classmethod, 'A function in a class that is given the class as its first argument.'],
  [
    T.super,
    'super() -> same as super(__class__, <first argument>)\nsuper(type) -> unbound super object\nsuper(type, obj) -> bound super object',
  ],
  [T.enumerate, 'Pairs of a count and the items of an iterable.'],
  [T.zip, 'Tuples of the items of several iterables, one of each at a time.'],
  [T.map, 'What a function gives for the items of iterables, one by one.'],
  [T.filter, 'The items of an iterable for which a function is true.'],
  [T.reversed, 'The items of a sequence from its end to its start.'],
  [
    T.function,
    'Create a function object.\n\nOf a code object, the globals it sees, its name, the defaults of its parameters and the cells of its free variables.',
  ],
  [T.method, 'Create a bound instance method object.'],
  [T.module, 'Create a module object.\n\nThe name must be a string; the optional docstring argument can have any type.'],
  [T.code, 'Create a code object.  Not for mere mortals.'],
  [T.none, 'The type of the None singleton.'],
  [T.ellipsis, 'The type of the Ellipsis singleton.'],
  [T.notImplemented, 'The type of the NotImplemented singleton.'],
];
/** Types whose instances have a `__doc__` of their own: that of the type is found on the type alone. */
const OWN = new Set<W_Type>([w_object, w_type, T.function, T.method, T.property, T.staticmethod, T.classmethod, T.module, T.super]);
for (const [type, doc] of DOCS) {
  if (OWN.has(type)) typeDocs.set(type, doc);
  else type.dict.set('__doc__', doc);
}
exceptionTypes.get('BaseException')?.dict.set('__doc__', 'Common base class for all exceptions.');
exceptionTypes.get('Exception')?.dict.set('__doc__', 'Common base class for all non-exit exceptions.');
