/** gc, errno, atexit: what a program may ask of its surroundings, answered for one process. */
import { GuestError } from '../../runtime/errors';
import type { Keywords } from '../../runtime/functions';
import { hooks } from '../../runtime/hooks';
import { newList } from '../../runtime/lists';
import { dictFromEntries, dictSet, W_Dict } from '../../runtime/dicts';
import { typeOf } from '../../runtime/types';
import { newBool, newStr, newTuple, strText, w_None, w_True, type W } from '../../runtime/values';
import { defineModule } from '../define';
import { collect } from './collect';
import { extraRoots } from '../../runtime/lifetime';
import { host } from '../host';

defineModule('gc', (m) => {
  let enabled = true;
  m.raw('collect', collect);
  m.def('enable', 0, 0, () => ((enabled = true), w_None));
  m.def('disable', 0, 0, () => ((enabled = false), w_None));
  m.def('isenabled', 0, 0, () => newBool(enabled));
  m.def('get_count', 0, 0, () => newTuple([0, 0, 0]));
  m.def('get_threshold', 0, 0, () => newTuple([2000, 10, 0]));
  m.raw('set_threshold', () => w_None);
  m.raw('get_objects', () => newList([]));
  m.raw('get_referrers', () => newList([]));
  m.raw('get_referents', () => newList([]));
  m.def('get_stats', 0, 0, () =>
    newList(
      [0, 1, 2].map(() =>
        dictFromEntries([
          ['collections', 0],
          ['collected', 0],
          ['uncollectable', 0],
        ]),
      ),
    ),
  );
  m.def('is_tracked', 1, 1, () => w_True);
  m.def('freeze', 0, 0, () => w_None);
  m.def('unfreeze', 0, 0, () => w_None);
  m.set('garbage', newList([]));
  m.set('callbacks', newList([]));
});

// Numbers of Linux, in their order.
const ERRORS =
  'EPERM ENOENT ESRCH EINTR EIO ENXIO E2BIG ENOEXEC EBADF ECHILD EAGAIN ENOMEM EACCES EFAULT ENOTBLK EBUSY EEXIST EXDEV ENODEV ENOTDIR EISDIR EINVAL ENFILE EMFILE ENOTTY ETXTBSY EFBIG ENOSPC ESPIPE EROFS EMLINK EPIPE EDOM ERANGE EDEADLK ENAMETOOLONG ENOLCK ENOSYS ENOTEMPTY ELOOP - ENOMSG EIDRM ECHRNG EL2NSYNC EL3HLT EL3RST ELNRNG EUNATCH ENOCSI EL2HLT EBADE EBADR EXFULL ENOANO EBADRQC EBADSLT - EBFONT ENOSTR ENODATA ETIME ENOSR ENONET ENOPKG EREMOTE ENOLINK EADV ESRMNT ECOMM EPROTO EMULTIHOP EDOTDOT EBADMSG EOVERFLOW ENOTUNIQ EBADFD EREMCHG ELIBACC ELIBBAD ELIBSCN ELIBMAX ELIBEXEC EILSEQ ERESTART ESTRPIPE EUSERS ENOTSOCK EDESTADDRREQ EMSGSIZE EPROTOTYPE ENOPROTOOPT EPROTONOSUPPORT ESOCKTNOSUPPORT EOPNOTSUPP EPFNOSUPPORT EAFNOSUPPORT EADDRINUSE EADDRNOTAVAIL ENETDOWN ENETUNREACH ENETRESET ECONNABORTED ECONNRESET ENOBUFS EISCONN ENOTCONN ESHUTDOWN ETOOMANYREFS ETIMEDOUT ECONNREFUSED EHOSTDOWN EHOSTUNREACH EALREADY EINPROGRESS ESTALE EUCLEAN ENOTNAM ENAVAIL EISNAM EREMOTEIO EDQUOT ENOMEDIUM EMEDIUMTYPE ECANCELED ENOKEY EKEYEXPIRED EKEYREVOKED EKEYREJECTED EOWNERDEAD ENOTRECOVERABLE ERFKILL EHWPOISON';
defineModule('errno', (m) => {
  const codes = new W_Dict();
  ERRORS.split(' ').forEach((name, i) => {
    if (name === '-') return;
    m.set(name, i + 1);
    dictSet(codes, i + 1, name);
  });
  m.set('EWOULDBLOCK', 11);
  m.set('EDEADLOCK', 35);
  m.set('ENOTSUP', 95);
  m.set('errorcode', codes);
});

/** Called in reverse order when the program ends. */
defineModule('atexit', (m) => {
  let registered: { func: W; args: W[]; keywords: Keywords | null }[] = [];
  const run = (): W => {
    for (let next = registered.pop(); next !== undefined; next = registered.pop()) {
      try {
        hooks.call(next.func, next.args, next.keywords);
      } catch (e) {
        if (!(e instanceof GuestError)) throw e;
        const sys = hooks.importModule('sys', newTuple([]), 0, w_None);
        hooks.call(hooks.getattr(hooks.getattr(sys, 'stderr'), 'write'), [
          newStr(`Exception ignored in atexit callback ${strText(hooks.repr(next.func))}:\n`),
        ]);
        hooks.call(hooks.getattr(sys, 'excepthook'), [typeOf(e.exception), e.exception, e.exception.traceback ?? w_None]);
      }
    }
    return w_None;
  };
  host.atExit.push(run);
  extraRoots.push(() => registered.map((one) => [one.func, one.args, one.keywords]));
  m.raw('register', (args, keywords) => {
    registered.push({ func: args[0], args: args.slice(1), keywords });
    return args[0];
  });
  m.def('unregister', 1, 1, (func) => {
    // A comparison may register and unregister others: each of those that were there is compared if it still is.
    for (const one of registered.slice()) {
      if (!registered.includes(one) || !hooks.truth(hooks.compare(2, func, one.func))) continue;
      registered = registered.filter((other) => other !== one);
    }
    return w_None;
  });
  m.def('_run_exitfuncs', 0, 0, run);
  m.def('_clear', 0, 0, () => ((registered = []), w_None));
  m.def('_ncallbacks', 0, 0, () => registered.length);
});
