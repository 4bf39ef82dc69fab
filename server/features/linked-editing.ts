/** Linked editing: a name and its uses are written anew together. */
import type { LinkedEditingRangeParams } from "vscode-languageserver";
import { linkedPlaces } from "../../vm-core/index.ts";
import { toOffset, toRange } from "../convert.ts";
import type { Feature } from "../feature.ts";

export const LINKED_EDITING: Feature = {
  capabilities: { linkedEditingRangeProvider: true },
  register({ connection, answer }) {
    connection.languages.onLinkedEditingRange(
      answer("linked editing", "position", (snapshot, { position }: LinkedEditingRangeParams) => {
        const places = linkedPlaces(snapshot, toOffset(snapshot, position));
        if (places === undefined) return null;
        return { ranges: places.map((place) => toRange(snapshot, place)), wordPattern: WORD };
      }),
    );
  },
};

/** What neither ends a name nor begins a string or a comment, in both languages. */
const WORD = "[^\\s()\\[\\]{}\";'`,]+";
