/**
 * What `re` has beside patterns: its flags as an enumeration, and Scanner. Made when a program first asks for one of them, since enumerations take the
 * import of `enum`. Source: CPython's Lib/re/__init__.py (behaviour).
 */
import { definePythonModule } from './registry';

// Patterns are compiled in TypeScript, not from the code that re._compiler makes: what asks for that gets the same patterns.
definePythonModule(
  '_sre',
  String.raw`
MAGIC, CODESIZE, MAXREPEAT, MAXGROUPS = 20230612, 4, 4294967295, 1073741823


def ascii_iscased(c):
    return 65 <= c <= 90 or 97 <= c <= 122


def ascii_tolower(c):
    return c + 32 if 65 <= c <= 90 else c


def unicode_tolower(c):
    lower = chr(c).lower()
    return ord(lower) if len(lower) == 1 else c


def unicode_iscased(c):
    return unicode_tolower(c) != c or len(chr(c).upper()) != 1 or ord(chr(c).upper()) != c


def getlower(c, flags):
    return unicode_tolower(c) if flags & 32 else ascii_tolower(c)


def compile(pattern, flags, code, groups, groupindex, indexgroup):
    import re
    return re._compile(pattern, flags)


def template(pattern, template):
    return template
`,
);

definePythonModule(
  '_regex_extras',
  String.raw`
import enum
import re


def explain_pattern(pattern, flags):
    from re import _parser
    try:
        _parser.parse(pattern, flags)
    except _parser.error as e:
        return e.msg, e.pos


def explain_template(source, pattern):
    from re import _parser
    try:
        _parser.parse_template(source, pattern)
    except _parser.error as e:
        return e.msg, e.pos


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
