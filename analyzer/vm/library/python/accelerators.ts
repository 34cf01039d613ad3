/**
 * Modules that CPython has in C beside one in Python. Here the one in Python has it all, and these names lead to it, for programs that ask for them.
 */
import { definePythonModule } from './registry';

definePythonModule(
  '_operator',
  "from operator import *\nfrom operator import __all__\n\n\ndef _compare_digest(a, b):\n    if isinstance(a, str) and isinstance(b, str):\n        if not a.isascii() or not b.isascii():\n            raise TypeError('comparing strings with non-ASCII characters is not supported')\n    elif isinstance(a, str) or isinstance(b, str):\n        raise TypeError(f\"unsupported operand types(s) or combination of types: '{type(a).__name__}' and '{type(b).__name__}'\")\n    return a == b\n",
);

definePythonModule('_bisect', 'from bisect import bisect_left, bisect_right, insort_left, insort_right\n');
definePythonModule('_heapq', 'from heapq import *\nfrom heapq import heapify_max, heappop_max, heappush_max\n');

definePythonModule('_struct', 'from struct import *\nfrom struct import error, Struct\n');
definePythonModule('_stat', 'raise ImportError("stat has it all", name="_stat")\n');

for (const [name, names] of [
  ['_md5', 'md5'],
  ['_sha1', 'sha1'],
  ['_sha2', 'sha224, sha256, sha384, sha512'],
  ['_sha3', 'sha3_224, sha3_256, sha3_384, sha3_512, shake_128, shake_256'],
  ['_blake2', 'blake2b, blake2s'],
] as const)
  definePythonModule(name, `from hashlib import ${names}\n`);

// Lib/warnings.py takes these in place of its own, and then leaves the default filters to this module.
definePythonModule(
  '_warnings',
  String.raw`
import _py_warnings
from _py_warnings import (
    _filters_mutated_lock_held, _warnings_context, defaultaction as _defaultaction, filters, onceregistry as _onceregistry, warn, warn_explicit
)

_acquire_lock = _py_warnings._lock.acquire
_release_lock = _py_warnings._lock.release
_py_warnings._set_module(_py_warnings)
_py_warnings._setup_defaults()
`,
);
