/**
 * What a program may ask of its surroundings and cannot have here: sockets, processes, signals, terminals. The names are there, so that
 * modules which mention them import; using one raises PermissionError.
 */
import { definePythonModule } from './registry';

definePythonModule(
  '_socket',
  String.raw`
AF_UNSPEC, AF_UNIX, AF_INET, AF_INET6 = 0, 1, 2, 10
SOCK_STREAM, SOCK_DGRAM, SOCK_RAW, SOCK_NONBLOCK, SOCK_CLOEXEC = 1, 2, 3, 2048, 524288
SOL_SOCKET, SO_REUSEADDR, SO_ERROR, SO_BROADCAST, SO_KEEPALIVE, SO_REUSEPORT, SO_TYPE = 1, 2, 4, 6, 9, 15, 3
IPPROTO_IP, IPPROTO_TCP, IPPROTO_UDP, IPPROTO_IPV6, IPV6_V6ONLY, TCP_NODELAY = 0, 6, 17, 41, 26, 1
SOMAXCONN, SHUT_RD, SHUT_WR, SHUT_RDWR = 4096, 0, 1, 2
AI_PASSIVE, AI_CANONNAME, AI_NUMERICHOST, NI_NUMERICHOST, NI_NUMERICSERV, EAI_NONAME = 1, 2, 4, 1, 2, -2
MSG_PEEK, MSG_DONTWAIT, MSG_NOSIGNAL = 2, 64, 16384
INADDR_ANY, INADDR_LOOPBACK = 0, 0x7f000001
has_ipv6 = True
error = OSError
timeout = TimeoutError


class herror(OSError):
    pass


class gaierror(OSError):
    pass


def _refuse(*args, **keywords):
    raise PermissionError(1, 'a program run by JIT Lens has no network')


class socket:
    def __init__(self, family=-1, type=-1, proto=-1, fileno=None):
        _refuse()


SocketType = socket
CAPI = None
socketpair = getaddrinfo = gethostbyname = gethostbyaddr = getnameinfo = getservbyname = getservbyport = dup = close = _refuse
_default = None


def getdefaulttimeout():
    return _default


def setdefaulttimeout(value):
    global _default
    _default = value


def gethostname():
    return 'localhost'


def htons(n):
    return (n & 255) << 8 | n >> 8


ntohs = htons


def htonl(n):
    return int.from_bytes(n.to_bytes(4, 'little'), 'big')


ntohl = htonl


def inet_aton(text):
    return bytes(int(part) for part in text.split('.'))


def inet_ntoa(data):
    return '.'.join(str(b) for b in data)


def inet_pton(family, text):
    if family == AF_INET:
        parts = text.split('.')
        if len(parts) != 4 or not all(p.isdigit() and int(p) < 256 for p in parts):
            raise OSError('illegal IP address string passed to inet_pton')
        return inet_aton(text)
    import ipaddress
    return ipaddress.IPv6Address(text).packed


def inet_ntop(family, data):
    if family == AF_INET:
        return inet_ntoa(data)
    import ipaddress
    return str(ipaddress.IPv6Address(data))


def if_nameindex():
    return [(1, 'lo')]
`,
);

definePythonModule(
  'select',
  String.raw`
POLLIN, POLLPRI, POLLOUT, POLLERR, POLLHUP, POLLNVAL = 1, 2, 4, 8, 16, 32
error = OSError


def select(rlist, wlist, xlist, timeout=None):
    # Nothing can become ready: there is no one to make it so.
    import time
    if timeout:
        time.sleep(timeout)
    return [], [], []


class poll:
    def __init__(self):
        self._watched = {}

    def register(self, fd, events=POLLIN | POLLPRI | POLLOUT):
        self._watched[fd] = events

    modify = register

    def unregister(self, fd):
        del self._watched[fd]

    def poll(self, timeout=None):
        select([], [], [], None if timeout is None else timeout / 1000)
        return []
`,
);

