/** Document highlights. */
import { highlights } from "../../vm-core/index.ts";
import { toHighlight, toOffset } from "../convert.ts";
import type { Feature } from "../feature.ts";

export const HIGHLIGHTS: Feature = {
  capabilities: { documentHighlightProvider: true },
  register({ connection, answer }) {
    connection.onDocumentHighlight(
      answer("document highlight", "position", (snapshot, { position }) =>
        highlights(snapshot, toOffset(snapshot, position)).map((place) => toHighlight(snapshot, place)),
      ),
    );
  },
};
