/** _tokenize: the iterator under `tokenize`, with comments and blank lines. Source: Python's lexical analysis (reference manual, chapter 2). */
import { definePythonModule } from './registry';

definePythonModule(
  '_tokenize',
  String.raw`
import re as _re

_NAME, _NUMBER, _STRING, _NEWLINE, _INDENT, _DEDENT, _OP, _COMMENT, _NL, _END = 1, 2, 3, 4, 5, 6, 55, 65, 66, 0
_FSTART, _FMIDDLE, _FEND, _TSTART, _TMIDDLE, _TEND = 59, 60, 61, 62, 63, 64
_EXACT = {'(': 7, ')': 8, '[': 9, ']': 10, ':': 11, ',': 12, ';': 13, '+': 14, '-': 15, '*': 16, '/': 17, '|': 18, '&': 19, '<': 20, '>': 21, '=': 22, '.': 23, '%': 24, '{': 25, '}': 26, '==': 27, '!=': 28, '<=': 29, '>=': 30, '~': 31, '^': 32, '<<': 33, '>>': 34, '**': 35, '+=': 36, '-=': 37, '*=': 38, '/=': 39, '%=': 40, '&=': 41, '|=': 42, '^=': 43, '<<=': 44, '>>=': 45, '**=': 46, '//': 47, '//=': 48, '@': 49, '@=': 50, '->': 51, '...': 52, ':=': 53, '!': 54}
_number = _re.compile(r'0[xX](?:_?[0-9a-fA-F])+|0[bB](?:_?[01])+|0[oO](?:_?[0-7])+|(?:(?:[0-9](?:_?[0-9])*)?\.[0-9](?:_?[0-9])*|[0-9](?:_?[0-9])*\.?)(?:[eE][-+]?[0-9](?:_?[0-9])*)?[jJ]?')
_name = _re.compile(r'[^\W\d]\w*')
_prefix = _re.compile(r'(?:[rR][bBfFtT]?|[bB][rR]?|[uU]|[fFtT][rR]?)?(\'\'\'|"""|\'|")')
_operator = _re.compile(r'\*\*=|//=|>>=|<<=|\.\.\.|->|:=|!=|==|<=|>=|\+=|-=|\*=|/=|%=|&=|\|=|\^=|@=|<<|>>|\*\*|//|[-+*/%&|^~<>()\[\]{},:;.=@!]')


class TokenizerIter:
    def __init__(self, readline, /, *, encoding=None, extra_tokens=False):
        self._readline = readline
        self._encoding = encoding
        self._extra = extra_tokens
        self._tokens = self._scan()

    def __iter__(self):
        return self

    def __next__(self):
        return next(self._tokens)

    def _line(self):
        try:
            line = self._readline()
        except StopIteration:
            return ''
        return line.decode(self._encoding or 'utf-8') if isinstance(line, (bytes, bytearray)) else line

    def _fail(self, message, row, column, line, kind=SyntaxError):
        raise kind(message, ('<string>', row, column + 1, line, row, column + 1))

    def _kind(self, text):
        return _OP if self._extra else _EXACT[text]

    def _scan(self):
        indents = [0]
        brackets = []
        row = 0
        line = ''
        continued = False
        # f-strings that are open: [quote, raw, bracket depth of the field, in the format spec, letter]
        strings = []
        while True:
            line = self._line()
            row += 1
            if not line:
                if strings:
                    self._fail(f'unterminated {strings[-1][4]}-string literal', row, 0, line)
                if brackets:
                    self._fail('unexpected EOF in multi-line statement', row, 0, line)
                break
            at, end = 0, len(line)
            if not brackets and not continued and not strings:
                column = 0
                while at < end and line[at] in ' \t\f':
                    column = column + 1 if line[at] == ' ' else (column // 8 + 1) * 8 if line[at] == '\t' else 0
                    at += 1
                rest = line[at:].rstrip('\r\n')
                if not rest or rest[0] == '#':
                    if self._extra:
                        if rest:
                            yield rest, _COMMENT, row, row, at, at + len(rest), line
                        tail = line[at + len(rest):]
                        yield_at = at + len(rest)
                        yield tail, _NL, row, row, yield_at, yield_at + (len(tail) or 1), line
                    continue
                if column > indents[-1]:
                    indents.append(column)
                    yield line[:at], _INDENT, row, row, 0, at, line
                while column < indents[-1]:
                    if column not in indents:
                        self._fail('unindent does not match any outer indentation level', row, at, line, IndentationError)
                    indents.pop()
                    yield '', _DEDENT, row, row, at, at, line
            continued = False
            while at < end:
                if strings and not (strings[-1][2] is not None):
                    item = yield from self._middle(strings, brackets, line, at, row)
                    line, at, row = item
                    end = len(line)
                    continue
                c = line[at]
                if c in ' \t\f':
                    at += 1
                    continue
                if c in '\r\n':
                    text = line[at:]
                    if brackets or strings:
                        if self._extra:
                            yield text, _NL, row, row, at, end, line
                    else:
                        yield text if self._extra else '', _NEWLINE, row, row, at, end if self._extra else at, line
                    break
                if c == '#':
                    text = line[at:].rstrip('\r\n')
                    if self._extra:
                        yield text, _COMMENT, row, row, at, at + len(text), line
                    at += len(text)
                    if at >= end and not brackets:
                        yield '', _NEWLINE, row, row, at, at + 1, line
                    continue
                if c == '\\' and line[at + 1:].strip('\r\n') == '':
                    continued = True
                    break
                found = _prefix.match(line, at)
                if found:
                    quote = found[1]
                    letters = line[at:found.start(1)].lower()
                    if 'f' in letters or 't' in letters:
                        letter = 'f' if 'f' in letters else 't'
                        yield line[at:found.end()], _FSTART if letter == 'f' else _TSTART, row, row, at, found.end(), line
                        strings.append([quote, 'r' in letters, None, False, letter])
                        at = found.end()
                        continue
                    start_row, start, text, whole = row, at, line[at:found.end()], line
                    i = found.end()
                    while True:
                        if i >= len(line):
                            if len(quote) == 1 and not line.endswith('\\\n') and not line.endswith('\\\r\n'):
                                self._fail(f'unterminated string literal (detected at line {row})', start_row, start, whole)
                            line = self._line()
                            row += 1
                            if not line:
                                self._fail(f'unterminated triple-quoted string literal (detected at line {row - 1})', start_row, start, whole)
                            whole += line
                            i = 0
                            continue
                        if line[i] == '\\':
                            text += line[i:i + 2]
                            i += 2
                        elif line.startswith(quote, i):
                            text += quote
                            i += len(quote)
                            break
                        elif line[i] == '\n' and len(quote) == 1:
                            self._fail(f'unterminated string literal (detected at line {row})', start_row, start, whole)
                        else:
                            text += line[i]
                            i += 1
                    yield text, _STRING, start_row, row, start, i, whole
                    at, end = i, len(line)
                    continue
                found = _number.match(line, at) if c.isdigit() or c == '.' and line[at + 1:at + 2].isdigit() else None
                if found:
                    yield found[0], _NUMBER, row, row, at, found.end(), line
                    at = found.end()
                    continue
                found = _name.match(line, at)
                if found:
                    yield found[0], _NAME, row, row, at, found.end(), line
                    at = found.end()
                    continue
                found = _operator.match(line, at)
                if not found:
                    self._fail(f"invalid non-printable character U+{ord(c):04X}" if not c.isprintable() else f"invalid character '{c}' (U+{ord(c):04X})" if ord(c) > 127 else 'invalid syntax', row, at, line)
                text = found[0]
                field = strings[-1] if strings else None
                if field is not None and len(brackets) == field[2]:
                    # The end of an f-string's field, or the start of its format spec.
                    if text == '}':
                        brackets.pop()
                        yield '}', self._kind('}'), row, row, at, at + 1, line
                        at += 1
                        field[2] = None
                        continue
                    if text[0] == ':':
                        yield ':', self._kind(':'), row, row, at, at + 1, line
                        at += 1
                        field[2], field[3] = None, True
                        continue
                    if text[0] == '!' and text != '!=':
                        text = '!'
                if text in '([{':
                    brackets.append(text)
                elif text in ')]}':
                    if not brackets:
                        self._fail(f"unmatched '{text}'", row, at, line)
                    opened = brackets.pop()
                    if opened + text not in ('()', '[]', '{}'):
                        self._fail(f"closing parenthesis '{text}' does not match opening parenthesis '{opened}'", row, at, line)
                yield text, self._kind(text), row, row, at, at + len(text), line
                at += len(text)
            else:
                if line and line[-1] not in '\r\n' and not brackets and not strings and not continued:
                    yield '', _NEWLINE, row, row, end, end + 1, line
        for _ in indents[1:]:
            yield '', _DEDENT, row, row, 0, 0, ''
        yield '', _END, row, row, 0, 0, ''

    def _middle(self, strings, brackets, line, at, row):
        """The literal part of an f-string up to a field or its end: where scanning goes on."""
        quote, raw, _, spec, letter = strings[-1]
        middle, ended = (_FMIDDLE, _FEND) if letter == 'f' else (_TMIDDLE, _TEND)
        text, start_row, start, whole = '', row, at, line
        while True:
            if at >= len(line):
                line = self._line()
                row += 1
                if not line:
                    self._fail(f'unterminated {"triple-quoted " if len(quote) == 3 else ""}{letter}-string literal (detected at line {row - 1})', start_row, start, whole)
                whole += line
                at = 0
                continue
            c = line[at]
            if line.startswith(quote, at) and not spec:
                if text:
                    yield text, middle, start_row, row, start, at, whole
                yield quote, ended, row, row, at, at + len(quote), line
                strings.pop()
                return line, at + len(quote), row
            if c == '{' and (spec or line[at + 1:at + 2] != '{'):
                if text:
                    yield text, middle, start_row, row, start, at, whole
                yield '{', self._kind('{'), row, row, at, at + 1, line
                brackets.append('{')
                strings[-1][2], strings[-1][3] = len(brackets), False
                if spec:
                    strings[-1].append(True)
                return line, at + 1, row
            if c == '}' and spec:
                if text:
                    yield text, middle, start_row, row, start, at, whole
                yield '}', self._kind('}'), row, row, at, at + 1, line
                brackets.pop()
                strings[-1][3] = False
                return line, at + 1, row
            if c in '{}' and line[at + 1:at + 2] == c:
                text += c
                yield text, middle, start_row, row, start, at + 1, whole
                text, start, start_row = '', at + 2, row
                at += 2
                continue
            if c == '\\' and not raw:
                text += line[at:at + 2]
                at += 2
                continue
            text += c
            at += 1
`,
);
