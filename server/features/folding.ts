/** Folding ranges. */
import { foldingRanges } from "../../vm-core/index.ts";
import { toFoldingRange } from "../convert.ts";
import type { Feature } from "../feature.ts";
import { DOCUMENT } from "../parameters.ts";

export const FOLDING: Feature = {
  capabilities: { foldingRangeProvider: true },
  parameters: { "textDocument/foldingRange": DOCUMENT },
  register({ connection, answer }) {
    connection.onFoldingRanges(
      answer("folding ranges", (snapshot) =>
        foldingRanges(snapshot).map((range) => toFoldingRange(snapshot, range)),
      ),
    );
  },
};
