"""Record what this Python (CPython 3.14 for the fixtures) says about programs with syntax errors.

    python3.14 record_errors.py fixtures/vm/compile/errors.txt > fixtures/vm/compile/errors.json

Programs are separated by lines of three hyphens. Each record is [source, [type, message, line, column, end line, end column]],
or [source, null] for a program without error.
"""
import json
import sys
import warnings


def record(source):
    try:
        compile(source, 'f.py', 'exec', dont_inherit=True)
    except SyntaxError as error:
        return [source, [type(error).__name__, error.msg, error.lineno, error.offset, error.end_lineno, error.end_offset]]
    return [source, None]


def main(path):
    warnings.simplefilter('ignore')
    with open(path, encoding='utf-8') as file:
        programs = file.read().split('\n---\n')
    print('[\n' + ',\n'.join(json.dumps(record(source)) for source in programs) + '\n]')


if __name__ == '__main__':
    main(sys.argv[1])
