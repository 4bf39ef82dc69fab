/** The register IR of a document, linked to it. */
import { registerIr } from "../../vm-core/index.ts";
import { toLinkedText } from "../convert.ts";
import { type Feature, onCustomRequest } from "../feature.ts";
import { DOCUMENT } from "../parameters.ts";
import { REGISTER_IR } from "../protocol.ts";

export const REGISTER_IR_VIEW: Feature = {
  capabilities: {},
  parameters: { [REGISTER_IR.method]: DOCUMENT },
  register(rim) {
    onCustomRequest(
      rim,
      REGISTER_IR,
      rim.answer("register IR", (snapshot) => {
        const view = registerIr(snapshot);
        return view === undefined ? null : toLinkedText(snapshot, view);
      }),
    );
  },
};
