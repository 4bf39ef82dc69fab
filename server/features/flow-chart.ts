/** The control-flow graph. */
import { flowChart } from "../../vm-core/index.ts";
import { toFlowChart } from "../convert.ts";
import { type Feature, onCustomRequest } from "../feature.ts";
import { FLOW_CHART } from "../protocol.ts";

export const FLOW_CHART_VIEW: Feature = {
  capabilities: {},
  register(rim) {
    onCustomRequest(
      rim,
      FLOW_CHART,
      rim.answer("control-flow graph", "document", (snapshot) => {
        const view = flowChart(snapshot);
        return view === undefined ? null : toFlowChart(snapshot, view);
      }),
    );
  },
};
