/**
 * asyncio's event loop for a program that has no sockets and no other process: CPython's base loop over a selector that never has anything
 * ready, and the run's clock. What waits for a time waits no longer than that takes in the clock; order is deterministic.
 */
import { definePythonModule } from './registry';

definePythonModule(
  'asyncio.unix_events',
  String.raw`
import signal
import time

from . import base_events, events, futures

__all__ = ('SelectorEventLoop', 'EventLoop')


class _Selector:
    """Nothing can become ready but time."""

    def __init__(self):
        self._loop = None

    def select(self, timeout=None):
        if timeout is None:
            if not self._loop._threads_wake():
                raise RuntimeError('the event loop waits for something that cannot happen: nothing is scheduled')
        elif timeout > 0:
            time.sleep(timeout)
        return []

    def get_map(self):
        return {}

    def close(self):
        pass


class SelectorEventLoop(base_events.BaseEventLoop):
    def __init__(self, selector=None):
        super().__init__()
        self._selector = _Selector()
        self._selector._loop = self
        self._signal_handlers = {}
        self._clock_resolution = 1e-9

    def time(self):
        return time.monotonic()

    def _threads_wake(self):
        # A thread of the pool may still add a callback.
        for _ in range(1000):
            if self._ready:
                return True
            time.sleep(0.001)
        return bool(self._ready)

    def _process_events(self, event_list):
        pass

    def _write_to_self(self):
        pass

    def close(self):
        if self.is_running():
            raise RuntimeError('Cannot close a running event loop')
        if not self.is_closed():
            super().close()
            self._selector.close()

    def add_signal_handler(self, sig, callback, *args):
        self._signal_handlers[sig] = events.Handle(callback, args, self, None)

    def remove_signal_handler(self, sig):
        return self._signal_handlers.pop(sig, None) is not None

    def _refuse(self, *args, **keywords):
        raise PermissionError(1, 'a program run by JIT Lens has no network and starts no processes')

    add_reader = remove_reader = add_writer = remove_writer = _refuse
    sock_recv = sock_recv_into = sock_sendall = sock_connect = sock_accept = _refuse
    create_connection = create_server = create_unix_connection = create_unix_server = create_datagram_endpoint = _refuse
    subprocess_exec = subprocess_shell = connect_read_pipe = connect_write_pipe = _refuse


class _DefaultEventLoopPolicy(events._BaseDefaultEventLoopPolicy):
    _loop_factory = SelectorEventLoop


EventLoop = SelectorEventLoop
`,
);
