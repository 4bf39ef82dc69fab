/** Linked editing: a name and its uses are written anew together. */
import type { LinkedEditingRangeParams } from "vscode-languageserver";
import { linkedPlaces } from "../../vm-core/index.ts";
import { toOffset, toRange } from "../convert.ts";
import type { Feature } from "../feature.ts";
import { PLACE } from "../parameters.ts";

export const LINKED_EDITING: Feature = {
  capabilities: { linkedEditingRangeProvider: true },
  parameters: { "textDocument/linkedEditingRange": PLACE },
  register({ connection, answer }) {
    connection.languages.onLinkedEditingRange(
      answer("linked editing", (snapshot, { position }: LinkedEditingRangeParams) => {
        const places = linkedPlaces(snapshot, toOffset(snapshot, position));
        if (places === undefined) return null;
        return { ranges: places.map((place) => toRange(snapshot, place)), wordPattern: WORD };
      }),
    );
  },
};

/** What neither ends a name nor begins a string or a comment, in both languages. */
const WORD = "[^\\s()\\[\\]{}\";'`,]+";
