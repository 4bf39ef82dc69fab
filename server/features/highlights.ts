/** Document highlights. */
import { highlights } from "../../vm-core/index.ts";
import { toHighlight, toOffset } from "../convert.ts";
import type { Feature } from "../feature.ts";
import { PLACE } from "../parameters.ts";

export const HIGHLIGHTS: Feature = {
  capabilities: { documentHighlightProvider: true },
  parameters: { "textDocument/documentHighlight": PLACE },
  register({ connection, answer }) {
    connection.onDocumentHighlight(
      answer("document highlight", (snapshot, { position }) =>
        highlights(snapshot, toOffset(snapshot, position)).map((place) => toHighlight(snapshot, place)),
      ),
    );
  },
};
