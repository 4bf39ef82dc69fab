/**
 * Inline values: which expressions the editor evaluates, in the debugger, to show their values beside the lines.
 *
 * Absent by design: values, which only the debugger has.
 */
import type { InlineValueParams } from "vscode-languageserver";
import { inlineVariables } from "../../vm-core/index.ts";
import { toRange, toSpan } from "../convert.ts";
import type { Feature } from "../feature.ts";
import { isPosition, PART } from "../parameters.ts";
import { property } from "../settings.ts";

export const INLINE_VALUES: Feature = {
  capabilities: { inlineValueProvider: true },
  parameters: { "textDocument/inlineValue": { ...PART, context: "object?" } },
  register({ connection, answer }) {
    connection.languages.inlineValue.on(
      answer("inline values", (snapshot, { range, context }: InlineValueParams) => {
        const start = property(property(context, "stoppedLocation"), "start");
        if (!isPosition(start)) return [];
        const stop = toSpan(snapshot, { start, end: start }).start;
        return inlineVariables(snapshot, toSpan(snapshot, range), stop).map(({ name, span }) => ({
          range: toRange(snapshot, span),
          expression: name,
        }));
      }),
    );
  },
};
