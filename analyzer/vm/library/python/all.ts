/** Registers every library module that is written in Python. */
import './itertools';
import './functools';
import './collections';
import './algorithms';
import './random';
import './simple-namespace';
import './importlib';
import './surroundings';
import './small';
import './io-parts';
import './tokenizer';
import './ast-classes';
import './virtual-loop';
import './abc';
import './typing';
import './generic-alias';
