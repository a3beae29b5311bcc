/** A Lambda function with a role and a log group of its own. */
import * as pulumi from "@pulumi/pulumi";
import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as iam from "@pulumi/aws/iam";
import * as lambda from "@pulumi/aws/lambda";
import type { LogArgs } from "./logs";
import { packFunction } from "./functionPackage";

/** Something that a function may do besides writing its own log. */
export interface PermissionArgs {
  /**
   * Names the permission among those of the function.
   * @example "sign"
   */
  name: string;
  /**
   * IAM's actions.
   * @example ["kms:Sign"]
   */
  actions: string[];
  /**
   * ARNs: the resources themselves, never a `*`.
   * @example [key.keyArn]
   */
  resources: pulumi.Input<string>[];
}

/** Seconds of a call by default: enough for a token and two calls of Okta, each as slow as it may be, and an answer that says so. */
export const HANDLER_TIMEOUT = 25;

/** Milliseconds that API Gateway waits for an integration; one second more than a handler's own limit. */
export const INTEGRATION_TIMEOUT = (HANDLER_TIMEOUT + 1) * 1_000;

/** What a function is made of. */
export interface HandlerFunctionArgs {
  /**
   * The function's name in the account and region, at most 64 characters.
   * @example "admin-api-admin-dev"
   */
  name: pulumi.Input<string>;
  /**
   * The name of its role, unique in the account, at most 64 characters.
   * @example "admin-api-admin-dev"
   */
  roleName: pulumi.Input<string>;
  /**
   * What the function does.
   * @example "Operations of the admin API"
   */
  description: pulumi.Input<string>;
  /**
   * The code: the text of an ES module that exports `handler` and needs no other file.
   * @example bundleHandlers(`${__dirname}/handlers`, ["admin"]).admin
   */
  module: string;
  /**
   * Environment variables, of any length. Anybody who may read the function's configuration reads them: nothing secret belongs here.
   * @default {} - none
   * @example { AUDIENCE: "api://admin" }
   */
  environment?: Record<string, pulumi.Input<string>>;
  /**
   * Bytes that outputs in the environment may have beyond the 256 that each is given: their lengths are not known in a preview.
   * @default 0
   * @example 480
   */
  environmentReserve?: number;
  /**
   * What the function may do besides writing its own log.
   * @default [] - nothing
   * @example [{ name: "sign", actions: ["kms:Sign"], resources: [key.keyArn] }]
   */
  permissions?: PermissionArgs[];
  /**
   * Memory in MB, which also sets the share of a processor.
   * @default 256
   * @example 512
   */
  memorySize?: pulumi.Input<number>;
  /**
   * Seconds after which Lambda ends a call; API Gateway waits 30 s for an integration and 10 s for an authorizer.
   * @default 25
   * @example 5
   */
  timeoutSeconds?: pulumi.Input<number>;
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

interface FunctionContext {
  readonly role: iam.Role;
  readonly logGroup: cloudwatch.LogGroup;
  /** What it may do, which has to hold before it runs. */
  readonly policies: iam.RolePolicy[];
}

/**
 * A Lambda function that may do nothing but write its own log and what its `permissions` say.
 *
 * @example
 * const admin = new HandlerFunction("admin", { name: "admin-dev", roleName: "admin-dev", description: "…", module, logs: { retentionDays: 90 } });
 */
export class HandlerFunction extends pulumi.ComponentResource {
  /** The function's name, for permissions. */
  readonly functionName: pulumi.Output<string>;
  /** The address under which API Gateway calls it. */
  readonly invokeArn: pulumi.Output<string>;
  /** The function's own ARN, by which load balancers and schedules call it. */
  readonly functionArn: pulumi.Output<string>;
  /** Its role's name, for what else it has to be allowed. */
  readonly roleName: pulumi.Output<string>;

  constructor(name: string, args: HandlerFunctionArgs, opts?: pulumi.ComponentResourceOptions) {
    super("okta-api-access:index:HandlerFunction", name, {}, opts);

    const logGroup = this.createLogGroup(name, args);
    const role = this.createRole(name, args);
    const policies = [this.allowLogging(name, role, logGroup), ...this.allow(name, args, role)];
    const handler = this.createFunction(name, args, { role, logGroup, policies });

    this.functionName = handler.name;
    this.invokeArn = handler.invokeArn;
    this.functionArn = handler.arn;
    this.roleName = role.name;
    this.registerOutputs({ functionName: this.functionName, invokeArn: this.invokeArn });
  }

  private createLogGroup(name: string, args: HandlerFunctionArgs): cloudwatch.LogGroup {
    return new cloudwatch.LogGroup(
      `${name}-log`,
      {
        name: pulumi.interpolate`${args.logs.groupPrefix ?? ""}/aws/lambda/${args.name}`,
        retentionInDays: args.logs.retentionDays,
        ...(args.logs.kmsKeyArn !== undefined && { kmsKeyId: args.logs.kmsKeyArn }),
        tags: args.tags ?? {},
      },
      { parent: this },
    );
  }

  private createRole(name: string, args: HandlerFunctionArgs): iam.Role {
    const assumeRolePolicy = JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
    });
    return new iam.Role(
      `${name}-role`,
      { name: args.roleName, description: args.description, assumeRolePolicy, tags: args.tags ?? {} },
      { parent: this },
    );
  }

  private allowLogging(name: string, role: iam.Role, logGroup: cloudwatch.LogGroup): iam.RolePolicy {
    const policy = logGroup.arn.apply((arn) =>
      JSON.stringify({
        Version: "2012-10-17",
        // Not `logs:CreateLogGroup`: a log group that Lambda makes by itself would keep its logs for ever.
        Statement: [{ Effect: "Allow", Action: ["logs:CreateLogStream", "logs:PutLogEvents"], Resource: `${arn}:*` }],
      }),
    );
    return new iam.RolePolicy(`${name}-log`, { name: "write-own-log", role: role.name, policy }, { parent: this });
  }

  private allow(name: string, { permissions = [] }: HandlerFunctionArgs, role: iam.Role): iam.RolePolicy[] {
    return permissions.map((permission) => {
      const statement = { Effect: "Allow", Action: permission.actions, Resource: permission.resources };
      const policy = pulumi.jsonStringify({ Version: "2012-10-17", Statement: [statement] });
      const args = { name: permission.name, role: role.name, policy };
      return new iam.RolePolicy(`${name}-${permission.name}`, args, { parent: this });
    });
  }

  private createFunction(
    name: string,
    args: HandlerFunctionArgs,
    { role, logGroup, policies }: FunctionContext,
  ): lambda.Function {
    const { code, environment } = packFunction(args.module, args.environment ?? {}, args.environmentReserve);
    return new lambda.Function(
      `${name}-function`,
      {
        name: args.name,
        description: args.description,
        role: role.arn,
        runtime: "nodejs22.x",
        architectures: ["arm64"],
        handler: "index.handler",
        code,
        memorySize: args.memorySize ?? 256,
        timeout: args.timeoutSeconds ?? HANDLER_TIMEOUT,
        environment: { variables: environment },
        loggingConfig: { logFormat: "JSON", logGroup: logGroup.name },
        tags: args.tags ?? {},
      },
      { parent: this, dependsOn: policies },
    );
  }
}
