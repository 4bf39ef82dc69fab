/** Rows of the groups network and database, and of streams. */
import { rows } from "./row.ts";

/** Opens a connection to the program itself: `server` and `client` are its ends. */
const PAIR = `PUSH_INT 0
TCP_LISTEN
STORE listener
PUSH_STR "127.0.0.1"
LOAD listener
LOCAL_PORT
TCP_CONNECT
STORE client
LOAD listener
TCP_ACCEPT
STORE server
`;

/** Catches a connection that is refused: nothing listens on port 9. */
const refused = (call: string) => `TRY
${call}
PRINT
CATCH
GET_FIELD message
PRINT ; expect: File operation failed on http://127.0.0.1:9/: Connection refused (os error 111)
END_TRY`;

export const NETWORK = rows({
  HTTP_GET: {
    code: 0x1b0,
    group: "network",
    stack: "url:string -- body:string|bytes",
    effects: ["reads-world", "writes-world", "waits"],
    faults: ["TypeMismatch", "FileError", "PermissionDenied"],
    doc: "Fetch `url` and push the body: a string when it is UTF-8, else bytes. Redirects are followed and compression is undone. A network failure, or a status of 400 and above, is a `FileError`.",
    example: refused('PUSH_STR "http://127.0.0.1:9/"\nHTTP_GET'),
  },
  HTTP_POST: {
    code: 0x1b1,
    group: "network",
    stack: "url:string data:string|bytes -- body:string|bytes",
    effects: ["reads-world", "writes-world", "waits"],
    faults: ["TypeMismatch", "FileError", "PermissionDenied"],
    doc: "Send `data`, a string or bytes, to `url` with POST and push the body of the answer, as `HTTP_GET` does.",
    example: refused('PUSH_STR "http://127.0.0.1:9/"\nPUSH_STR "x=1"\nHTTP_POST'),
  },
  HTTP_REQUEST: {
    code: 0x1b2,
    group: "network",
    stack: "request:object -- response:object",
    inspects: true,
    effects: ["reads-world", "writes-world", "waits"],
    givesFields: ["status", "headers", "body"],
    faults: ["TypeMismatch", "FileError", "PermissionDenied"],
    doc: "Send the request `{url, method, headers, body}`, where all but `url` may be missing, and push `{status, headers, body}` as the server gave them, for any status; redirects are not followed. Header names are in lower case. Only a network failure is a `FileError`.",
    example: refused(
      'MAKE_OBJECT\nPUSH_STR "http://127.0.0.1:9/"\nSET_FIELD url\nPUSH_STR "DELETE"\nSET_FIELD method\nHTTP_REQUEST',
    ),
  },
  TCP_CONNECT: {
    code: 0x1b3,
    group: "network",
    stack: "host:string port:int -- connection:connection",
    effects: ["reads-world", "writes-world", "waits"],
    faults: ["TypeMismatch", "FileError", "PermissionDenied"],
    doc: "Open a TCP connection to `port` of `host`. It stays open until `CLOSE` or the end of the run.",
    example: `${PAIR}LOAD client
TYPE_OF
PRINT ; expect: connection`,
  },
  TCP_LISTEN: {
    code: 0x1b4,
    group: "network",
    stack: "port:int -- listener:connection",
    effects: ["writes-world", "waits"],
    faults: ["TypeMismatch", "FileError", "PermissionDenied"],
    doc: "Listen for TCP connections on `port` of 127.0.0.1; port 0 takes a free one, which `LOCAL_PORT` tells.",
    example: "PUSH_INT 0\nTCP_LISTEN\nPRINT ; expect: Connection(tcp://listener:0)",
  },
  TCP_ACCEPT: {
    code: 0x1b5,
    group: "network",
    stack: "listener:connection -- connection:connection",
    effects: ["reads-world", "writes-world", "waits"],
    faults: ["TypeMismatch", "FileError"],
    doc: "Wait for the next connection to a listener and push this end of it.",
    example: `${PAIR}LOAD server
PUSH_STR "welcome"
TCP_SEND
POP
LOAD client
PUSH_INT 100
TCP_RECV
PRINT ; expect: welcome`,
  },
  TCP_SEND: {
    code: 0x1b6,
    group: "network",
    stack: "connection:connection data:string|bytes -- count:int",
    effects: ["writes-world", "waits"],
    faults: ["TypeMismatch", "FileError"],
    doc: "Send a string (as UTF-8) or bytes, wait until the system has taken all of it, and push the number of bytes.",
    example: `${PAIR}LOAD client
PUSH_STR "größe"
TCP_SEND
PRINT ; expect: 7`,
  },
  TCP_RECV: {
    code: 0x1b7,
    group: "network",
    stack: "connection:connection limit:int -- data:string|bytes",
    effects: ["reads-world", "writes-world", "waits"],
    faults: ["TypeMismatch", "FileError"],
    doc: 'Wait for data and push up to `limit` bytes: a string when they are UTF-8, else bytes, and `""` at the end of the stream. A character whose bytes have not all arrived waits for its rest.',
    example: `${PAIR}LOAD client
PUSH_STR "ping"
TCP_SEND
POP
LOAD client
CLOSE
LOAD server
PUSH_INT 100
TCP_RECV
PRINT ; expect: ping
LOAD server
PUSH_INT 100
TCP_RECV
PUSH_STR ""
EQ
PRINT ; expect: 1`,
  },
  UDP_BIND: {
    code: 0x1b8,
    group: "network",
    stack: "port:int -- socket:connection",
    effects: ["writes-world", "waits"],
    faults: ["TypeMismatch", "FileError", "PermissionDenied"],
    doc: "Open a UDP socket on `port` of 127.0.0.1; port 0 takes a free one, which `LOCAL_PORT` tells.",
    example: "PUSH_INT 0\nUDP_BIND\nPRINT ; expect: Connection(udp://127.0.0.1:0)",
  },
  UDP_SEND: {
    code: 0x1b9,
    group: "network",
    stack: "socket:connection host:string port:int data:string|bytes -- count:int",
    effects: ["writes-world", "waits"],
    faults: ["TypeMismatch", "FileError", "PermissionDenied"],
    doc: "Send one datagram with a string (as UTF-8) or bytes to `port` of `host`, and push the number of bytes.",
    example: `PUSH_INT 0
UDP_BIND
STORE socket
LOAD socket
PUSH_STR "127.0.0.1"
LOAD socket
LOCAL_PORT
PUSH_STR "to myself"
UDP_SEND
PRINT ; expect: 9`,
  },
  UDP_RECV: {
    code: 0x1ba,
    group: "network",
    stack: "socket:connection limit:int -- packet:object",
    effects: ["reads-world", "writes-world", "waits"],
    givesFields: ["data", "sender_host", "sender_port"],
    faults: ["TypeMismatch", "FileError"],
    doc: "Wait for a datagram and push `{data, sender_host, sender_port}`; `data` is its first `limit` bytes, a string when they are UTF-8, else bytes.",
    example: `PUSH_INT 0
UDP_BIND
STORE socket
LOAD socket
PUSH_STR "127.0.0.1"
LOAD socket
LOCAL_PORT
PUSH_STR "to myself"
UDP_SEND
POP
LOAD socket
PUSH_INT 100
UDP_RECV
DUP
GET_FIELD data
PRINT ; expect: to myself
GET_FIELD sender_host
PRINT ; expect: 127.0.0.1`,
  },
  DNS_RESOLVE: {
    code: 0x1bb,
    group: "network",
    stack: "host:string -- address:string",
    effects: ["reads-world", "waits"],
    faults: ["TypeMismatch", "FileError", "PermissionDenied"],
    doc: "The IP address of a host name, an IPv4 one if there is one. A name that does not resolve is a `FileError`.",
    example: 'PUSH_STR "127.0.0.1"\nDNS_RESOLVE\nPRINT ; expect: 127.0.0.1',
  },
  CLOSE: {
    code: 0x1bc,
    group: "network",
    stack: "handle:connection|stream --",
    effects: ["writes-world", "waits"],
    faults: ["TypeMismatch", "FileError"],
    doc: "Close a connection, listener, socket, database or stream. Using it afterwards is a `FileError`.",
    example: 'PUSH_INT 0\nTCP_LISTEN\nCLOSE\nPUSH_STR "closed"\nPRINT ; expect: closed',
  },
  LOCAL_PORT: {
    code: 0x1bd,
    group: "network",
    stack: "handle:connection -- port:int",
    effects: ["reads-world", "waits"],
    faults: ["TypeMismatch", "FileError"],
    doc: "The port of this end of a connection, listener or UDP socket.",
    example: "PUSH_INT 0\nTCP_LISTEN\nLOCAL_PORT\nPUSH_INT 0\nGT\nPRINT ; expect: 1",
  },

  STREAM_CREATE: {
    code: 0x1c0,
    group: "async",
    stack: "type:string -- stream:stream",
    effects: ["writes-world", "waits"],
    faults: ["TypeMismatch", "FileError", "PermissionDenied"],
    doc: "Open a stream: `memory` is a queue of bytes, `file:PATH` reads a file from its start and appends to its end; the file is created when there is none.",
    example: 'PUSH_STR "memory"\nSTREAM_CREATE\nTYPE_OF\nPRINT ; expect: stream',
  },
  STREAM_READ: {
    code: 0x1c1,
    group: "async",
    stack: "stream:stream size:int -- data:string|bytes",
    effects: ["reads-world", "writes-world", "waits"],
    faults: ["TypeMismatch", "FileError"],
    doc: 'Take up to `size` bytes from a stream: a string when they are UTF-8, else bytes, and `""` when nothing is there. A character is not cut in two unless it does not fit `size`.',
    example: `PUSH_STR "memory"
STREAM_CREATE
STORE queue
LOAD queue
PUSH_STR "first second"
STREAM_WRITE
POP
LOAD queue
PUSH_INT 5
STREAM_READ
PRINT ; expect: first`,
  },
  STREAM_WRITE: {
    code: 0x1c2,
    group: "async",
    stack: "stream:stream data:string|bytes -- count:int",
    effects: ["writes-world", "waits"],
    faults: ["TypeMismatch", "FileError"],
    doc: "Add a string (as UTF-8) or bytes to the end of a stream, and push the number of bytes.",
    example: 'PUSH_STR "memory"\nSTREAM_CREATE\nPUSH_STR "abc"\nSTREAM_WRITE\nPRINT ; expect: 3',
  },
  STREAM_CLOSE: {
    code: 0x1c3,
    group: "async",
    stack: "stream:stream -- closed:bool",
    effects: ["writes-world", "waits"],
    faults: ["TypeMismatch", "FileError"],
    doc: "Close a stream and push `true`. Using it afterwards is a `FileError`.",
    example: 'PUSH_STR "memory"\nSTREAM_CREATE\nSTREAM_CLOSE\nPRINT ; expect: true',
  },

  DB_CONNECT: {
    code: 0x1d0,
    group: "database",
    stack: "target:string -- connection:connection",
    effects: ["writes-world", "waits"],
    faults: ["TypeMismatch", "FileError", "PermissionDenied"],
    doc: "Open an SQLite database: `sqlite:PATH` is a file, created when there is none, `sqlite::memory:` lives until `CLOSE`. A connection sees its own file only: `ATTACH` takes no other. Statements of all `ttvm` runs wait for each other; other programs must not write to the file at the same time.",
    example: 'PUSH_STR "sqlite::memory:"\nDB_CONNECT\nPRINT ; expect: Connection(db:sqlite::memory:)',
  },
  DB_QUERY: {
    code: 0x1d1,
    group: "database",
    operands: { params: "word:params?" },
    stack: "connection:connection sql:string parameters:list*params -- result:object",
    inspects: true,
    effects: ["reads-world", "writes-world", "waits"],
    givesFields: ["rows", "columns", "data"],
    faults: ["TypeMismatch", "FileError", "DataError"],
    doc: "Run one SQL statement and push `{rows, columns, data}`: the number of rows, the names of the columns, and a list of rows, each a list. With `params` a list of values is bound to the statement's `?`. An SQL error is a `DataError` with SQLite's text.",
    example: `PUSH_STR "sqlite::memory:"
DB_CONNECT
PUSH_STR "SELECT ? AS name, 6 * 7 AS answer"
PUSH_STR "it's"
MAKE_LIST 1
DB_QUERY params
DUP
GET_FIELD columns
PRINT ; expect: [name, answer]
GET_FIELD data
PRINT ; expect: [[it's, 42]]`,
  },
  DB_EXEC: {
    code: 0x1d2,
    group: "database",
    operands: { params: "word:params?" },
    stack: "connection:connection sql:string parameters:list*params -- count:int",
    inspects: true,
    effects: ["reads-world", "writes-world", "waits"],
    faults: ["TypeMismatch", "FileError", "DataError"],
    doc: "Run SQL statements, separated by `;`, and push how many rows they inserted, changed or deleted. With `params` there is one statement, and a list of values is bound to its `?`. An SQL error is a `DataError` with SQLite's text.",
    example: `PUSH_STR "sqlite::memory:"
DB_CONNECT
DUP
PUSH_STR "CREATE TABLE t (n INTEGER); INSERT INTO t VALUES (1), (2)"
DB_EXEC
PRINT ; expect: 2
PUSH_STR "DELETE FROM t WHERE n > ?"
PUSH_INT 1
MAKE_LIST 1
DB_EXEC params
PRINT ; expect: 1`,
  },
});
