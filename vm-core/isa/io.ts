/** Rows of standard input, files, the system, time, asynchronous files, and data formats. */
import { rows } from "./row.ts";

const INPUT = rows({
  READ_LINE: {
    code: 0x150,
    group: "input",
    stack: "-- line:string",
    effects: ["input", "waits"],
    faults: ["FileError", "PermissionDenied"],
    doc: 'Read a line of standard input, without its ending. At the end of the input the line is `""`; `AT_EOF` tells the difference.',
    example: 'READ_LINE\nPUSH_STR "|"\nCONCAT\nPRINT ; expect: |',
  },
  READ_CHAR: {
    code: 0x151,
    group: "input",
    stack: "-- character:string",
    effects: ["input", "waits"],
    faults: ["FileError", "PermissionDenied"],
    doc: "Read one Unicode character of standard input; the end of the input is a fault.",
    example:
      'LABEL more\nAT_EOF\nJNZ done\nREAD_CHAR\nPRINT\nJMP more\nLABEL done\nPUSH_STR "end"\nPRINT ; expect: end',
  },
  READ_INPUT: {
    code: 0x152,
    group: "input",
    stack: "-- text:string",
    effects: ["input", "waits"],
    faults: ["FileError", "PermissionDenied"],
    doc: "Read what is left of standard input.",
    example: 'READ_INPUT\nPUSH_STR "|"\nCONCAT\nPRINT ; expect: |',
  },
  AT_EOF: {
    code: 0x153,
    group: "input",
    stack: "-- ended:bool",
    effects: ["input", "waits"],
    faults: ["PermissionDenied"],
    doc: "Whether nothing is left on standard input; waits until that is known.",
    example: "AT_EOF\nPRINT ; expect: true",
  },
});

const FILES = rows({
  READ_FILE: {
    code: 0x72,
    group: "files",
    stack: "name:string -- text:string",
    effects: ["reads-world", "waits"],
    faults: ["TypeMismatch", "FileError", "PermissionDenied"],
    underflowName: "read_file",
    doc: "Read a file as UTF-8 text.",
    example:
      'PUSH_STR "hello"\nPUSH_STR "a.txt"\nWRITE_FILE\nPUSH_STR "a.txt"\nREAD_FILE\nPRINT ; expect: hello',
  },
  WRITE_FILE: {
    code: 0x73,
    group: "files",
    stack: "text:string name:string --",
    effects: ["writes-world", "waits"],
    faults: ["TypeMismatch", "FileError", "PermissionDenied"],
    doc: "Make `text` the whole content of a file, which is created if need be. No newline is added.",
    example:
      'PUSH_STR "old"\nPUSH_STR "a.txt"\nWRITE_FILE\nPUSH_STR "new"\nPUSH_STR "a.txt"\nWRITE_FILE\nPUSH_STR "a.txt"\nREAD_FILE\nPRINT ; expect: new',
  },
  APPEND_FILE: {
    code: 0x154,
    group: "files",
    stack: "text:string name:string --",
    effects: ["writes-world", "waits"],
    faults: ["TypeMismatch", "FileError", "PermissionDenied"],
    doc: "Add `text` to the end of a file, which is created if need be. No newline is added.",
    example:
      'PUSH_STR "one,"\nPUSH_STR "a.txt"\nAPPEND_FILE\nPUSH_STR "two"\nPUSH_STR "a.txt"\nAPPEND_FILE\nPUSH_STR "a.txt"\nREAD_FILE\nPRINT ; expect: one,two',
  },
  FILE_EXISTS: {
    code: 0x155,
    group: "files",
    stack: "name:string -- exists:bool",
    effects: ["reads-world", "waits"],
    faults: ["TypeMismatch", "PermissionDenied"],
    doc: "Whether there is a file or a directory of that name.",
    example:
      'PUSH_STR "."\nFILE_EXISTS\nPRINT ; expect: true\nPUSH_STR "nowhere"\nFILE_EXISTS\nPRINT ; expect: false',
  },
  FILE_SIZE: {
    code: 0x156,
    group: "files",
    stack: "name:string -- bytes:int",
    effects: ["reads-world", "waits"],
    faults: ["TypeMismatch", "FileError", "PermissionDenied"],
    doc: "The size of a file in bytes.",
    example: 'PUSH_STR "café"\nPUSH_STR "a.txt"\nWRITE_FILE\nPUSH_STR "a.txt"\nFILE_SIZE\nPRINT ; expect: 5',
  },
  DELETE_FILE: {
    code: 0x157,
    group: "files",
    stack: "name:string --",
    effects: ["writes-world", "waits"],
    faults: ["TypeMismatch", "FileError", "PermissionDenied"],
    doc: "Delete a file. Directories are not deleted.",
    example:
      'PUSH_STR ""\nPUSH_STR "a.txt"\nWRITE_FILE\nPUSH_STR "a.txt"\nDELETE_FILE\nPUSH_STR "a.txt"\nFILE_EXISTS\nPRINT ; expect: false',
  },
  LIST_DIR: {
    code: 0x158,
    group: "files",
    stack: "name:string -- names:list",
    effects: ["reads-world", "waits"],
    faults: ["TypeMismatch", "FileError", "PermissionDenied"],
    doc: "The names in a directory, sorted by Unicode scalar values.",
    example:
      'PUSH_STR ""\nPUSH_STR "b.txt"\nWRITE_FILE\nPUSH_STR ""\nPUSH_STR "a.txt"\nWRITE_FILE\nPUSH_STR "."\nLIST_DIR\nPUSH_INT 0\nINDEX\nPRINT ; expect: a.txt',
  },
  READ_BYTES: {
    code: 0x159,
    group: "files",
    stack: "name:string -- bytes:bytes",
    effects: ["reads-world", "waits"],
    faults: ["TypeMismatch", "FileError", "PermissionDenied"],
    underflowName: "read_bytes",
    doc: "Read a file as bytes.",
    example:
      'PUSH_STR "café"\nPUSH_STR "a.txt"\nWRITE_FILE\nPUSH_STR "a.txt"\nREAD_BYTES\nPRINT ; expect: Bytes(5)',
  },
  WRITE_BYTES: {
    code: 0x15a,
    group: "files",
    stack: "bytes:bytes name:string --",
    effects: ["writes-world", "waits"],
    faults: ["TypeMismatch", "FileError", "PermissionDenied"],
    doc: "Make `bytes` the whole content of a file, which is created if need be.",
    example:
      'PUSH_STR "aaaaaaaaaa"\nCOMPRESS\nPUSH_STR "a.gz"\nWRITE_BYTES\nPUSH_STR "a.gz"\nREAD_BYTES\nDECOMPRESS\nPRINT ; expect: aaaaaaaaaa',
  },
});

