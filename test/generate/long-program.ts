/**
 * A long program as people write them: functions with loops, handlers, closures, constants and leftovers, and a
 * top level that calls them.
 *
 * Invariant: the same number of lines gives the same text, and it runs to its end without a fault.
 */

/** The text of a program of about so many lines. */
export function longProgram(lines: number): string {
  const random = randomNumbers(20_261_122);
  const functions: string[] = [];
  const calls: string[] = [];
  while (HEAD.length + functions.length + calls.length < lines - 2) {
    const { text, call } = FUNCTIONS[Math.floor(random() * FUNCTIONS.length)];
    const number = String(functions.length);
    const filled = (template: string) =>
      instructions(template)
        .replaceAll("#", number)
        .replace(/\?(\d+)/g, (_, limit) => String(1 + Math.floor(random() * Number(limit))))
        .split("\n");
    functions.push(...filled(text), "");
    if (call !== undefined) calls.push(...filled(call), "    PRINT", "");
  }
  return `${[...HEAD, ...functions, "LABEL main", ...calls, "    HALT"].join("\n")}\n`;
}

const HEAD = [
  "; A long program.",
  "    PUSH_INT 2",
  "    STORE precision",
  "    FALSE",
  "    STORE verbose",
  "    JMP main",
  "",
];

/** Numbers from 0 to 1 that look random (mulberry32). */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A line for each instruction, between `|`; labels and comments are further left. */
function instructions(template: string): string {
  return template
    .split(/[|\n]/)
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .map((line) => (/^(;|LABEL)/.test(line) ? line : `    ${line}`))
    .join("\n");
}