definePythonModule(
  'subprocess',
  String.raw`
__all__ = ['Popen', 'PIPE', 'STDOUT', 'call', 'check_call', 'getstatusoutput', 'getoutput', 'check_output', 'run', 'CalledProcessError', 'DEVNULL', 'SubprocessError', 'TimeoutExpired', 'CompletedProcess']
PIPE, STDOUT, DEVNULL = -1, -2, -3


class SubprocessError(Exception):
    pass


class CalledProcessError(SubprocessError):
    def __init__(self, returncode, cmd, output=None, stderr=None):
        self.returncode = returncode
        self.cmd = cmd
        self.output = self.stdout = output
        self.stderr = stderr

    def __str__(self):
        if self.returncode and self.returncode < 0:
            return f'Command {self.cmd!r} died with signal {-self.returncode}.'
        return f'Command {self.cmd!r} returned non-zero exit status {self.returncode}.'


class TimeoutExpired(SubprocessError):
    def __init__(self, cmd, timeout, output=None, stderr=None):
        self.cmd = cmd
        self.timeout = timeout
        self.output = self.stdout = output
        self.stderr = stderr

    def __str__(self):
        return f'Command {self.cmd!r} timed out after {self.timeout} seconds'


class CompletedProcess:
    def __init__(self, args, returncode, stdout=None, stderr=None):
        self.args = args
        self.returncode = returncode
        self.stdout = stdout
        self.stderr = stderr

    def __repr__(self):
        shown = [f'args={self.args!r}', f'returncode={self.returncode!r}']
        if self.stdout is not None:
            shown.append(f'stdout={self.stdout!r}')
        if self.stderr is not None:
            shown.append(f'stderr={self.stderr!r}')
        return f'{type(self).__name__}({", ".join(shown)})'

    def check_returncode(self):
        if self.returncode:
            raise CalledProcessError(self.returncode, self.args, self.stdout, self.stderr)


class Popen:
    def __init__(self, args, *more, **keywords):
        raise PermissionError(1, 'a program run by JIT Lens starts no processes')


def run(*popenargs, input=None, capture_output=False, timeout=None, check=False, **keywords):
    Popen(*popenargs, **keywords)


def call(*popenargs, timeout=None, **keywords):
    Popen(*popenargs, **keywords)


check_call = check_output = call


def getstatusoutput(cmd, *, encoding=None, errors=None):
    Popen(cmd)


def getoutput(cmd, *, encoding=None, errors=None):
    Popen(cmd)


def list2cmdline(seq):
    import shlex
    return shlex.join(map(str, seq))
`,
);

definePythonModule(
  '_signal',
  String.raw`
SIGHUP, SIGINT, SIGQUIT, SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGKILL, SIGUSR1, SIGSEGV, SIGUSR2, SIGPIPE, SIGALRM, SIGTERM = range(1, 16)
SIGSTKFLT, SIGCHLD, SIGCONT, SIGSTOP, SIGTSTP, SIGTTIN, SIGTTOU, SIGURG, SIGXCPU, SIGXFSZ, SIGVTALRM, SIGPROF, SIGWINCH, SIGIO, SIGPWR, SIGSYS = range(16, 32)
SIGIOT, SIGPOLL, SIGCLD, SIGRTMIN, SIGRTMAX, NSIG = SIGABRT, SIGIO, SIGCHLD, 34, 64, 65
SIG_DFL, SIG_IGN, SIG_BLOCK, SIG_UNBLOCK, SIG_SETMASK = 0, 1, 0, 1, 2
ITIMER_REAL, ITIMER_VIRTUAL, ITIMER_PROF = 0, 1, 2


class ItimerError(OSError):
    pass


def default_int_handler(signum, frame):
    raise KeyboardInterrupt


_handlers = {SIGINT: default_int_handler}


def _check(signalnum):
    if not 1 <= signalnum < NSIG:
        raise ValueError('signal number out of range')


def signal(signalnum, handler):
    _check(signalnum)
    if not callable(handler) and handler not in (SIG_DFL, SIG_IGN):
        raise TypeError('signal handler must be signal.SIG_IGN, signal.SIG_DFL, or a callable object')
    if signalnum in (SIGKILL, SIGSTOP):
        raise OSError(22, 'Invalid argument')
    before = _handlers.get(signalnum, SIG_DFL)
    _handlers[signalnum] = handler
    return before


def getsignal(signalnum):
    _check(signalnum)
    return _handlers.get(signalnum, SIG_DFL)


def raise_signal(signalnum):
    # The only signals that reach the program are those it sends itself.
    handler = getsignal(signalnum)
    if callable(handler):
        import sys
        handler(signalnum, sys._getframe(1))
    elif handler == SIG_DFL and signalnum in (SIGTERM, SIGKILL, SIGABRT, SIGINT, SIGHUP, SIGQUIT):
        raise SystemExit(128 + signalnum)


_names = {1: 'Hangup', 2: 'Interrupt', 3: 'Quit', 4: 'Illegal instruction', 6: 'Aborted', 8: 'Floating point exception', 9: 'Killed', 11: 'Segmentation fault', 13: 'Broken pipe', 14: 'Alarm clock', 15: 'Terminated'}


def strsignal(signalnum):
    _check(signalnum)
    return _names.get(signalnum)


def valid_signals():
    return set(range(1, NSIG))


def alarm(seconds):
    return 0


def setitimer(which, seconds, interval=0.0):
    return (0.0, 0.0)


def getitimer(which):
    return (0.0, 0.0)


def pause():
    raise RuntimeError('no signal will ever come')


def siginterrupt(signalnum, flag):
    pass


def set_wakeup_fd(fd, *, warn_on_full_buffer=True):
    return -1


def pthread_sigmask(how, mask):
    return set()


def sigpending():
    return set()


def pthread_kill(thread, signalnum):
    raise_signal(signalnum)
`,
);

