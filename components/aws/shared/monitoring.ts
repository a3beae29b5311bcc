/** What watches an API, where the stack asks for it. */
import type * as cloudwatch from "@pulumi/aws/cloudwatch";
import type * as pulumi from "@pulumi/pulumi";
import {
  createAlarms,
  createRestGuardErrors,
  createStatusMetrics,
  guardErrors,
  guardMetrics,
  type Metric,
} from "./alarms";
import { createDashboard } from "./dashboard";
import type { ProtectedApiArgs } from "./protectedApiArgs";

interface Watched {
  readonly profile: "http" | "rest";
  readonly log: cloudwatch.LogGroup;
  readonly guardName: pulumi.Input<string> | undefined;
}

/** Declares alarms and a dashboard of an API of API Gateway. */
export function monitorGateway(
  name: string,
  args: ProtectedApiArgs,
  { profile, log, guardName }: Watched,
  parent: pulumi.Resource,
): void {
  if (args.monitoring === undefined) return;
  const logged = { log, parent };
  const metrics = createStatusMetrics(name, args, logged);
  if (guardName !== undefined) {
    metrics.push(profile === "rest" ? createRestGuardErrors(name, args, logged) : guardErrors(guardName));
    metrics.push(...guardMetrics(guardName));
  }
  createAlarms(name, args, metrics, parent);
  createDashboard(name, args, { metrics, region: regionOf(log.arn), parent });
}

/** Declares alarms and a dashboard of a load balancer, which has metrics of its own and no log in CloudWatch. */
export function monitorLoadBalancer(
  name: string,
  args: ProtectedApiArgs,
  { arn, arnSuffix }: { arn: pulumi.Output<string>; arnSuffix: pulumi.Output<string> },
  parent: pulumi.Resource,
): void {
  if (args.monitoring === undefined) return;
  const common = { namespace: "AWS/ApplicationELB", dimensions: { LoadBalancer: arnSuffix }, statistic: "Sum" };
  const metrics: Metric[] = [
    {
      ...common,
      key: "4xx",
      metricName: "HTTPCode_ELB_4XX_Count",
      above: 100,
      meaning: "the load balancer refuses many requests: is the issuer well, did its keys change?",
    },
    {
      ...common,
      key: "5xx",
      metricName: "HTTPCode_ELB_5XX_Count",
      above: 5,
      meaning: "the load balancer fails: does a target answer, does Okta?",
    },
    {
      ...common,
      key: "target-5xx",
      metricName: "HTTPCode_Target_5XX_Count",
      above: 5,
      meaning: "requests fail behind the load balancer: see the logs of its targets",
    },
  ];
  createAlarms(name, args, metrics, parent);
  createDashboard(name, args, { metrics, region: regionOf(arn), parent });
}

function regionOf(arn: pulumi.Output<string>): pulumi.Output<string> {
  return arn.apply((text) => text.split(":")[3]!);
}
