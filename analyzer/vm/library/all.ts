/** Loads every part of the library: types and builtin modules register themselves. */
import './types/core';
import './types/basic';
import './types/containers';
import './types/str';
import './types/number';
import './types/generator';
import './modules/builtins';
import './modules/math';
import './modules/sys';
import './modules/io';
import './machine-hooks';
import './modules/itertools';
import './modules/collections';
import './modules/random';
import './modules/time';
import './modules/system';
import './python/all';