definePythonModule(
  '_locale',
  String.raw`
LC_CTYPE, LC_NUMERIC, LC_TIME, LC_COLLATE, LC_MONETARY, LC_MESSAGES, LC_ALL = range(7)
CHAR_MAX = 127
CODESET, RADIXCHAR, THOUSEP, D_T_FMT, D_FMT, T_FMT, AM_STR, PM_STR = 14, 65536, 65537, 131112, 131113, 131114, 131110, 131111
DAY_1, DAY_2, DAY_3, DAY_4, DAY_5, DAY_6, DAY_7 = range(131079, 131086)
ABDAY_1, ABDAY_2, ABDAY_3, ABDAY_4, ABDAY_5, ABDAY_6, ABDAY_7 = range(131072, 131079)
MON_1, MON_2, MON_3, MON_4, MON_5, MON_6, MON_7, MON_8, MON_9, MON_10, MON_11, MON_12 = range(131098, 131110)
ABMON_1, ABMON_2, ABMON_3, ABMON_4, ABMON_5, ABMON_6, ABMON_7, ABMON_8, ABMON_9, ABMON_10, ABMON_11, ABMON_12 = range(131086, 131098)
YESEXPR, NOEXPR, CRNCYSTR, ERA, ERA_D_FMT, ERA_D_T_FMT, ERA_T_FMT, ALT_DIGITS, T_FMT_AMPM = 327680, 327681, 262159, 131116, 131118, 131120, 131121, 131119, 131115


class Error(Exception):
    pass


Error = ValueError if False else Error


def setlocale(category, locale=None):
    if locale in (None, '', 'C', 'POSIX', 'C.UTF-8', 'C.utf8'):
        return 'C.UTF-8' if locale in ('C.UTF-8', 'C.utf8') else 'C'
    raise Error('unsupported locale setting')


def localeconv():
    return {'int_curr_symbol': '', 'currency_symbol': '', 'mon_decimal_point': '', 'mon_thousands_sep': '', 'mon_grouping': [], 'positive_sign': '', 'negative_sign': '', 'int_frac_digits': 127, 'frac_digits': 127, 'p_cs_precedes': 127, 'p_sep_by_space': 127, 'n_cs_precedes': 127, 'n_sep_by_space': 127, 'p_sign_posn': 127, 'n_sign_posn': 127, 'decimal_point': '.', 'thousands_sep': '', 'grouping': []}


def strcoll(a, b):
    return (a > b) - (a < b)


def strxfrm(text):
    return text


def getencoding():
    return 'utf-8'


def nl_langinfo(key):
    import calendar
    if DAY_1 <= key <= DAY_7:
        return ('Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday')[key - DAY_1]
    if ABDAY_1 <= key <= ABDAY_7:
        return ('Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat')[key - ABDAY_1]
    return {CODESET: 'UTF-8', RADIXCHAR: '.', D_T_FMT: '%a %b %e %H:%M:%S %Y', D_FMT: '%m/%d/%y', T_FMT: '%H:%M:%S', AM_STR: 'AM', PM_STR: 'PM', YESEXPR: '^[yY]', NOEXPR: '^[nN]', CRNCYSTR: '-'}.get(key, '')
`,
);