const SYSTEM = rows({
  GET_ENV: {
    code: 0x15b,
    group: "system",
    stack: "name:string -- value:string|null",
    effects: ["reads-world", "waits"],
    faults: ["TypeMismatch", "PermissionDenied"],
    doc: "The value of an environment variable, or null when there is none.",
    example:
      'PUSH_STR "GREETING"\nPUSH_STR "hello"\nSET_ENV\nPUSH_STR "GREETING"\nGET_ENV\nPRINT ; expect: hello\nPUSH_STR "NO_SUCH_VARIABLE"\nGET_ENV\nPRINT ; expect: null',
  },
  SET_ENV: {
    code: 0x15c,
    group: "system",
    stack: "name:string value:string --",
    effects: ["writes-world", "waits"],
    faults: ["TypeMismatch", "DataError", "PermissionDenied"],
    doc: "Set an environment variable for the rest of the run and for the programs that it starts.",
    example: 'PUSH_STR "GREETING"\nPUSH_STR "hi"\nSET_ENV\nPUSH_STR "GREETING"\nGET_ENV\nPRINT ; expect: hi',
  },
  GET_ARGS: {
    code: 0x15d,
    group: "system",
    stack: "-- arguments:list",
    effects: ["reads-world", "waits"],
    faults: [],
    doc: "The program's file and the arguments after it, as strings.",
    example: "GET_ARGS\nLEN\nPRINT ; expect: 1",
  },
  EXEC: {
    code: 0x15e,
    group: "system",
    stack: "command:string arguments:list -- status:int",
    inspects: true,
    effects: ["reads-world", "writes-world", "input", "output", "waits"],
    faults: ["TypeMismatch", "FileError", "PermissionDenied"],
    doc: "Run another program on the same standard streams, without a shell, and wait for it. `status` is its exit code, −1 when a signal ended it.",
    example:
      'PUSH_STR "node"\nPUSH_STR "-e"\nPUSH_STR "process.exit(7)"\nMAKE_LIST 2\nEXEC\nPRINT ; expect: 7',
  },
  EXEC_CAPTURE: {
    code: 0x15f,
    group: "system",
    stack: "command:string arguments:list -- result:object",
    inspects: true,
    effects: ["reads-world", "writes-world", "waits"],
    givesFields: ["stdout", "stderr", "exit_code"],
    faults: ["TypeMismatch", "FileError", "PermissionDenied"],
    doc: "Run another program without input and without a shell, wait for it, and collect what it writes. `result` is an object with `stdout`, `stderr` and `exit_code`.",
    example:
      'PUSH_STR "node"\nPUSH_STR "-p"\nPUSH_STR "6 * 7"\nMAKE_LIST 2\nEXEC_CAPTURE\nGET_FIELD stdout\nWRITE ; expect: 42',
  },
});

