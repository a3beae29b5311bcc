/** Alarms of an API: what callers are refused, what fails, how the authorizer does. */
import * as cloudwatch from "@pulumi/aws/cloudwatch";
import type * as pulumi from "@pulumi/pulumi";
import { uniqueName } from "../../naming";
import type { MonitoringArgs, ProtectedApiArgs } from "./protectedApiArgs";

/** A metric of CloudWatch. */
export interface Metric {
  /** The last part of the alarm's name, and what the dashboard calls the metric. */
  readonly key: string;
  readonly namespace: string;
  readonly metricName: string;
  readonly dimensions?: Record<string, pulumi.Input<string>>;
  /** `Sum`, `Maximum` or a percentile such as `p95`. */
  readonly statistic: string;
  /** What the alarm means, and what to look at first. */
  readonly meaning: string;
  /** The alarm goes off above this, in each of two periods of five minutes. */
  readonly above: number;
}

/** The name space of the metrics that are made from access logs. */
const NAMESPACE = "okta-api-access";

const PERIOD_SECONDS = 300;

interface AlarmsArgs extends Pick<ProtectedApiArgs, "naming" | "tags"> {
  readonly monitoring?: MonitoringArgs;
}

/** Declares the alarms of some metrics. */
export function createAlarms(
  name: string,
  args: AlarmsArgs,
  metrics: readonly Metric[],
  parent: pulumi.Resource,
): void {
  const { alarmTopicArn } = args.monitoring ?? {};
  const actions = alarmTopicArn === undefined ? [] : [alarmTopicArn];
  for (const { key, statistic, above, meaning, ...metric } of metrics) {
    const { namespace, metricName, dimensions } = metric;
    new cloudwatch.MetricAlarm(
      `${name}-alarm-${key}`,
      {
        name: uniqueName("alarm", args.naming, name, key),
        alarmDescription: meaning,
        namespace,
        metricName,
        ...(dimensions && { dimensions }),
        ...(/^p\d/.test(statistic) ? { extendedStatistic: statistic } : { statistic }),
        period: PERIOD_SECONDS,
        evaluationPeriods: 2,
        threshold: above,
        comparisonOperator: "GreaterThanThreshold",
        treatMissingData: "notBreaching",
        alarmActions: actions,
        okActions: actions,
        tags: args.tags ?? {},
      },
      { parent },
    );
  }
}

/** What an access log is searched for: AWS counts 401 and 403 only together. `above` is per five minutes. */
const STATUSES = [
  {
    key: "401",
    status: "401",
    above: 50,
    meaning: "many tokens are refused: is the issuer well, did its keys change?",
  },
  {
    key: "403",
    status: "403",
    above: 50,
    meaning: "many callers lack a scope: did the access change, does one probe?",
  },
  {
    key: "429",
    status: "429",
    above: 100,
    meaning: "many requests are throttled: see the limits of the API and its routes",
  },
  { key: "5xx", status: "5*", above: 5, meaning: "requests fail: see the access log, then the functions' logs" },
];

/** Where metrics are made from lines of a log. */
interface Logged {
  readonly log: cloudwatch.LogGroup;
  readonly parent: pulumi.Resource;
}

/**
 * Declares metric filters on an access log. The log holds what never reaches a function, and what is refused out of the
 * authorizer's cache; metrics that functions write could not count these. @returns the metrics.
 */
export function createStatusMetrics(name: string, args: ProtectedApiArgs, logged: Logged): Metric[] {
  return STATUSES.map(({ key, status, above, meaning }) => {
    const metric = createLogMetric(name, args, { key, pattern: `{ $.status = "${status}" }` }, logged);
    return { ...metric, above, meaning };
  });
}

function createLogMetric(
  name: string,
  { naming }: ProtectedApiArgs,
  { key, pattern }: { readonly key: string; readonly pattern: string },
  { log, parent }: Logged,
): Pick<Metric, "key" | "namespace" | "metricName" | "statistic"> {
  const metricName = uniqueName("alarm", naming, name, key);
  new cloudwatch.LogMetricFilter(
    `${name}-${key}`,
    {
      name: metricName,
      logGroupName: log.name,
      pattern,
      metricTransformation: { namespace: NAMESPACE, name: metricName, value: "1", defaultValue: "0" },
    },
    { parent },
  );
  return { key, namespace: NAMESPACE, metricName, statistic: "Sum" };
}

const FAILS = { above: 0, meaning: "the authorizer fails, so that nobody gets in: see its log" };

/**
 * How often the Lambda authorizer of a REST API could not judge. It throws for every bad token, since API Gateway answers 401
 * for nothing else, so that Lambda's count of errors says nothing; the access log knows the two types of real failures.
 */
export function createRestGuardErrors(name: string, args: ProtectedApiArgs, logged: Logged): Metric {
  const failures = { key: "authorizer-errors", pattern: '{ $.error = "AUTHORIZER_*" }' };
  return { ...createLogMetric(name, args, failures, logged), ...FAILS };
}

/** How often the Lambda authorizer of an HTTP API could not judge: it throws for nothing else. */
export function guardErrors(functionName: pulumi.Input<string>): Metric {
  const dimensions = { FunctionName: functionName };
  const common = { namespace: "AWS/Lambda", dimensions, metricName: "Errors", statistic: "Sum" };
  return { ...common, key: "authorizer-errors", ...FAILS };
}

/** The other metrics of the Lambda authorizer. */
export function guardMetrics(functionName: pulumi.Input<string>): Metric[] {
  const common = { namespace: "AWS/Lambda", dimensions: { FunctionName: functionName } };
  return [
    {
      ...common,
      key: "authorizer-throttles",
      metricName: "Throttles",
      statistic: "Sum",
      above: 0,
      meaning: "the authorizer is throttled, so that callers are turned away: raise the account's concurrency",
    },
    {
      ...common,
      key: "authorizer-latency",
      metricName: "Duration",
      statistic: "p95",
      above: 1_000,
      meaning: "the authorizer takes more than a second: is Okta's key set slow?",
    },
  ];
}