definePythonModule(
  'faulthandler',
  'def enable(*args, **keywords):\n    pass\n\n\ndisable = register = unregister = dump_traceback = dump_traceback_later = cancel_dump_traceback_later = enable\n\n\ndef is_enabled():\n    return False\n',
);
definePythonModule(
  'pwd',
  "def getpwuid(uid):\n    raise KeyError(f'getpwuid(): uid not found: {uid}')\n\n\ndef getpwnam(name):\n    raise KeyError(f'getpwnam(): name not found: {name!r}')\n\n\ndef getpwall():\n    return []\n",
);
definePythonModule(
  'grp',
  "def getgrgid(gid):\n    raise KeyError(f'getgrgid(): gid not found: {gid}')\n\n\ndef getgrnam(name):\n    raise KeyError(f'getgrnam(): name not found: {name!r}')\n\n\ndef getgrall():\n    return []\n",
);
definePythonModule(
  'resource',
  'RLIMIT_CPU, RLIMIT_STACK, RLIMIT_AS, RUSAGE_SELF, RUSAGE_CHILDREN, RLIM_INFINITY = 0, 3, 9, 0, -1, -1\n\n\ndef getrlimit(which):\n    return (RLIM_INFINITY, RLIM_INFINITY)\n\n\ndef setrlimit(which, limits):\n    pass\n\n\nclass struct_rusage:\n    ru_utime = ru_stime = 0.0\n    ru_maxrss = 0\n\n\ndef getrusage(who):\n    import time\n    usage = struct_rusage()\n    usage.ru_utime = time.process_time()\n    return usage\n',
);
definePythonModule('_sysconfigdata__linux_', 'build_time_vars = {}\n');

definePythonModule(
  '_monitoring',
  String.raw`
DEBUGGER_ID, COVERAGE_ID, PROFILER_ID, OPTIMIZER_ID = 0, 1, 2, 5


class events:
    PY_START, PY_RESUME, PY_RETURN, PY_YIELD, CALL, LINE, INSTRUCTION, JUMP, BRANCH_LEFT, BRANCH_RIGHT, STOP_ITERATION, RAISE, EXCEPTION_HANDLED, PY_UNWIND, PY_THROW, RERAISE, C_RETURN, C_RAISE, BRANCH = (1 << n for n in range(19))
    NO_EVENTS = 0


class _Name:
    def __init__(self, name):
        self._name = name

    def __repr__(self):
        return self._name


DISABLE, MISSING = _Name('DISABLE'), _Name('MISSING')
_tools = {}
_events = {}


def _check(tool_id):
    if not 0 <= tool_id < 6:
        raise ValueError(f'invalid tool {tool_id} (must be between 0 and 5)')


def use_tool_id(tool_id, name):
    _check(tool_id)
    if tool_id in _tools:
        raise ValueError(f'tool {tool_id} is already in use')
    _tools[tool_id] = name


def free_tool_id(tool_id):
    _check(tool_id)
    _tools.pop(tool_id, None)
    _events.pop(tool_id, None)


clear_tool_id = free_tool_id


def get_tool(tool_id):
    _check(tool_id)
    return _tools.get(tool_id)


def register_callback(tool_id, event, func):
    # Nothing calls it: what is watched would not be what is compiled.
    _check(tool_id)


def get_events(tool_id):
    _check(tool_id)
    return _events.get(tool_id, 0)


def set_events(tool_id, event_set):
    _check(tool_id)
    _events[tool_id] = event_set


def get_local_events(tool_id, code):
    return 0


def set_local_events(tool_id, code, event_set):
    _check(tool_id)


def restart_events():
    pass


def _all_events():
    return {}
`,
);
