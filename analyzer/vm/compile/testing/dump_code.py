"""Compile files with the running Python and dump the code objects as JSON, one line a file.

    pypy3 dump_code.py FILE...          paths as arguments, or one a line on standard input
    pypy3 dump_code.py --beside FILE... writes FILE.json beside each FILE (re-records the fixtures)

Each line is {"path", "code"} or {"path", "error"}. The shape of a code object is `CodeDump` in dump.ts.
"""
import json
import struct
import sys
import warnings


def constant(value):
    if value is None:
        return 'none'
    if value is True or value is False or value is ...:
        return str(value).lower()
    kind = type(value).__name__
    if kind == 'int':
        return ['int', hex(value)]
    if kind == 'float':
        return ['float', bits(value)]
    if kind == 'complex':
        return ['complex', bits(value.real), bits(value.imag)]
    if kind == 'str':
        return ['str', value]
    if kind == 'bytes':
        return ['bytes', value.hex()]
    if kind == 'tuple':
        return ['tuple', [constant(item) for item in value]]
    if kind == 'frozenset':
        return ['frozenset', sorted((constant(item) for item in value), key=json.dumps)]
    return ['code', dump(value)]


def bits(value):
    return struct.pack('>d', value).hex()


def dump(code):
    return {
        'name': code.co_name,
        'code': code.co_code.hex(),
        'consts': [constant(value) for value in code.co_consts],
        'names': list(code.co_names),
        'varnames': list(code.co_varnames),
        'cellvars': list(code.co_cellvars),
        'freevars': list(code.co_freevars),
        'lnotab': code.co_lnotab.hex(),
        'stacksize': code.co_stacksize,
        'flags': code.co_flags,
        'firstlineno': code.co_firstlineno,
        'argcount': code.co_argcount,
        'posonlyargcount': code.co_posonlyargcount,
        'kwonlyargcount': code.co_kwonlyargcount,
    }


def main():
    warnings.simplefilter('ignore')
    beside = sys.argv[1:2] == ['--beside']
    for path in sys.argv[1 + beside:] or sys.stdin.read().splitlines():
        try:
            with open(path, 'rb') as file:
                source = file.read()
            record = {'path': path, 'code': dump(compile(source, path, 'exec', dont_inherit=True))}
        except (SyntaxError, ValueError, RecursionError, MemoryError, UnicodeError) as error:
            record = {'path': path, 'error': '%s: %s' % (type(error).__name__, error)}
        if beside:
            with open(path + '.json', 'w') as out:
                json.dump(record['code'], out, indent=1)
                out.write('\n')
        else:
            print(json.dumps(record))


if __name__ == '__main__':
    main()
