/** The control-flow graph. */
import { flowChart } from "../../vm-core/index.ts";
import { toFlowChart } from "../convert.ts";
import { type Feature, onCustomRequest } from "../feature.ts";
import { DOCUMENT } from "../parameters.ts";
import { FLOW_CHART } from "../protocol.ts";

export const FLOW_CHART_VIEW: Feature = {
  capabilities: {},
  parameters: { [FLOW_CHART.method]: DOCUMENT },
  register(rim) {
    onCustomRequest(
      rim,
      FLOW_CHART,
      rim.answer("control-flow graph", (snapshot) => {
        const view = flowChart(snapshot);
        return view === undefined ? null : toFlowChart(snapshot, view);
      }),
    );
  },
};