/** `#` is a number that is different in each, `?9` one from 1 to 9. */
const FUNCTIONS: readonly { readonly text: string; readonly call?: string }[] = [
  {
    call: "PUSH_INT 10 | CALL sum_# limit",
    text: `; The sum of the numbers up to a limit, with a weight.
      LABEL sum_#
      PUSH_INT 0 | STORE total | PUSH_INT ?9 | STORE weight | PUSH_INT 1 | STORE i
      LABEL sum_next_#
      LOAD i | LOAD limit | GT | JNZ sum_done_#
      LOAD total | LOAD i | LOAD weight | MUL | ADD | STORE total
      LOAD i | PUSH_INT 1 | ADD | STORE i
      JMP sum_next_#
      LABEL sum_done_#
      LOAD total | RET`,
  },
  {
    call: "PUSH_INT 12 | PUSH_INT 1 | CALL factorial_# n product",
    text: `; The factorial, with the product so far.
      LABEL factorial_#
      LOAD n | PUSH_INT 1 | LE | JZ factorial_more_#
      LOAD product | RET
      LABEL factorial_more_#
      LOAD n | PUSH_INT 1 | SUB | LOAD product | LOAD n | MUL
      CALL factorial_# n product | RET`,
  },
  {
    call: "PUSH_INT 3 | PUSH_INT ?9 | PUSH_INT 8 | MAKE_LIST 3 | CALL average_# items",
    text: `; The average of a list; 0 of an empty one.
      LABEL average_#
      LOAD items | LEN | STORE count
      LOAD count | PUSH_INT 0 | EQ | JZ average_filled_#
      PUSH_INT 0 | RET
      LABEL average_filled_#
      PUSH_INT 0 | STORE at | PUSH_INT 0 | STORE sum
      LABEL average_item_#
      LOAD at | LOAD count | LT | JZ average_end_#
      LOAD items | LOAD at | INDEX | STORE item
      LOAD sum | LOAD item | ADD | STORE sum
      LOAD at | PUSH_INT 1 | ADD | STORE at
      JMP average_item_#
      LABEL average_end_#
      LOAD sum | LOAD count | DIV | RET`,
  },
  {
    call: "PUSH_INT 7 | PUSH_INT 0 | CALL ratio_# part whole",
    text: `; A ratio in percent; a negative number where there is none.
      LABEL ratio_#
      TRY
      LOAD part | PUSH_INT 100 | MUL | LOAD whole | DIV | STORE percent
      CATCH problem_#
      LOAD verbose | JZ ratio_quiet_#
      PUSH_STR "no ratio: " | LOAD problem_# | GET_FIELD message | CONCAT | PRINT
      LABEL ratio_quiet_#
      PUSH_INT -?5 | STORE percent
      END_TRY
      LOAD percent | RET`,
  },
  {
    call: 'PUSH_STR "word" | CALL number_# text',
    text: `; A number read from a text, or the length of the text.
      LABEL number_#
      TRY number_wrong_#
      LOAD text | TO_INT | STORE number
      END_TRY
      LOAD number | RET
      LABEL number_wrong_#
      CATCH error
      END_TRY
      PUSH_INT 0 | STORE length
      LABEL number_count_#
      TRY number_over_#
      LOAD text | LOAD length | CHAR_AT | POP
      END_TRY
      LOAD length | PUSH_INT 1 | ADD | STORE length
      JMP number_count_#
      LABEL number_over_#
      CATCH over
      END_TRY
      LOAD length | RET`,
  },
  {
    call: "PUSH_INT 3 | CALL area_# scale",
    text: `; The area of a page, from its measures in millimetres.
      LABEL area_#
      PUSH_INT ?200 | STORE width_# | PUSH_INT ?300 | STORE height_# | PUSH_INT ?15 | STORE margin_#
      LOAD width_# | LOAD margin_# | PUSH_INT 2 | MUL | SUB
      LOAD height_# | LOAD margin_# | PUSH_INT 2 | MUL | SUB
      MUL | STORE area_#
      ; It was in square inches once.
      PUSH_FLOAT 25.4 | PUSH_FLOAT 25.4 | MUL_F | STORE inch
      FALSE | JZ area_metric_#
      LOAD area_# | TO_FLOAT | LOAD inch | DIV_F | PRINT
      LABEL area_metric_#
      LOAD area_# | LOAD scale | MUL | RET`,
  },
  {
    call: 'PUSH_STR "total" | PUSH_INT 40 | CALL report_# title amount',
    text: `; A line of a report.
      LABEL report_#
      PUSH_INT 0 | STORE debug
      LOAD debug | JZ report_plain_#
      PUSH_STR "debug: " | LOAD title | CONCAT | PRINT
      LABEL report_plain_#
      LOAD title | PUSH_STR ": " | CONCAT | LOAD amount | TO_STR | CONCAT | STORE line
      LOAD amount | PUSH_INT ?100 | GT | JZ report_small_#
      LOAD line | PUSH_STR " (large)" | CONCAT | STORE line
      JMP report_end_#
      LABEL report_small_#
      LOAD line | PUSH_STR "" | CONCAT | STORE line
      JMP report_end_#
      LABEL report_end_#
      LOAD line | RET`,
  },
  {
    call: "PUSH_INT 5 | CALL counter_# start",
    text: `; Adds a step with a closure.
      LABEL counter_#
      PUSH_INT ?20 | STORE step
      CAPTURE step | MAKE_LAMBDA counter_add_# value | STORE add
      LOAD start | LOAD add | CALL_FUNCTION | STORE once
      LOAD once | LOAD add | CALL_FUNCTION | STORE twice
      LOAD once | LOAD twice | MAKE_LIST 2 | RET
      LABEL counter_add_#
      LOAD value | LOAD step | ADD | RET`,
  },
  {
    call: "PUSH_INT ?30 | CALL class_# value",
    text: `; The name of a range of values.
      LABEL class_#
      LOAD value | PUSH_INT ?10 | LT | JZ class_not_low_#
      PUSH_STR "low" | STORE answer
      JMP class_end_#
      LABEL class_not_low_#
      LOAD value | PUSH_INT 1?9 | LT | NOT | JNZ class_high_#
      PUSH_STR "middle" | STORE answer
      JMP class_end_#
      PRINT
      LABEL class_high_#
      PUSH_STR "high" | STORE answer
      LABEL class_end_#
      LOAD answer | STORE result_# | LOAD result_# | RET`,
  },
  {
    call: "PUSH_INT 84 | PUSH_INT 36 | CALL divisor_# a b",
    text: `; The greatest common divisor.
      LABEL divisor_#
      LOAD b | PUSH_INT 0 | EQ | JNZ divisor_found_#
      LOAD a | LOAD b | MOD | STORE rest
      LOAD b | STORE a
      LOAD rest | STORE b
      JMP divisor_#
      LABEL divisor_found_#
      LOAD a | RET`,
  },
  {
    call: "PUSH_INT 2 | PUSH_INT 9 | CALL point_# x y",
    text: `; Moves a point.
      LABEL point_#
      MAKE_OBJECT | LOAD x | SET_FIELD x | LOAD y | SET_FIELD y | STORE point
      LOAD point | GET_FIELD x | PUSH_INT ?5 | ADD | STORE moved
      LOAD point | LOAD moved | SET_FIELD x | STORE point
      LOAD point | GET_FIELD x | LOAD point | GET_FIELD y | LOAD precision | MUL | ADD | RET`,
  },
  {
    text: `; Not used any more.
      LABEL old_#
      LOAD n | PUSH_INT ?9 | MOD | STORE digit
      LABEL old_again_#
      LOAD digit | JZ old_end_#
      LOAD digit | PRINT
      LOAD digit | PUSH_INT 1 | SUB | STORE digit
      JMP old_again_#
      LABEL old_end_#
      LOAD digit | RET`,
  },
];
