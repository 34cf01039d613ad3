"""Dump CPython's syntax trees as JSON, one line a file, in the shape of analyzer/syntax/ast.ts.

    python3.14 dump_ast.py FILE...             paths as arguments, or one a line on standard input
    python3.14 dump_ast.py --record FOLDER     writes FOLDER/expected/NAME.txt for each FOLDER/NAME.py

Each line is {"path", "tree"} or {"path", "error"}. A tree is a list of strings, one for each node, field and list (see
`describe`; analyzer/syntax/testing/describe.ts writes the same for our tree), with absolute offsets in UTF-16 units.
Iterative, because trees may be deeper than Python's own recursion limit.
"""
import ast
import json
import os
import re
import struct
import sys
import tokenize
import warnings


def utf16(text):
    return len(text.encode('utf-16-le', 'surrogatepass')) // 2


class Offsets:
    """From CPython's (line, UTF-8 column) to UTF-16 offsets."""

    def __init__(self, text):
        self.lines = []
        self.starts = []
        at = 0
        for line in split_lines(text):
            self.lines.append(line.encode('utf-8', 'surrogatepass'))
            self.starts.append(at)
            at += utf16(line)
        self.lines.append(b'')
        self.starts.append(at)

    def at(self, line, column):
        data = self.lines[line - 1]
        start = self.starts[line - 1]
        if data.isascii():
            return start + column
        mark = 1 if line == 1 and data.startswith(b'\xef\xbb\xbf') else 0
        return start + mark + utf16(data[3 * mark:][:column].decode('utf-8', 'surrogatepass'))


def split_lines(text):
    return re.findall(r'[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z', text)


OPERATORS = {
    'Add': '+', 'Sub': '-', 'Mult': '*', 'MatMult': '@', 'Div': '/', 'Mod': '%', 'Pow': '**', 'LShift': '<<', 'RShift': '>>',
    'BitOr': '|', 'BitXor': '^', 'BitAnd': '&', 'FloorDiv': '//', 'And': 'and', 'Or': 'or', 'Invert': '~', 'Not': 'not',
    'UAdd': '+', 'USub': '-', 'Eq': '==', 'NotEq': '!=', 'Lt': '<', 'LtE': '<=', 'Gt': '>', 'GtE': '>=', 'Is': 'is',
    'IsNot': 'is not', 'In': 'in', 'NotIn': 'not in', 'Load': 'Load', 'Store': 'Store', 'Del': 'Del',
}


def constant(value):
    if value is None or isinstance(value, bool):
        return str(value).lower()
    if value is ...:
        return 'ellipsis'
    if isinstance(value, int):
        return 'int ' + hex(value)
    if isinstance(value, float):
        return 'float ' + struct.pack('>d', value).hex()
    if isinstance(value, complex):
        return 'complex ' + struct.pack('>d', value.imag).hex()
    if isinstance(value, bytes):
        return 'bytes ' + value.hex()
    return 'str ' + value


def describe(tree, offsets):
    """The tree as a flat list of strings, parents first, fields in alphabetical order."""
    out = []
    stack = [('', tree)]
    while stack:
        name, node = stack.pop()
        if isinstance(node, list):
            out.append(f'{name} [{len(node)}]')
            stack.extend(('-', item) for item in reversed(node))
        elif not isinstance(node, ast.AST):
            out.append(f'{name} {node!s}')
        elif type(node).__name__ in OPERATORS:
            out.append(f'{name} {OPERATORS[type(node).__name__]}')
        else:
            kind = type(node).__name__
            place = ''
            if hasattr(node, 'lineno'):
                start = offsets.at(node.lineno, node.col_offset)
                end = offsets.at(node.end_lineno, node.end_col_offset)
                place = f' {start}-{end}'
            out.append(f'{name} {kind}{place}')
            fields = sorted(field for field in node._fields if field not in ('type_comment', 'type_ignores'))
            if kind == 'Constant':
                out.append('.value ' + constant(node.value))
            else:
                stack.extend(('.' + field, getattr(node, field, None)) for field in reversed(fields))
    return out


def record(folder):
    os.makedirs(os.path.join(folder, 'expected'), exist_ok=True)
    for name in sorted(os.listdir(folder)):
        if not name.endswith('.py'):
            continue
        with open(os.path.join(folder, name), 'rb') as file:
            data = file.read()
        lines = describe(ast.parse(data), Offsets(data.decode('utf-8')))
        with open(os.path.join(folder, 'expected', name[:-3] + '.txt'), 'w', encoding='ascii') as file:
            file.writelines(json.dumps(line)[1:-1] + '\n' for line in lines)


def main():
    warnings.simplefilter('ignore')
    if sys.argv[1:2] == ['--record']:
        record(sys.argv[2])
        return
    for path in sys.argv[1:] or sys.stdin.read().splitlines():
        try:
            with open(path, 'rb') as file:
                data = file.read()
            encoding = tokenize.detect_encoding(iter(data.splitlines(True)).__next__)[0]
            if encoding not in ('utf-8', 'utf-8-sig'):
                print(json.dumps({'path': path, 'error': 'encoding ' + encoding}))
                continue
            text = data.decode('utf-8')
            tree = ast.parse(data)
            print(json.dumps({'path': path, 'tree': describe(tree, Offsets(text))}))
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            print(json.dumps({'path': path, 'error': f'{type(error).__name__}: {error}'}))


if __name__ == '__main__':
    main()
