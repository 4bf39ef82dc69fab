/** The assembly of a Lisp text, linked to it. */
import { assemblyView } from "../../vm-core/index.ts";
import { toLinkedText } from "../convert.ts";
import { type Feature, onCustomRequest } from "../feature.ts";
import { ASSEMBLY } from "../protocol.ts";

export const ASSEMBLY_VIEW: Feature = {
  capabilities: {},
  register(rim) {
    onCustomRequest(
      rim,
      ASSEMBLY,
      rim.answer("assembly", "document", (snapshot) => {
        const view = assemblyView(snapshot);
        return view === undefined ? null : toLinkedText(snapshot, view);
      }),
    );
  },
};
