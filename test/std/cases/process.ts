/** Programs that use std/process: what comes back, and that nothing remains. */
import type { ProgramCase } from "./programs.ts";

/** A counter server, and what the programs below share. */
const SERVER = `
LABEL serve
    PUSH_INT 10
    MAKE_OBJECT
    MAKE_FUNCTION on_call request state
    SET_FIELD call
    MAKE_FUNCTION on_cast request state
    SET_FIELD cast
    MAKE_FUNCTION on_info message state
    SET_FIELD info
    LOAD server_loop
    SPAWN
    RET
LABEL on_call
    LOAD request
    PUSH_STR "crash"
    EQ
    JNZ on_crash
    LOAD request
    PUSH_STR "stop"
    EQ
    JNZ on_stop
    LOAD request
    PUSH_STR "slow"
    EQ
    JNZ on_slow
    MAKE_OBJECT
    LOAD state
    SET_FIELD reply
    RET
LABEL on_slow
    PUSH_INT 30
    SLEEP
    MAKE_OBJECT
    PUSH_STR "late"
    SET_FIELD reply
    RET
LABEL on_crash
    PUSH_STR "broken"
    SELF
    EXIT_SIGNAL
LABEL on_stop
    MAKE_OBJECT
    PUSH_STR "bye"
    SET_FIELD reply
    TRUE
    SET_FIELD stop
    RET
LABEL on_cast
    MAKE_OBJECT
    LOAD state
    LOAD request
    ADD
    SET_FIELD state
    RET
LABEL on_info
    MAKE_OBJECT
    LOAD message
    SET_FIELD state
    RET
LABEL attempt
    TRY
    LOAD server
    LOAD request
    LOAD timeout
    LOAD call
    CALL_FUNCTION
    RET
    CATCH e
    LOAD e
    GET_FIELD message
    RET
    END_TRY
LABEL left
    RECEIVE_TIMEOUT 20 none
    RET
LABEL none
    PUSH_STR "nothing left"
    RET
`;

const ask = (request: string, timeout = "NULL") =>
  `LOAD server\nPUSH_STR "${request}"\n${timeout}\nCALL attempt server request timeout\nPRINT\n`;

const START = "IMPORT std/process\nCALL serve\nSTORE server\n";
const END = "CALL left\nPRINT\nPUSH_INT 0\nEXIT\n";

const MAPPED = `
LABEL slow_double
    LOAD n
    SLEEP
    LOAD n
    PUSH_INT 2
    MUL
    RET
LABEL fragile
    LOAD n
    PUSH_INT 2
    EQ
    JZ fine
    PUSH_STR "no two"
    THROW
LABEL fine
    PUSH_INT 60000
    SLEEP
    LOAD n
    RET
LABEL killed
    PUSH_STR "kill"
    SELF
    EXIT_SIGNAL
LABEL left
    RECEIVE_TIMEOUT 20 none
    RET
LABEL none
    PUSH_STR "nothing left"
    RET
LABEL attempt
    TRY
    PUSH_INT 1
    PUSH_INT 2
    PUSH_INT 3
    MAKE_LIST 3
    LOAD func
    LOAD parallel_map
    CALL_FUNCTION
    RET
    CATCH e
    LOAD e
    GET_FIELD message
    RET
    END_TRY
`;

const NOTICES = `
LABEL difference
    LOAD a
    LOAD b
    SUB
    SEND 1
    RET
LABEL ends
    RET
LABEL fails
    PUSH_STR "no good"
    SELF
    EXIT_SIGNAL
`;

