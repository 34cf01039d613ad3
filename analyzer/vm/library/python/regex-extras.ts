/**
 * What `re` has beside patterns: its flags as an enumeration, and Scanner. Made when a program first asks for one of them, since enumerations take the
 * import of `enum`. Source: CPython's Lib/re/__init__.py (behaviour).
 */
import { definePythonModule } from './registry';

definePythonModule(
  '_regex_extras',
  String.raw`
import enum
import re


@enum.global_enum
class RegexFlag(enum.IntFlag, boundary=enum.KEEP):
    __module__ = 're'
    NOFLAG = 0
    ASCII = A = 256
    IGNORECASE = I = 2
    LOCALE = L = 4
    UNICODE = U = 32
    MULTILINE = M = 8
    DOTALL = S = 16
    VERBOSE = X = 64
    DEBUG = 128
    __str__ = object.__str__
    _numeric_repr_ = hex


class Scanner:
    __module__ = 're'

    def __init__(self, lexicon, flags=0):
        self.lexicon = lexicon
        self._actions, phrases, group = {}, [], 1
        for phrase, action in lexicon:
            # The group around a phrase is closed last, so it is the one that lastindex names.
            self._actions[group] = action
            phrases.append(f'({phrase})')
            group += 1 + re.compile(phrase, flags).groups
        self.scanner = re.compile('|'.join(phrases), flags)

    def scan(self, string):
        result, i = [], 0
        while True:
            found = self.scanner.match(string, i)
            if found is None or found.end() == i:
                return result, string[i:]
            action = self._actions[found.lastindex]
            if callable(action):
                self.match = found
                action = action(self, found.group())
            if action is not None:
                result.append(action)
            i = found.end()
`,
);
