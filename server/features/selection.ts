/** Selection ranges: one chain for each position. */
import { selections } from "../../vm-core/index.ts";
import { toOffset, toSelectionRange } from "../convert.ts";
import type { Feature } from "../feature.ts";
import { isPosition } from "../parameters.ts";
import { property } from "../settings.ts";

export const SELECTION: Feature = {
  capabilities: { selectionRangeProvider: true },
  register({ connection, answer }) {
    connection.onSelectionRanges(
      answer("selection ranges", "document", (snapshot, params) => {
        const positions = property(params, "positions");
        return (Array.isArray(positions) ? positions.filter(isPosition) : []).map((position) =>
          toSelectionRange(snapshot, selections(snapshot, toOffset(snapshot, position))),
        );
      }),
    );
  },
};
