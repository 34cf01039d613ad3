/** _suggestions: what Lib/traceback.py asks for "Did you mean". Source: CPython's Modules/_suggestions.c. */
import { typeError } from '../../runtime/errors';
import { listItems, W_List } from '../../runtime/lists';
import { nearest } from '../../runtime/tracebacks/suggestions';
import { newStr, strText, w_None } from '../../runtime/values';
import { defineModule } from '../define';
import { textArgument } from '../native';

defineModule('_suggestions', (m) => {
  m.def('_generate_suggestions', 2, 2, (candidates, item) => {
    if (!(candidates instanceof W_List)) throw typeError('candidates must be a list');
    const names = listItems(candidates).map((w) => {
      const name = strText(w);
      if (name === null) throw typeError("all elements in 'candidates' must be strings");
      return name;
    });
    const found = nearest(textArgument(item, '_generate_suggestions() argument 2'), names);
    return found === null ? w_None : newStr(found);
  });
});
