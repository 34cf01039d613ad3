/** _csv, the part of the module csv that CPython has in C (Modules/_csv.c) and PyPy in RPython. */
import { extraRoots } from '../../../runtime/lifetime';
import { newList } from '../../../runtime/lists';
import { newStr } from '../../../runtime/values';
import { defineModule } from '../../define';
import { argument } from '../../native';
import {
  csvErrorType,
  dialectNamed,
  dialectType,
  fieldLimit,
  makeDialect,
  Quoting,
  register,
  registered,
  setFieldLimit,
  unregister,
} from './dialect';
import { makeReader, readerType } from './reader';
import { makeWriter, writerType } from './writer';

defineModule('_csv', (m) => {
  registered.clear();
  extraRoots.push(() => registered);
  fieldLimit.characters = 131072;
  m.set('__version__', newStr('1.0'));
  m.set('Error', csvErrorType);
  m.set('Dialect', dialectType);
  m.set('Reader', readerType);
  m.set('Writer', writerType);
  m.set('QUOTE_MINIMAL', Quoting.MINIMAL);
  m.set('QUOTE_ALL', Quoting.ALL);
  m.set('QUOTE_NONNUMERIC', Quoting.NONNUMERIC);
  m.set('QUOTE_NONE', Quoting.NONE);
  m.set('QUOTE_STRINGS', Quoting.STRINGS);
  m.set('QUOTE_NOTNULL', Quoting.NOTNULL);
  m.raw('reader', (args, keywords) => makeReader(args[0], makeDialect(args[1], keywords)));
  m.raw('writer', (args, keywords) => makeWriter(args[0], makeDialect(args[1], keywords)));
  m.raw('register_dialect', register);
  m.def('unregister_dialect', 1, 1, unregister);
  m.def('get_dialect', 1, 1, dialectNamed);
  m.def('list_dialects', 0, 0, () => newList([...registered.keys()].map(newStr)));
  m.raw('field_size_limit', (args, keywords) => setFieldLimit(argument(args, 0, keywords, 'new_limit')));
});