export const PROCESS_CASES: readonly ProgramCase[] = [
  {
    name: "a server with a state: calls, casts, other messages",
    covers: ["process.call", "process.cast", "process.server_loop"],
    program: `${START}${ask("get")}
      LOAD server\nPUSH_INT 5\nLOAD cast\nCALL_FUNCTION\n${ask("get")}
      PUSH_STR "anything"\nLOAD server\nSEND\n${ask("get")}
      ${ask("stop")}${ask("get")}${END}${SERVER}`,
    stdout: "10\n15\nanything\nbye\ncall failed: noproc\nnothing left\n",
  },
  {
    name: "a call of a server that crashes",
    covers: ["process.call"],
    program: `${START}${ask("crash")}${END}${SERVER}`,
    stdout: "call failed: broken\nnothing left\n",
  },
  {
    name: "a call that takes too long: the late reply goes nowhere",
    covers: ["process.call"],
    program: `${START}${ask("slow", "PUSH_INT 5")}${ask("slow", "PUSH_INT 5000")}
      PUSH_INT 40\nSLEEP\n${END}${SERVER}`,
    stdout: "call timed out\nlate\nnothing left\n",
  },
  {
    name: "a call keeps its hands off other messages",
    covers: ["process.call"],
    program: `${START}
      PUSH_STR "mine"\nSEND 1
      MONITOR 99\nPOP
      ${ask("get")}
      RECEIVE\nPRINT\nRECEIVE\nGET_FIELD reason\nPRINT
      ${END}${SERVER}`,
    stdout: "10\nmine\nnoproc\nnothing left\n",
  },
  {
    name: "calls and casts of what is no server",
    covers: ["process.call", "process.cast"],
    program: `IMPORT std/process
      PUSH_STR "x"\nSTORE server\n${ask("get")}
      PUSH_INT 1\nSTORE server\n${ask("get", "PUSH_INT -1")}
      TRY\nPUSH_STR "x"\nNULL\nLOAD cast\nCALL_FUNCTION\nCATCH e\nLOAD e\nGET_FIELD message\nPRINT\nEND_TRY
      ${END}${SERVER}`,
    stdout: [
      'call expects an integer but got Str("x")',
      "call expects an integer from 0 on but got Int(-1)",
      'cast expects an integer but got Str("x")',
      "nothing left",
      "",
    ].join("\n"),
  },
  {
    name: "linked from the first instruction",
    covers: ["process.spawn_link"],
    program: `IMPORT std/process\nTRUE\nTRAP_EXIT
      PUSH_INT 9\nPUSH_INT 4\nMAKE_FUNCTION difference a b\nLOAD spawn_link\nCALL_FUNCTION\nPRINT
      RECEIVE_MATCH int\nPRINT
      RECEIVE\nPRINT
      MAKE_FUNCTION fails\nLOAD spawn_link\nCALL_FUNCTION\nPOP
      RECEIVE\nPRINT
      TRY\nPUSH_INT 1\nLOAD spawn_link\nCALL_FUNCTION\nCATCH e\nLOAD e\nGET_FIELD message\nPRINT\nEND_TRY
      HALT${NOTICES}`,
    stdout: [
      "2",
      "5",
      "{kind: exit, pid: 2, reason: normal}",
      "{kind: exit, pid: 3, reason: no good}",
      "spawn_link expects a function or closure but got Int(1)",
      "",
    ].join("\n"),
  },
  {
    name: "monitored from the first instruction",
    covers: ["process.spawn_monitor"],
    program: `IMPORT std/process
      MAKE_FUNCTION ends\nLOAD spawn_monitor\nCALL_FUNCTION\nPRINT
      RECEIVE\nPRINT
      MAKE_FUNCTION fails\nLOAD spawn_monitor\nCALL_FUNCTION\nPOP
      RECEIVE\nPRINT
      TRY\nNULL\nLOAD spawn_monitor\nCALL_FUNCTION\nCATCH e\nLOAD e\nGET_FIELD message\nPRINT\nEND_TRY
      HALT${NOTICES}`,
    stdout: [
      "{pid: 2, ref: mon_1_2}",
      "{kind: down, pid: 2, ref: mon_1_2, reason: normal}",
      "{kind: down, pid: 3, ref: mon_1_3, reason: no good}",
      "spawn_monitor expects a function or closure but got Null",
      "",
    ].join("\n"),
  },
  {
    name: "items at the same time, results in the order of the list",
    covers: ["process.parallel_map"],
    program: `IMPORT std/process\nTRUE\nTRAP_EXIT
      PUSH_INT 30\nPUSH_INT 20\nPUSH_INT 10\nMAKE_LIST 3\nMAKE_FUNCTION slow_double n\nLOAD parallel_map\nCALL_FUNCTION
      PRINT
      MAKE_LIST 0\nMAKE_FUNCTION slow_double n\nLOAD parallel_map\nCALL_FUNCTION\nPRINT
      MAKE_FUNCTION fragile n\nCALL attempt func\nPRINT
      MAKE_FUNCTION killed n\nCALL attempt func\nPRINT
      NULL\nCALL attempt func\nPRINT
      ${END}${MAPPED}`,
    stdout: [
      "[60, 40, 20]",
      "[]",
      "no two",
      "killed",
      "parallel_map expects a function or closure but got Null",
      "nothing left",
      "",
    ].join("\n"),
  },
];
