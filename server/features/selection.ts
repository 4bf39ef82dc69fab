/** Selection ranges: one chain for each position. */
import type { SelectionRangeParams } from "vscode-languageserver";
import { selections } from "../../vm-core/index.ts";
import { toOffset, toSelectionRange } from "../convert.ts";
import type { Feature } from "../feature.ts";
import { DOCUMENT } from "../parameters.ts";

export const SELECTION: Feature = {
  capabilities: { selectionRangeProvider: true },
  parameters: { "textDocument/selectionRange": { ...DOCUMENT, positions: ["position"] } },
  register({ connection, answer }) {
    connection.onSelectionRanges(
      answer("selection ranges", (snapshot, { positions }: SelectionRangeParams) =>
        positions.map((position) =>
          toSelectionRange(snapshot, selections(snapshot, toOffset(snapshot, position))),
        ),
      ),
    );
  },
};
