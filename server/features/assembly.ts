/** The assembly of a Lisp text, linked to it. */
import { assemblyView } from "../../vm-core/index.ts";
import { toLinkedText } from "../convert.ts";
import { type Feature, onCustomRequest } from "../feature.ts";
import { DOCUMENT } from "../parameters.ts";
import { ASSEMBLY } from "../protocol.ts";

export const ASSEMBLY_VIEW: Feature = {
  capabilities: {},
  parameters: { [ASSEMBLY.method]: DOCUMENT },
  register(rim) {
    onCustomRequest(
      rim,
      ASSEMBLY,
      rim.answer("assembly", (snapshot) => {
        const view = assemblyView(snapshot);
        return view === undefined ? null : toLinkedText(snapshot, view);
      }),
    );
  },
};
