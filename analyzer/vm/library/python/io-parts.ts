/** Parts of _io that CPython has in C and programs seldom use, in Python. Source: CPython's Modules/_io/textio.c and bufferedio.c (behaviour). */
import { definePythonModule } from './registry';

definePythonModule(
  '_io_parts',
  String.raw`
import _io


class IncrementalNewlineDecoder:
    def __init__(self, decoder, translate, errors='strict'):
        self._decoder = decoder
        self._translate = translate
        self.errors = errors
        self._seen = 0
        self._pending = False

    def decode(self, input, final=False):
        text = input if self._decoder is None else self._decoder.decode(input, final=final)
        if not isinstance(text, str):
            raise TypeError(f"decoder should return a string result, not '{type(text).__name__}'")
        if self._pending and (text or final):
            text = '\r' + text
            self._pending = False
        # A carriage return at the end may be half of a pair.
        if text.endswith('\r') and not final:
            text = text[:-1]
            self._pending = True
        pairs = text.count('\r\n')
        returns = text.count('\r') - pairs
        feeds = text.count('\n') - pairs
        self._seen |= (feeds and 1) | (returns and 2) | (pairs and 4)
        if self._translate:
            if pairs:
                text = text.replace('\r\n', '\n')
            if returns:
                text = text.replace('\r', '\n')
        return text

    def getstate(self):
        data, flag = (b'', 0) if self._decoder is None else self._decoder.getstate()
        return data, flag << 1 | self._pending

    def setstate(self, state):
        data, flag = state
        self._pending = bool(flag & 1)
        if self._decoder is not None:
            self._decoder.setstate((data, flag >> 1))

    def reset(self):
        self._seen = 0
        self._pending = False
        if self._decoder is not None:
            self._decoder.reset()

    @property
    def newlines(self):
        return (None, '\n', '\r', ('\r', '\n'), '\r\n', ('\n', '\r\n'), ('\r', '\r\n'), ('\r', '\n', '\r\n'))[self._seen]


class BufferedRWPair(_io._BufferedIOBase):
    def __init__(self, reader, writer, buffer_size=_io.DEFAULT_BUFFER_SIZE, /):
        if not reader.readable():
            raise _io.UnsupportedOperation('File or stream is not readable.')
        if not writer.writable():
            raise _io.UnsupportedOperation('File or stream is not writable.')
        import _pyio
        self.reader = _pyio.BufferedReader(reader, buffer_size)
        self.writer = _pyio.BufferedWriter(writer, buffer_size)

    def read(self, size=-1):
        return self.reader.read(-1 if size is None else size)

    def readinto(self, b):
        return self.reader.readinto(b)

    def write(self, b):
        return self.writer.write(b)

    def peek(self, size=0):
        return self.reader.peek(size)

    def read1(self, size=-1):
        return self.reader.read1(size)

    def readinto1(self, b):
        return self.reader.readinto1(b)

    def readable(self):
        return self.reader.readable()

    def writable(self):
        return self.writer.writable()

    def flush(self):
        return self.writer.flush()

    def close(self):
        try:
            self.writer.close()
        finally:
            self.reader.close()

    def isatty(self):
        return self.reader.isatty() or self.writer.isatty()

    @property
    def closed(self):
        return self.writer.closed


IncrementalNewlineDecoder.__module__ = BufferedRWPair.__module__ = '_io'
`,
);
