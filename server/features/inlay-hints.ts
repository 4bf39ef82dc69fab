/** Inlay hints, as far as the user wants them. */
import type { InlayHintParams } from "vscode-languageserver";
import { inlayHints } from "../../vm-core/index.ts";
import { across } from "../answer.ts";
import { toInlayHint, toSpan } from "../convert.ts";
import type { Feature } from "../feature.ts";
import { PART } from "../parameters.ts";

export const INLAY_HINTS: Feature = {
  capabilities: { inlayHintProvider: true },
  parameters: { "textDocument/inlayHint": PART },
  register({ connection, answer, modules, session }) {
    connection.languages.inlayHint.on(
      answer(
        "inlay hints",
        across(modules, (snapshot, { range }: InlayHintParams, resolve) =>
          inlayHints(snapshot, session.settings.inlayHints, toSpan(snapshot, range), resolve).map((hint) =>
            toInlayHint(snapshot, hint),
          ),
        ),
      ),
    );
  },
};
