/** The role with which API Gateway logs for REST APIs: one setting of an account in a region, shared by all of them. */
import * as apigateway from "@pulumi/aws/apigateway";
import * as iam from "@pulumi/aws/iam";
import * as pulumi from "@pulumi/pulumi";

/** What API Gateway asks for when it is told of the role. Source: AWS's managed policy AmazonAPIGatewayPushToCloudWatchLogs. */
const ACTIONS = [
  "logs:CreateLogGroup",
  "logs:CreateLogStream",
  "logs:DescribeLogGroups",
  "logs:DescribeLogStreams",
  "logs:PutLogEvents",
  "logs:GetLogEvents",
  "logs:FilterLogEvents",
];

/** Args of `CloudWatchRole`. */
export interface CloudWatchRoleArgs {
  /**
   * Tags of the role.
   * @default {} - none
   * @example { team: "identity" }
   */
  tags?: Record<string, pulumi.Input<string>>;
}

/**
 * Makes the role, and tells API Gateway of it, whatever it used before. All three stay when the stack goes: other stacks of the
 * region log with the same role, and would stop without a word. So the role's name is new each time.
 *
 * @example
 * const role = new CloudWatchRole("admin", {});
 */
export class CloudWatchRole extends pulumi.ComponentResource {
  /** The role's ARN, known when API Gateway has it. */
  readonly roleArn: pulumi.Output<string>;

  constructor(name: string, { tags = {} }: CloudWatchRoleArgs, opts?: pulumi.ComponentResourceOptions) {
    super("okta-api-access:index:CloudWatchRole", name, {}, opts);
    const common = { parent: this, retainOnDelete: true };
    const assumeRolePolicy = JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Principal: { Service: "apigateway.amazonaws.com" }, Action: "sts:AssumeRole" }],
    });
    const policy = JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Action: ACTIONS, Resource: "*" }],
    });
    const role = new iam.Role(
      `${name}-role`,
      { description: "API Gateway writes its logs as this role", assumeRolePolicy, tags },
      common,
    );
    const allowed = new iam.RolePolicy(`${name}-write-logs`, { name: "write-logs", role: role.name, policy }, common);
    const account = new apigateway.Account(
      `${name}-account`,
      { cloudwatchRoleArn: role.arn },
      { ...common, dependsOn: [allowed] },
    );
    this.roleArn = account.cloudwatchRoleArn;
    this.registerOutputs({ roleArn: this.roleArn });
  }
}
