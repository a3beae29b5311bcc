/** One page with all the metrics of an API. */
import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as pulumi from "@pulumi/pulumi";
import { uniqueName } from "../../naming";
import type { Metric } from "./alarms";
import type { ProtectedApiArgs } from "./protectedApiArgs";

/** Widgets in a row, in a grid of 24 columns. */
const IN_A_ROW = 3;
const WIDTH = 8;
const HEIGHT = 6;

interface DashboardContext {
  readonly metrics: readonly Metric[];
  /** Where the metrics are. */
  readonly region: pulumi.Input<string>;
  readonly parent: pulumi.Resource;
}

/** Declares the dashboard. */
export function createDashboard(
  name: string,
  { naming }: ProtectedApiArgs,
  { metrics, region, parent }: DashboardContext,
): void {
  const widgets = pulumi.output([...metrics]).apply((known) => known.map(widgetOf));
  const dashboardBody = pulumi.all([widgets, region]).apply(([drawn, where]) =>
    JSON.stringify({
      widgets: drawn.map((widget) => ({ ...widget, properties: { ...widget.properties, region: where } })),
    }),
  );
  new cloudwatch.Dashboard(
    `${name}-dashboard`,
    { dashboardName: uniqueName("dashboard", naming, name), dashboardBody },
    { parent },
  );
}

function widgetOf(
  { key, namespace, metricName, dimensions = {}, statistic, above }: pulumi.Unwrap<Metric>,
  index: number,
) {
  return {
    type: "metric",
    x: (index % IN_A_ROW) * WIDTH,
    y: Math.floor(index / IN_A_ROW) * HEIGHT,
    width: WIDTH,
    height: HEIGHT,
    properties: {
      title: key,
      metrics: [[namespace, metricName, ...Object.entries(dimensions).flat()]],
      stat: statistic,
      period: 300,
      annotations: { horizontal: [{ label: "alarm", value: above }] },
    },
  };
}
