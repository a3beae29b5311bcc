/** A look at the issuer's key set every few minutes: without it no gateway can check a token. */
import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as pulumi from "@pulumi/pulumi";
import { VARIABLES } from "../../../guard/contract";
import { uniqueName, type Naming } from "../../naming";
import type { LogArgs } from "./logs";
import { createAlarms } from "./alarms";
import { allowInvoke } from "./allowInvoke";
import { HandlerFunction } from "./handlerFunction";
import type { MonitoringArgs } from "./protectedApiArgs";

/** What the look is made of. */
export interface KeysCanaryArgs {
  /**
   * Product, stack and whether names carry the stack.
   * @example { product: "admin", stack: "dev", carryStack: true }
   */
  naming: Naming;
  /**
   * The issuer whose keys are looked at.
   * @example server.issuer
   */
  issuer: pulumi.Input<string>;
  /**
   * The code, as the text of an ES module.
   * @example bundleOwn(["keysCanary"]).keysCanary
   */
  module: string;
  /**
   * Whom the alarm tells.
   * @example { alarmTopicArn: "arn:aws:sns:eu-central-1:111122223333:on-call" }
   */
  monitoring: MonitoringArgs;
  /**
   * How long logs are kept, and how they are encrypted.
   * @example { retentionDays: 90 }
   */
  logs: LogArgs;
  /**
   * Tags of everything that can carry them.
   * @default {} - none
   * @example { team: "identity" }
   */
  tags?: Record<string, pulumi.Input<string>>;
}

/**
 * A small function that fetches the key set every five minutes, and an alarm that goes off when it cannot.
 *
 * @example
 * new KeysCanary("admin-keys", { naming, issuer: server.issuer, module, monitoring: {}, logs: { retentionDays: 90 } });
 */
export class KeysCanary extends pulumi.ComponentResource {
  /** The function's name. */
  readonly functionName: pulumi.Output<string>;

  constructor(name: string, args: KeysCanaryArgs, opts?: pulumi.ComponentResourceOptions) {
    super("okta-api-access:index:KeysCanary", name, {}, opts);

    const canary = this.createFunction(name, args);
    this.schedule(name, args, canary);
    this.createAlarm(name, args, canary);

    this.functionName = canary.functionName;
    this.registerOutputs({ functionName: this.functionName });
  }

  private createFunction(name: string, { naming, issuer, module, logs, tags }: KeysCanaryArgs): HandlerFunction {
    return new HandlerFunction(
      `${name}-canary`,
      {
        name: uniqueName("function", naming, "keys-canary"),
        roleName: uniqueName("role", naming, "keys-canary"),
        description: "Looks whether the issuer's keys can be had",
        module,
        environment: { [VARIABLES.jwksUri]: pulumi.interpolate`${issuer}/v1/keys` },
        memorySize: 128,
        timeoutSeconds: 10,
        logs,
        tags,
      },
      { parent: this },
    );
  }

  private schedule(name: string, { naming, tags = {} }: KeysCanaryArgs, canary: HandlerFunction): void {
    const rule = new cloudwatch.EventRule(
      `${name}-schedule`,
      {
        name: uniqueName("schedule", naming, "keys-canary"),
        description: "Looks at the issuer's keys",
        scheduleExpression: "rate(5 minutes)",
        tags,
      },
      { parent: this },
    );
    const permission = allowInvoke(
      `${name}-canary`,
      canary.functionName,
      { sourceArn: rule.arn, principal: "events.amazonaws.com" },
      this,
    );
    new cloudwatch.EventTarget(
      `${name}-canary`,
      { rule: rule.name, arn: canary.functionArn },
      { parent: this, dependsOn: [permission] },
    );
  }

  private createAlarm(name: string, args: KeysCanaryArgs, { functionName }: HandlerFunction): void {
    const metric = {
      key: "keys",
      namespace: "AWS/Lambda",
      metricName: "Errors",
      dimensions: { FunctionName: functionName },
      statistic: "Sum",
      above: 0,
      meaning:
        "the issuer's keys cannot be had: gateways check tokens with the keys that they still know, and then refuse",
    };
    createAlarms(name, args, [metric], this);
  }
}