const TIME = rows({
  GET_TIME: {
    code: 0x160,
    group: "time",
    stack: "-- seconds:int",
    effects: ["clock", "waits"],
    faults: [],
    doc: "The time in whole seconds since the start of 1970, UTC.",
    example: "GET_TIME\nPUSH_INT 1700000000\nGT\nPRINT ; expect: 1",
  },
  GET_TIME_MS: {
    code: 0x161,
    group: "time",
    stack: "-- milliseconds:int",
    effects: ["clock", "waits"],
    faults: [],
    doc: "The time in whole milliseconds since the start of 1970, UTC.",
    example: "GET_TIME_MS\nPUSH_INT 1700000000000\nGT\nPRINT ; expect: 1",
  },
  MONOTONIC_NS: {
    code: 0x162,
    group: "time",
    stack: "-- nanoseconds:int",
    effects: ["clock", "waits"],
    faults: [],
    doc: "Nanoseconds on a clock that never goes back, for measuring: only differences mean something.",
    example: "MONOTONIC_NS\nMONOTONIC_NS\nLE\nPRINT ; expect: 1",
  },
  SLEEP: {
    code: 0x163,
    group: "time",
    stack: "milliseconds:number --",
    effects: ["clock", "waits"],
    faults: ["TypeMismatch"],
    doc: "Wait at least that long; a negative number is no time. Other processes run meanwhile.",
    example: 'PUSH_FLOAT 1.5\nSLEEP\nPUSH_STR "awake"\nPRINT ; expect: awake',
  },
  FORMAT_TIME: {
    code: 0x164,
    group: "time",
    stack: "seconds:int format:string -- text:string",
    effects: [],
    faults: ["TypeMismatch", "DataError"],
    doc: "A time since the start of 1970 as text, in UTC and English. `format` is that of strftime: `%Y-%m-%d %H:%M:%S`, `%a %d %b`, `%j`, `%G-W%V` and so on.",
    example: 'PUSH_INT 86399\nPUSH_STR "%Y-%m-%d %H:%M:%S"\nFORMAT_TIME\nPRINT ; expect: 1970-01-01 23:59:59',
  },
});

const ASYNC = rows({
  ASYNC_READ: {
    code: 0x165,
    group: "async",
    stack: "name:string -- future:future",
    effects: ["reads-world", "waits"],
    faults: ["TypeMismatch", "PermissionDenied"],
    doc: "Start reading a file as UTF-8 text and continue; `AWAIT` gives the text.",
    example:
      'PUSH_STR "hello"\nPUSH_STR "a.txt"\nWRITE_FILE\nPUSH_STR "a.txt"\nASYNC_READ\nAWAIT\nPRINT ; expect: hello',
  },
  ASYNC_WRITE: {
    code: 0x166,
    group: "async",
    stack: "text:string name:string -- future:future",
    effects: ["writes-world", "waits"],
    faults: ["TypeMismatch", "PermissionDenied"],
    doc: "Start making `text` the whole content of a file and continue; `AWAIT` gives true.",
    example:
      'PUSH_STR "hello"\nPUSH_STR "a.txt"\nASYNC_WRITE\nAWAIT\nPRINT ; expect: true\nPUSH_STR "a.txt"\nREAD_FILE\nPRINT ; expect: hello',
  },
  AWAIT: {
    code: 0x167,
    group: "async",
    stack: "future:future -- value:string|bool",
    effects: ["reads-world", "waits"],
    faults: ["TypeMismatch", "FileError"],
    doc: "Wait for what `future` stands for, and raise the fault if it failed. A future can be awaited again.",
    example:
      'PUSH_STR "hello"\nPUSH_STR "a.txt"\nASYNC_WRITE\nAWAIT\nPOP\nPUSH_STR "a.txt"\nASYNC_READ\nDUP\nAWAIT\nPRINT ; expect: hello\nAWAIT\nPRINT ; expect: hello',
  },
});

