/** Registers every library module that is written in Python. */
import './itertools';
import './functools';
import './collections';
import './algorithms';
import './random';
import './classes';
import './dataclasses';
import './importlib';
import './surroundings';
import './small';
import './tokenizer';
import './ast-classes';
import './virtual-loop';
import './typing';
import './abc';
import './copy';
import './user-containers';
