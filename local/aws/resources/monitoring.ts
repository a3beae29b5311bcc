/** `aws:cloudwatch/…`: what watches an API. Kept and given back: nothing is measured on this machine. */
import { flag, json, map, number, object, set, text, whole } from "../../providers/properties";
import { ACCOUNT_ID } from "../arns";
import { badRequest, notFound } from "../awsError";
import { arnOf, mustRefer, named, textOf, where } from "./store";
import { stored, tags } from "./stored";

export const MONITORING_TYPES = [
  stored({
    token: "aws:cloudwatch/logMetricFilter:LogMetricFilter",
    source: "logs/metric_filter.go",
    inputs: {
      logGroupName: text({ required: true, replace: true }),
      metricTransformation: object(
        {
          defaultValue: text(),
          dimensions: map(text()),
          name: text({ required: true }),
          namespace: text({ required: true }),
          unit: text(),
          value: text({ required: true }),
        },
        { required: true },
      ),
      name: text({ required: true, replace: true }),
      pattern: text({ required: true }),
    },
    autoname: { property: "name", max: 512 },
    idOf: named("name"),
    check({ world, properties }) {
      // Source: CloudWatch Logs' model, FilterName and FilterPattern.
      for (const [name, max] of Object.entries({ name: 512, pattern: 1_024 })) {
        if (textOf(properties, name).length > max)
          throw badRequest(`1 validation error detected: ${name} must have length less than or equal to ${max}`);
      }
      if (!world.logGroups.has(textOf(properties, "logGroupName")))
        throw notFound("The specified log group does not exist.");
    },
  }),
  stored({
    token: "aws:cloudwatch/metricAlarm:MetricAlarm",
    source: "cloudwatch/metric_alarm.go",
    inputs: {
      actionsEnabled: flag(),
      alarmActions: set(text()),
      alarmDescription: text(),
      comparisonOperator: text({
        required: true,
        oneOf: [
          "GreaterThanOrEqualToThreshold",
          "GreaterThanThreshold",
          "LessThanThreshold",
          "LessThanOrEqualToThreshold",
        ],
      }),
      datapointsToAlarm: whole(),
      dimensions: map(text()),
      evaluationPeriods: whole({ required: true }),
      extendedStatistic: text(),
      insufficientDataActions: set(text()),
      metricName: text(),
      name: text({ required: true, replace: true }),
      namespace: text(),
      okActions: set(text()),
      period: whole(),
      statistic: text({ oneOf: ["SampleCount", "Average", "Sum", "Minimum", "Maximum"] }),
      ...tags,
      threshold: number(),
      treatMissingData: text({ oneOf: ["missing", "ignore", "breaching", "notBreaching"] }),
      unit: text(),
    },
    outputs: ["arn"],
    autoname: { property: "name", max: 255 },
    idOf: named("name"),
    outputsOf: ({ region, id }) => ({ arn: arnOf("cloudwatch", region, `alarm:${id}`) }),
  }),
  stored({
    token: "aws:cloudwatch/dashboard:Dashboard",
    source: "cloudwatch/dashboard.go",
    inputs: { dashboardBody: json({ required: true }), dashboardName: text({ required: true, replace: true }) },
    outputs: ["dashboardArn"],
    idOf: named("dashboardName"),
    outputsOf: ({ id }) => ({ dashboardArn: `arn:aws:cloudwatch::${ACCOUNT_ID}:dashboard/${id}` }),
  }),
  stored({
    token: "aws:cloudwatch/eventRule:EventRule",
    source: "events/rule.go",
    inputs: {
      description: text(),
      eventBusName: text({ replace: true }),
      eventPattern: json(),
      name: text({ required: true, replace: true }),
      scheduleExpression: text(),
      state: text({ oneOf: ["ENABLED", "DISABLED"] }),
      ...tags,
    },
    outputs: ["arn"],
    autoname: { property: "name", max: 64 },
    rules: ({ scheduleExpression, eventPattern }) =>
      scheduleExpression === undefined && eventPattern === undefined
        ? [{ property: "scheduleExpression", reason: "a rule needs a `scheduleExpression` or an `eventPattern`" }]
        : [],
    idOf: named("name"),
    outputsOf: ({ region, id }) => ({ arn: arnOf("events", region, `rule/${id}`) }),
    gone({ id }, world) {
      if (where(world, "cloudwatch.EventTarget", "rule", id).length > 0)
        throw badRequest("Rule can't be deleted since it has targets.");
    },
  }),
  stored({
    token: "aws:cloudwatch/eventTarget:EventTarget",
    source: "events/target.go",
    inputs: {
      arn: text({ required: true }),
      input: text(),
      rule: text({ required: true, replace: true }),
      targetId: text({ replace: true }),
    },
    // Source: pulumi-aws, provider/resources.go.
    autoname: { property: "targetId", max: 255 },
    idOf: ({ properties }) => `${textOf(properties, "rule")}-${textOf(properties, "targetId")}`,
    check: (declared) =>
      mustRefer(declared, "cloudwatch.EventRule", "rule", "Rule does not exist on EventBus default."),
  }),
];
