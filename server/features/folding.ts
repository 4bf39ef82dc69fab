/** Folding ranges. */
import { foldingRanges } from "../../vm-core/index.ts";
import { toFoldingRange } from "../convert.ts";
import type { Feature } from "../feature.ts";

export const FOLDING: Feature = {
  capabilities: { foldingRangeProvider: true },
  register({ connection, answer }) {
    connection.onFoldingRanges(
      answer("folding ranges", "document", (snapshot) =>
        foldingRanges(snapshot).map((range) => toFoldingRange(snapshot, range)),
      ),
    );
  },
};