const DATA = rows({
  JSON_PARSE: {
    code: 0x168,
    group: "data",
    stack: "text:string -- value:json",
    effects: [],
    givesFields: "any",
    faults: ["TypeMismatch", "DataError"],
    doc: "Read JSON. Integers that fit 64 bits become Int, other numbers Float; keys keep their order, and of equal keys the last wins.",
    example:
      'PUSH_STR "{\\"name\\": \\"ann\\", \\"ages\\": [3, 4.5]}"\nJSON_PARSE\nPRINT ; expect: {name: ann, ages: [3, 4.5]}',
  },
  JSON_STRINGIFY: {
    code: 0x169,
    group: "data",
    stack: "value:any -- text:string",
    effects: [],
    faults: ["DataError"],
    doc: "Write a value as JSON without blanks. A Float keeps its point (`2.0`). Infinite numbers and values that JSON has no form for, such as functions and bytes, are faults.",
    example: "PUSH_INT 1\nPUSH_FLOAT 2\nNULL\nMAKE_LIST 3\nJSON_STRINGIFY\nPRINT ; expect: [1,2.0,null]",
  },
  CSV_PARSE: {
    code: 0x16a,
    group: "data",
    stack: "text:string -- rows:list",
    effects: [],
    faults: ["TypeMismatch", "DataError"],
    doc: "Read CSV (RFC 4180) into a list of rows, each a list of strings.",
    example:
      'PUSH_STR "a,\\"b,c\\"\\n1,2"\nCSV_PARSE\nPUSH_INT 0\nINDEX\nPUSH_INT 1\nINDEX\nPRINT ; expect: b,c',
  },
  CSV_WRITE: {
    code: 0x16b,
    group: "data",
    stack: "rows:list -- text:string",
    inspects: true,
    effects: [],
    faults: ["TypeMismatch"],
    doc: "Write a list of rows as CSV (RFC 4180), cells in display form and quoted where needed, with a newline between rows and none at the end.",
    example: 'PUSH_INT 1\nPUSH_STR "a,b"\nMAKE_LIST 2\nMAKE_LIST 1\nCSV_WRITE\nPRINT ; expect: 1,"a,b"',
  },
  COMPRESS: {
    code: 0x16c,
    group: "data",
    stack: "data:string|bytes -- compressed:bytes",
    effects: ["waits"],
    faults: ["TypeMismatch"],
    doc: "Compress a string (as UTF-8) or bytes with gzip.",
    example: 'PUSH_STR "aaaaaaaaaa"\nCOMPRESS\nTYPE_OF\nPRINT ; expect: bytes',
  },
  DECOMPRESS: {
    code: 0x16d,
    group: "data",
    stack: "compressed:bytes -- data:string|bytes",
    effects: ["waits"],
    faults: ["TypeMismatch", "DataError", "ResourceLimit"],
    doc: "Undo `COMPRESS`: a string when the content is UTF-8, else bytes.",
    example: 'PUSH_STR "aaaaaaaaaa"\nCOMPRESS\nDECOMPRESS\nPRINT ; expect: aaaaaaaaaa',
  },
  ENCRYPT: {
    code: 0x16e,
    group: "data",
    stack: "text:string key:string -- encrypted:bytes",
    effects: ["random", "waits"],
    faults: ["TypeMismatch"],
    doc: "Encrypt a string with AES-256-GCM under a key that scrypt derives from the text `key`. Salt and nonce are random, so the result always differs.",
    example: 'PUSH_STR "secret"\nPUSH_STR "key"\nENCRYPT\nPRINT ; expect: Bytes(50)',
  },
  DECRYPT: {
    code: 0x16f,
    group: "data",
    stack: "encrypted:bytes key:string -- text:string",
    effects: ["waits"],
    faults: ["TypeMismatch", "DataError"],
    doc: "Undo `ENCRYPT`. Another key, or data of which a single bit has changed, is a fault.",
    example: 'PUSH_STR "secret"\nPUSH_STR "key"\nENCRYPT\nPUSH_STR "key"\nDECRYPT\nPRINT ; expect: secret',
  },
  HASH: {
    code: 0x170,
    group: "data",
    stack: "data:string|bytes -- digest:string",
    effects: ["waits"],
    faults: ["TypeMismatch"],
    doc: "The SHA-256 of a string (as UTF-8) or of bytes, in lower-case hex.",
    example:
      'PUSH_STR "abc"\nHASH\nPRINT ; expect: ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
  },
});

export const IO = { ...INPUT, ...FILES, ...SYSTEM, ...TIME, ...ASYNC, ...DATA } as const;
