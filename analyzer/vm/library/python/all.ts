/** Registers every library module that is written in Python. */
import './itertools';
import './functools';
import './collections';
import './collections-abc';
import './algorithms';
import './random';
import './classes';
import './dataclasses';
import './system';
import './enum';
import './typing';
import './abc';
import './copy';
import './user-containers';
