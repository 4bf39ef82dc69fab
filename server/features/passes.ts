/** The program after each pass of the optimizer. */
import { passesView } from "../../vm-core/index.ts";
import { toPassesView } from "../convert.ts";
import { type Feature, onCustomRequest } from "../feature.ts";
import { DOCUMENT } from "../parameters.ts";
import { PASSES } from "../protocol.ts";

export const PASSES_VIEW: Feature = {
  capabilities: {},
  parameters: { [PASSES.method]: DOCUMENT },
  register(rim) {
    onCustomRequest(
      rim,
      PASSES,
      rim.answer("passes", (snapshot) => {
        const view = passesView(snapshot);
        return view === undefined ? null : toPassesView(snapshot, view);
      }),
    );
  },
};
