/**
 * Recorded by `node scripts/record/pypy-imports.mjs`; do not edit. A row: module, fields, namespaces and names, dicts and values unpacked, modules that
 * it imports (index.ts says what they are).
 */
export const STARTUP = '803 74 473 0 0';

export const ROWS = `
  _blake2 51 2 30 0 0 cpyext
  _blake2._blake2b_cffi 0 0 0 0 0 _blake2
  _blake2._blake2b_cffi.lib 0 0 0 0 0 _blake2
  _blake2._blake2s_cffi 0 0 0 0 0 _blake2
  _blake2._blake2s_cffi.lib 0 0 0 0 0 _blake2
  _bz2 1 1 4 0 0
  _cffi_backend 1 1 4 0 0
  _cffi_ssl 21 1 4 0 0
  _cffi_ssl._stdssl 246 17 126 0 0 _cffi_ssl weakref _pypy_openssl warnings base64 textwrap socket traceback _pypy_util_cffi _cffi_backend
  _cffi_ssl._stdssl.certificate 0 0 0 0 0 _cffi_ssl._stdssl
  _cffi_ssl._stdssl.error 0 0 0 0 0 _cffi_ssl._stdssl
  _cffi_ssl._stdssl.errorcodes 0 0 0 0 0 _cffi_ssl._stdssl
  _cffi_ssl._stdssl.utility 0 0 0 0 0 _cffi_ssl._stdssl
  _compat_pickle 24 1 4 0 0
  _compression 37 3 24 0 0
  _contextvars 53 6 36 0 0 _immutables_map
  _ctypes 446 21 246 0 0 weakref struct traceback
  _ctypes.array 0 0 0 0 0 _ctypes
  _ctypes.basics 0 0 0 0 0 _ctypes
  _ctypes.builtin 0 0 0 0 0 _ctypes
  _ctypes.dll 0 0 0 0 0 _ctypes
  _ctypes.dummy 0 0 0 0 0 _ctypes
  _ctypes.function 0 0 0 0 0 _ctypes
  _ctypes.pointer 0 0 0 0 0 _ctypes
  _ctypes.primitive 0 0 0 0 0 _ctypes
  _ctypes.structure 0 0 0 0 0 _ctypes
  _ctypes.union 0 0 0 0 0 _ctypes
  _ffi 22 1 4 0 0
  _hashlib 45 1 24 0 0 threading _cffi_ssl._stdssl
  _immutables_map 99 7 84 0 0 collections.abc
  _lzma 90 9 66 0 0 threading collections.abc weakref _lzma_cffi
  _lzma_cffi 12 0 0 0 0 cpyext
  _lzma_cffi.lib 0 0 0 0 0 _lzma_cffi
  _markupbase 38 2 24 0 0 re
  _opcode 1 1 4 0 0
  _posixsubprocess 1 1 4 0 0
  _pwdgrp_cffi 12 0 0 0 0 cpyext
  _pwdgrp_cffi.lib 0 0 0 0 0 _pwdgrp_cffi
  _pydecimal 292 22 294 0 0 math numbers contextvars locale
  _pypy_openssl 12 0 0 0 0 cpyext
  _pypy_openssl.lib 0 0 0 0 0 _pypy_openssl
  _pypy_util_cffi 26 4 6 0 0 _pypy_util_cffi_inner
  _pypy_util_cffi_inner 12 0 0 0 0 cpyext
  _pypy_util_cffi_inner.lib 0 0 0 0 0 _pypy_util_cffi_inner
  _pypyjson 1 1 4 0 0
  _random 1 1 4 0 0
  _sha3 53 8 42 0 0 cpyext
  _sha3._sha3_cffi 0 0 0 0 0 _sha3
  _sha3._sha3_cffi.lib 0 0 0 0 0 _sha3
  _sha512 49 4 18 0 0
  _socket 1 1 4 0 0
  _sqlite3 148 18 126 0 0 datetime string threading weakref _sqlite3_cffi
  _sqlite3_cffi 12 0 0 0 0 cpyext
  _sqlite3_cffi.lib 0 0 0 0 0 _sqlite3_cffi
  _sre 1 1 4 0 0
  _ssl 24 1 4 0 0 _cffi_ssl._stdssl
  _string 1 1 4 0 0
  _struct 1 1 4 0 0
  _sysconfigdata 46 1 6 0 0 platform struct shutil
  _weakrefset 66 3 48 0 0 types
  argparse 211 31 216 0 0 gettext
  ast 191 21 162 0 0 contextlib enum
  asyncio 873 52 568 0 0 concurrent.futures subprocess ssl inspect contextvars typing
  asyncio.base_events 0 0 0 0 0 asyncio
  asyncio.base_futures 0 0 0 0 0 asyncio
  asyncio.base_subprocess 0 0 0 0 0 asyncio
  asyncio.base_tasks 0 0 0 0 0 asyncio
  asyncio.constants 0 0 0 0 0 asyncio
  asyncio.coroutines 0 0 0 0 0 asyncio
  asyncio.events 0 0 0 0 0 asyncio
  asyncio.exceptions 0 0 0 0 0 asyncio
  asyncio.format_helpers 0 0 0 0 0 asyncio
  asyncio.futures 0 0 0 0 0 asyncio
  asyncio.locks 0 0 0 0 0 asyncio
  asyncio.log 0 0 0 0 0 asyncio
  asyncio.protocols 0 0 0 0 0 asyncio
  asyncio.queues 0 0 0 0 0 asyncio
  asyncio.runners 0 0 0 0 0 asyncio
  asyncio.selector_events 0 0 0 0 0 asyncio
  asyncio.sslproto 0 0 0 0 0 asyncio
  asyncio.staggered 0 0 0 0 0 asyncio
  asyncio.streams 0 0 0 0 0 asyncio
  asyncio.subprocess 0 0 0 0 0 asyncio
  asyncio.tasks 0 0 0 0 0 asyncio
  asyncio.threads 0 0 0 0 0 asyncio
  asyncio.transports 0 0 0 0 0 asyncio
  asyncio.trsock 0 0 0 0 0 asyncio
  asyncio.unix_events 0 0 0 0 0 asyncio
  atexit 1 1 4 0 0
  base64 54 1 4 0 0 re struct binascii
  binascii 1 1 4 0 0
  bisect 46 3 6 0 0
  bz2 43 5 18 0 0 _compression threading _bz2
  calendar 118 12 90 0 0 datetime locale
  cmath 1 1 4 0 0
  cmd 44 2 36 0 0 string
  collections 223 15 210 0 0 heapq keyword operator reprlib
  collections.abc 22 0 0 0 0 collections
  concurrent 21 1 4 0 0
  concurrent.futures 106 13 90 0 0 concurrent logging
  concurrent.futures._base 0 0 0 0 0 concurrent.futures
  configparser 136 22 168 0 0 collections.abc re warnings
  contextlib 93 15 102 0 0 functools
  contextvars 22 1 4 0 0 _contextvars
  copy 55 5 6 0 0 weakref copyreg
  copyreg 33 1 4 0 0
  cpyext 14 1 4 104 990
  csv 53 9 60 0 0 re
  ctypes 105 40 144 0 0 _ffi _ctypes
  ctypes._endian 0 0 0 0 0 ctypes
  dataclasses 95 7 36 0 0 copy inspect
  datetime 236 11 198 0 0 math
  decimal 42 1 10 0 0 _pydecimal
  difflib 84 6 60 0 0 re
  dis 53 3 36 0 0 types collections opcode
  email 25 1 4 0 0
  email._encoded_words 30 1 4 0 0 base64 string email.errors
  email._parseaddr 49 3 24 0 0 email calendar
  email._policybase 44 7 30 0 0 email.header email.utils
  email.base64mime 26 0 0 0 0 email base64
  email.charset 16 2 10 0 0 email.base64mime email.quoprimime email.errors email.encoders
  email.encoders 27 0 0 0 0 email base64 quopri
  email.errors 52 30 78 0 0 email
  email.feedparser 40 3 30 0 0 email._policybase
  email.header 50 1 36 0 0 email.charset
  email.iterators 26 0 0 0 0 email
  email.message 92 7 68 0 0 uu email._policybase email._encoded_words email.iterators
  email.parser 31 4 18 0 0 email.feedparser
  email.quoprimime 37 0 0 0 0 email string
  email.utils 35 0 0 0 0 random socket urllib.parse email._parseaddr email.charset
  enum 105 7 84 0 0 types
  fnmatch 28 1 4 0 0 re
  fractions 64 2 60 0 0 decimal
  functools 193 11 72 0 0 collections types
  getopt 33 1 12 0 0 gettext
  getpass 28 1 6 0 0 contextlib warnings termios
  gettext 72 2 36 0 0 re
  glob 38 1 4 0 0 contextlib fnmatch
  graphlib 37 4 24 0 0
  grp 28 4 18 0 0 _pwdgrp_cffi
  gzip 64 6 48 0 0 struct zlib _compression
  hashlib 42 3 12 0 0 _hashlib _blake2 _sha3
  heapq 130 5 30 0 0
  hmac 41 6 12 0 0 hashlib
  html 46 1 4 0 0 re
  html.entities 0 0 0 0 0 html
  html.parser 42 3 24 0 0 html _markupbase
  http 23 4 6 0 0 enum
  http.client 107 16 176 0 0 http email.parser email.message ssl
  importlib 25 1 2 0 0 types warnings
  importlib._bootstrap 0 0 0 0 0 importlib
  importlib._bootstrap_external 0 0 0 0 0 importlib
  importlib.abc 67 10 78 0 0 importlib.machinery typing
  importlib.machinery 23 0 0 0 0 importlib
  importlib.util 38 3 12 0 0 importlib.abc
  inspect 208 18 216 0 0 ast dis collections.abc importlib.machinery linecache cpyext
  ipaddress 186 16 210 0 0 functools
  itertools 1 1 4 0 0
  json 159 7 42 0 0 _pypyjson re
  json.decoder 0 0 0 0 0 json
  json.encoder 0 0 0 0 0 json
  json.scanner 0 0 0 0 0 json
  keyword 22 1 4 0 0
  linecache 29 1 4 0 0 tokenize
  locale 54 1 4 0 0 re
  logging 188 19 186 0 0 warnings weakref collections.abc string threading atexit
  lzma 40 4 18 0 0 _lzma _compression
  math 1 1 4 0 0
  mmap 1 1 4 0 0
  multiprocessing 206 19 156 0 0 threading signal pickle socket
  multiprocessing.context 0 0 0 0 0 multiprocessing
  multiprocessing.process 0 0 0 0 0 multiprocessing
  multiprocessing.reduction 0 0 0 0 0 multiprocessing
  ntpath 133 6 18 0 0
  numbers 83 8 78 0 0
  opcode 27 1 4 0 0 _opcode
  operator 94 3 30 0 0
  pathlib 176 19 210 0 0 fnmatch ntpath urllib.parse
  pickle 201 12 150 0 0 struct re _compat_pickle cpyext
  pkgutil 55 2 42 0 0 importlib.util weakref
  platform 72 3 36 0 0 subprocess
  pprint 64 2 42 0 0 re
  pwd 1 1 4 0 0
  queue 97 9 60 0 0 threading
  quopri 32 1 4 0 0 binascii
  random 64 6 42 0 0 warnings math itertools bisect _random _sha512
  re 46 4 30 0 0 enum sre_compile functools copyreg
  reprlib 42 3 18 0 0 itertools
  sched 37 4 36 0 0 threading
  secrets 26 1 4 0 0 hmac random
  select 1 1 4 0 0
  selectors 76 9 84 0 0 collections.abc math select
  shelve 49 6 42 0 0 pickle collections.abc
  shlex 39 2 18 0 0 re
  shutil 96 9 42 0 0 fnmatch zlib bz2 lzma pwd grp
  signal 38 8 48 0 0 enum
  socket 74 16 96 0 0 _socket selectors enum
  socketserver 97 20 132 0 0 socket threading
  sqlite3 53 1 4 0 0 collections.abc _sqlite3
  sqlite3.dbapi2 0 0 0 0 0 sqlite3
  sre_compile 48 1 4 0 0 sre_parse
  sre_constants 31 5 12 0 0 _sre
  sre_parse 64 6 36 0 0 sre_constants
  ssl 160 24 240 0 0 _ssl
  statistics 101 2 48 0 0 random fractions
  string 42 2 30 0 0 _string re
  stringprep 42 1 4 0 0
  struct 22 1 4 0 0 _struct
  subprocess 132 10 54 0 0 signal threading warnings contextlib pwd grp _posixsubprocess selectors
  sysconfig 65 1 4 0 0
  tempfile 92 6 66 0 0 shutil random
  termios 1 1 4 0 0
  textwrap 40 1 24 0 0 re
  threading 131 12 132 0 0 _weakrefset traceback
  timeit 40 5 6 0 0 math itertools
  token 1 1 4 0 0
  tokenize 51 8 30 0 0 re token
  traceback 66 5 30 0 0 linecache
  types 58 6 36 0 0
  typing 237 41 240 0 0 collections.abc contextlib re
  typing.io 0 0 0 0 0 typing
  typing.re 0 0 0 0 0 typing
  unittest 437 22 336 0 0 traceback difflib pprint warnings contextlib fnmatch argparse signal weakref
  unittest.case 0 0 0 0 0 unittest
  unittest.loader 0 0 0 0 0 unittest
  unittest.main 0 0 0 0 0 unittest
  unittest.result 0 0 0 0 0 unittest
  unittest.runner 0 0 0 0 0 unittest
  unittest.signals 0 0 0 0 0 unittest
  unittest.suite 0 0 0 0 0 unittest
  unittest.util 0 0 0 0 0 unittest
  urllib 21 1 4 0 0
  urllib.error 29 6 12 0 0 urllib.response
  urllib.parse 111 15 102 0 0 urllib re warnings ipaddress
  urllib.request 0 22 232 0 0 hashlib http.client contextlib urllib.error
  urllib.response 38 3 30 0 0 urllib tempfile
  uu 26 2 6 0 0 binascii
  uuid 120 2 48 0 0 platform
  warnings 53 5 18 0 0
  weakref 99 9 96 0 0 _weakrefset itertools
  xml 21 1 4 0 0
  xml.etree 21 0 0 0 0 xml
  xml.etree.ElementPath 57 1 4 0 0 xml.etree re
  xml.etree.ElementTree 180 14 114 0 0 warnings collections.abc contextlib xml.etree.ElementPath
  zipfile 157 12 150 0 0 binascii importlib.util shutil struct
  zlib 1 1 4 0 0
  zoneinfo 174 7 76 0 0 sysconfig _sysconfigdata bisect calendar
  zoneinfo._common 0 0 0 0 0 zoneinfo
  zoneinfo._tzpath 0 0 0 0 0 zoneinfo
  zoneinfo._zoneinfo 0 0 0 0 0 zoneinfo
`;
